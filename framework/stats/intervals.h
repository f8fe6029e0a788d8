// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace loadgate::stats {

/// Requests due and bad requests (slower than a limit, or failed) per second (or shorter interval), in order of time.
struct Counts {
    std::vector<std::uint64_t> due, bad;
};

/// Interval for a share, see design of section 2: the widest over a ladder of batch lengths.
struct ShareInterval {
    double share{};                 ///< bad / due over everything
    double lower{}, upper{1};
    double effectiveSamples{};
    double grossLower{};            ///< lower bound of the finest rung with its f set to 1, for the gross-breach rule
    double driftAtTen{};            ///< rho' of the coarsest rung: 0.5 and more means the level drifted or swung slowly
};

}  // namespace loadgate::stats
