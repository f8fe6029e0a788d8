// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstddef>
#include <cstdint>
#include <string_view>

namespace loadgate {

/// How a failure became certain before the load was over; docs/statistics.md. Evidence: the e-process by betting. Budget: arithmetic, the
/// rest of the run cannot undo it. Bound: the run's budget was spent, and the lower bound was above the limit when it was.
enum class StopRule : std::uint8_t { Evidence, Budget, Bound };
[[nodiscard]] std::string_view toText(StopRule);  // "evidence", "budget", "bound"

/// Why a run was stopped before its end.
struct EarlyFailure {
    std::size_t check{};  ///< index into the objectives, and so into Verdict::checks
    StopRule rule{StopRule::Evidence};
    Duration at{};               ///< on the run clock: every request due until then was known
    std::uint64_t due{}, bad{};  ///< of the check's scope, in the measured phase until then
    double planned{};            ///< Budget, Bound: how many can be due in the whole measured phase at most
    double pValue{};             ///< Evidence: 1 / largest wealth; Bound: of the lower bound; Budget: 0, no chance is in it
    bool operator==(const EarlyFailure&) const = default;
};

}  // namespace loadgate
