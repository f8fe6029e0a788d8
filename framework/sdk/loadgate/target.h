// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/host.h"
#include "loadgate/identity.h"
#include "loadgate/params.h"
#include "loadgate/resource_sample.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// Where load is sent. `connectTo` ("HOST:PORT", may be empty) replaces name resolution, like --resolve.
struct Address {
    std::string url, connectTo;
    bool operator==(const Address&) const = default;
};

struct TargetDescription {
    std::string name, summary;
    Address address;
    std::optional<Identity> identity;
    std::vector<ResourceSample> limits;  ///< one per instance, figures that do not change: cpuLimitCores, memoryLimit
};

/// Where the service runs and what it consumes. One thread, one object: session and sampler each create their own. A plugin's class has:
///     static Result<std::unique_ptr<Target>> create(const ParamValues&);
class LOADGATE_API Target {
  public:
    virtual ~Target();
    /// Within 10 s.
    [[nodiscard]] virtual Result<TargetDescription> describe(const Call&) = 0;
    /// Totals of its resources now, one per instance; once a second, within 900 ms. None by default.
    [[nodiscard]] virtual Result<std::vector<ResourceSample>> sample(const Call&);
};

}  // namespace loadgate
