// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/target.h"

namespace loadgate {

/// A service known by its address alone: no identity, no resources.
class UrlTarget final : public Target {
  public:
    explicit UrlTarget(std::string url) : m_url(std::move(url)) {}
    [[nodiscard]] static Result<std::unique_ptr<Target>> create(const ParamValues&);
    /// BadInput unless the address is http://host[:port][/path] or https://…. Asks nobody.
    [[nodiscard]] Result<TargetDescription> describe(const Call&) override;

  private:
    std::string m_url;
};

}  // namespace loadgate
