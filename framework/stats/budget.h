// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

// The error budget of a whole run: what can be said before its end by counting alone. Exact for any service, whatever its correlation; no
// source but arithmetic. `planned`: how many requests can be due in the measured phase at most. Pure; any thread.

namespace loadgate::stats {

/// Even if every request still to come is good, the run's own share ends above `limit`: it cannot PASS any more.
[[nodiscard]] bool budgetSpent(std::uint64_t bad, double planned, double limit);

/// Even if every request still to come is good, the run's own share ends above five-fold odds of the limit, grossLimit(): the run fails.
/// Only for limits up to 10 %, as the gross breach. With a limit of 0 one bad request is enough.
[[nodiscard]] bool grosslySpent(std::uint64_t bad, double planned, double limit);

}  // namespace loadgate::stats
