// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <optional>
#include <string>

namespace loadgate {

/// One instance of the target at one moment. Totals only grow within an instance; absent means not measured, never 0.
struct ResourceSample {
    std::string source, instance, name;  ///< "docker", the container's id, "backend-v2"
    Duration at{};                       ///< run clock, stamped by the host: the middle of the call
    std::optional<Duration> readAt;      ///< the target's own clock, for exact differences
    bool running{true};
    std::optional<Duration> cpuTime;  ///< total since the instance started
    std::optional<double> cpuLimitCores;
    std::optional<ByteCount> memory, memoryLimit, received, transmitted;
};

}  // namespace loadgate
