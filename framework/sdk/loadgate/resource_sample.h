// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstdint>
#include <optional>
#include <string>

namespace loadgate {

/// One instance of the target at one moment. Totals only grow within an instance, and the host subtracts; absent means not measured,
/// never 0. An instance that has ended is sampled as `running` = false without figures.
struct ResourceSample {
    std::string source, instance, name;  ///< "docker", the container's id, "backend-v2"
    Duration at{};                       ///< run clock, stamped by the host: the middle of the call
    std::optional<Duration> readAt;      ///< the target's own clock, for exact differences
    bool running{true};
    std::optional<bool> healthy, oomKilled;
    std::optional<std::uint32_t> restarts;  ///< total
    std::optional<int> exitCode;            ///< of an instance that has ended
    std::optional<Duration> cpuTime;        ///< total since the instance started; or, where a target only gives a mean:
    std::optional<double> cpuCores;         ///< mean over the `cpuWindow` that ends at `at`
    std::optional<Duration> cpuWindow;
    std::optional<double> cpuLimitCores, machineCores;  ///< what it may use at most; what the machine it runs on has
    std::optional<ByteCount> memory, memoryLimit, received, transmitted;
    std::optional<std::uint64_t> periods, throttledPeriods;  ///< totals of the CPU quota
    std::optional<std::uint64_t> threads, descriptors;       ///< now
    bool operator==(const ResourceSample&) const = default;
};

}  // namespace loadgate
