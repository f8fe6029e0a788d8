// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace loadgate {

/// i / n of a length, rounded down to the nanosecond; exact for the whole (i = n). Does not overflow for n up to a million.
[[nodiscard]] inline Duration partOf(Duration length, std::int64_t i, std::int64_t n) {
    return Duration(length.count() / n * i + length.count() % n * i / n);
}

/// The same lines up to `end` (> 0), where the last one is cut; further on at the last level when they end before.
[[nodiscard]] inline std::vector<LoadCurve::Knot> cutAt(std::vector<LoadCurve::Knot> knots, Duration end) {
    const auto beyond = std::ranges::find_if(knots, [end](const LoadCurve::Knot& knot) { return knot.at > end; });
    if (beyond == knots.end()) {
        if (knots.back().at < end) {
            knots.push_back({end, knots.back().load});
        }
        return knots;
    }
    const LoadCurve::Knot before = *(beyond - 1);  // the first knot is at 0
    if (before.at < end) {
        const double part = toSeconds(end - before.at) / toSeconds(beyond->at - before.at);
        *beyond = {end, before.load + (beyond->load - before.load) * part};
        knots.erase(beyond + 1, knots.end());
    } else {
        knots.erase(beyond, knots.end());
    }
    return knots;
}

}  // namespace loadgate
