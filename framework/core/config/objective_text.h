// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/objective.h"

#include <optional>
#include <string_view>

namespace loadgate::config {

/// 0.999 for "p99.9", 1 for "max"; empty for anything else. The digits are shifted, not divided, so that p99.9 is exactly 0.999.
[[nodiscard]] std::optional<double> quantileOf(std::string_view name);

/// One limit of a metric, read with its unit. `bare`: whether "1000" alone is a throughput.
[[nodiscard]] Result<Objective> latencyObjective(double quantile, std::string_view limit);
[[nodiscard]] Result<Objective> errorObjective(std::string_view limit);
[[nodiscard]] Result<Objective> throughputObjective(std::string_view limit, BareNumber bare);
/// "80%" or "1.5 cores"; "512MiB".
[[nodiscard]] Result<Objective> cpuObjective(std::string_view limit);
[[nodiscard]] Result<Objective> memoryObjective(std::string_view limit);
[[nodiscard]] Result<Objective> throttledObjective(std::string_view limit);
[[nodiscard]] Result<Objective> restartsObjective(std::string_view limit);

/// "60s", what stands behind "in each" and in the key `window`: long enough to be judged in any run.
[[nodiscard]] Result<Duration> parseWindow(std::string_view);
/// Some things cannot be said of a window.
[[nodiscard]] Status checkWindow(const Objective&);

/// About the same thing: metric, quantile, endpoint and window.
[[nodiscard]] bool sameSubject(const Objective&, const Objective&);

/// Of the key `policy`, in either file.
struct Policy {
    std::optional<double> confidence;
    std::optional<std::uint64_t> minSamples;
    std::optional<Duration> rhythm;  ///< the slowest one that matters: garbage collection, compaction, cron
};
[[nodiscard]] Result<double> parseConfidence(std::string_view);

}  // namespace loadgate::config
