// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/finding.h"

#include <vector>

namespace loadgate::stats {

/// A stretch of the measured phase, on the run clock.
struct Window {
    Duration from{}, to{};
    bool operator==(const Window&) const = default;
};

/// Windows of `length` from `begin` to `end`, without gap or overlap. What is left at the end is a window of its own if it is at least half
/// as long, and not shorter than `shortest`; else it belongs to the one before. Less than one window in all is one.
[[nodiscard]] std::vector<Window> windowsOf(Window phase, Duration length, Duration shortest);

/// The objective in each window of its length in the measured phase, each judged by the same method as a whole phase. FAIL if one fails,
/// corrected with Holm over the windows; PASS if all pass. The check is that of the worst window, which its reason names. An interval
/// belongs to the window in which it begins. A window without a request is INCONCLUSIVE, but no throughput is one of zero.
[[nodiscard]] Finding checkWindows(const Objective&, const Measurement&);

}  // namespace loadgate::stats
