// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"

#include <string>

namespace loadgate::stats {

/// A check looked at by itself, before the generator's health and the other checks have their say.
struct Finding {
    Check check;
    std::string was;  ///< the reason's first part, what was observed and the limit: "p95 was 400 ms (20–400 ms), limit 250 ms"
    bool noData{};    ///< not one request was due in the check's scope
    /// p-value of FAIL divided by alpha/2, so that 1 is the border whatever the confidence. Only where `byChance`: the other checks
    /// are counts, which chance does not touch.
    double pRelative{1};
    bool byChance{};
    /// The failure would stand even if the generator had broken down: nobody listened.
    bool targetsForSure{};
};

/// The objective over the measured phase as a whole, whatever its window. Its limit can be judged.
[[nodiscard]] Finding checkPhase(const Objective&, const Measurement&);

/// A latency or error-rate objective: the share of bad requests against what may be.
[[nodiscard]] Finding checkLatency(const Objective&, const Measurement&);
[[nodiscard]] Finding checkErrors(const Objective&, const Measurement&);
/// A throughput floor: a count in the open model, an interval in the closed one.
[[nodiscard]] Finding checkThroughput(const Objective&, const Measurement&);

/// What the target consumed: CPU by its mean over the measured phase, memory by its largest sample, throttling by the periods of its CPU
/// limit in the measured phase, restarts by their count in the whole run; of the name of the target that is worst. Measured, not estimated,
/// so there is no interval. Below 80 % of the phase covered it never passes, and without samples it is INCONCLUSIVE, not INVALID: the
/// requests can be judged all the same. A share is one of the limit, or, without a limit, of the machine.
[[nodiscard]] Finding checkResource(const Objective&, const Measurement&);

}  // namespace loadgate::stats
