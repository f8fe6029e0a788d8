// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"

#include <cstdint>
#include <optional>
#include <span>

namespace loadgate::stats {

/// The generator's own health in the measured phase. Pure; any thread.
///
/// Saturated: it dropped more than 1 % of the planned requests itself; or its lag p99 is above max(5 ms, 10 % of the tightest latency
/// limit); or it sent less than 95 % of what was planned although in flight was below the bound and no request waited for a
/// connection (so that nobody but itself was in the way; what rounding or random arrivals explain is left out); or descriptors or ports ran
/// out; or its clock jumped by more than 100 ms. Suspect: one fifth of any of these, or a worker above 95 % of a core in the open model, or
/// steal or throttling above 5 %. A slow service holds connections and fills the bound: it never makes the generator saturated.
[[nodiscard]] GeneratorHealth assessGenerator(const Measurement&, std::span<const Objective>);

/// No window is judged that is shorter: 20 intervals and 5 s, in whole intervals.
[[nodiscard]] Duration shortestWindow(Duration intervalLength);

/// Smallest number of samples for a PASS; FAIL needs only its bound. Unless the objective has its own: 50 / (1 - q), at least 200
/// (p50 200, p95 1,000, p99 5,000, p99.9 50,000; max 200); error rates and throughput none.
[[nodiscard]] std::uint64_t minimumSamples(const Objective&);

/// The four verdicts. Pure; any thread. `objectives` should not be empty (the caller adds the built-in one): nothing to judge is
/// never PASS.
///
/// A check. Latency: "p99 <= X" is the statement that at most 1 % of the requests due are bad: slower than X, *or failed*, or never
/// answered (a connection refused in 1 ms is not a fast answer). `observed` and `interval` are those of the response times alone, so
/// a check can fail with a small p99; its reason then names the share. Error rate: failed, unanswered at the end or shed by the
/// in-flight bound, of all due. Both need 20 intervals and 5 s, and a "none may" limit (max, 0 %) is a count. Throughput: a count
/// in the open model, an interval in the closed one. CPU: its mean; memory: its largest sample; without samples INCONCLUSIVE. No data is
/// INVALID, never PASS. effectiveSamples 0: not computed. An objective with a window must hold in each of them, see stats/windows.h: the
/// check is that of the worst, and minimum samples are those of one window.
///
/// A saturated generator makes latency and throughput checks INVALID, and error-rate checks that do not fail.
///
/// Several checks: FAIL by chance is corrected with Holm over the required checks; a breach that does not survive is INCONCLUSIVE.
///
/// The run, over required checks: any INVALID > INVALID, any FAIL > FAIL, any INCONCLUSIVE > INCONCLUSIVE, else PASS if there was
/// one. Except that a failure that is clearly the target's wins over INVALID: any FAIL when the generator was not saturated (another
/// check had no data), and with a saturated one an error rate that connections refused alone put over the limit.
///
/// `early`: the failure that stopped the run, see stats/early_stop.h. Its check is FAIL whatever the interval of the shortened run says,
/// unless the generator was saturated; nothing else is judged otherwise because of it, and no run that was stopped by it is a PASS.
[[nodiscard]] Verdict judge(std::span<const Objective>, const Measurement&, const GeneratorHealth&,
                            const std::optional<EarlyFailure>& early = std::nullopt);

}  // namespace loadgate::stats
