// SPDX-License-Identifier: Apache-2.0
#include "stats/budget.h"

#include "stats/intervals.h"

namespace loadgate::stats {

bool budgetSpent(std::uint64_t bad, double planned, double limit) { return static_cast<double>(bad) > limit * planned; }

bool grosslySpent(std::uint64_t bad, double planned, double limit) {
    return limit <= kGrossLargestLimit && budgetSpent(bad, planned, grossLimit(limit));
}

}  // namespace loadgate::stats
