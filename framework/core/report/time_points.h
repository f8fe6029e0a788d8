// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"

#include <cstddef>
#include <optional>
#include <vector>

namespace loadgate::report {

/// A stretch of a run: one interval, or neighbours put together so that a long run has no more points than a drawing can show.
struct TimePoint {
    Duration from{}, length{};
    bool warmup{};
    double planned{};  ///< open model: requests due by the curve
    double users{};    ///< closed model: mean number present
    Tally tally;
    Histogram response;
    std::optional<double> cores, memory;  ///< of the target, means over what was measured; bytes

    [[nodiscard]] double middle() const { return toSeconds(from + length / 2); }
    [[nodiscard]] double perSecond(double count) const { return length > Duration{} ? count / toSeconds(length) : 0; }
};

/// By time, no gaps, about `most` of them; warm-up and measured phase never share one. Histograms are merged, percentiles never averaged.
[[nodiscard]] std::vector<TimePoint> timePoints(const Measurement&, std::size_t most);

}  // namespace loadgate::report
