// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// What one name of the target consumed in the measured phase, whatever instances stood behind it.
struct ResourceUsage {
    std::string source, name;
    std::optional<double> meanCores, p95Cores, maxCores;  ///< over the run's intervals
    std::optional<double> cpuLimitCores, machineCores;
    std::optional<double> meanMemory;                          ///< bytes, over the run's intervals
    std::optional<ByteCount> maxMemory, memoryLimit;           ///< the largest sample
    std::optional<double> throttledShare;                      ///< of the quota's periods
    std::optional<std::uint64_t> restarts;                     ///< see restartsOf()
    std::optional<std::uint64_t> threads, descriptors;         ///< most at once
    double cpuCovered{}, memoryCovered{}, throttledCovered{};  ///< share of the measured phase for which there is a figure
    double watched{};                                          ///< share of the run between the first and the last sample
    std::size_t samples{};                                     ///< with any figure, in the measured phase
    bool operator==(const ResourceUsage&) const = default;
};
/// By source and name, in order of appearance. Pure.
[[nodiscard]] std::vector<ResourceUsage> usageOf(const Measurement&);

/// What the whole target consumed in one interval; absent means not measured.
struct IntervalUsage {
    std::optional<double> cpuCores, memory;
};
/// One entry per interval of the measurement. Pure.
[[nodiscard]] std::vector<IntervalUsage> usagePerInterval(const Measurement&);

}  // namespace loadgate
