// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"
#include "stats/intervals.h"

#include <cstdint>
#include <functional>
#include <vector>

namespace loadgate::stats {

/// How many requests of one endpoint in one interval were bad.
using BadOf = std::function<std::uint64_t(const Series&)>;

/// Slower than the limit, or failed, or never answered: a connection refused in 1 ms is not a fast answer.
///
/// Exact where the limit is one of Measurement::limits: the engine counted each request against it. For other limits (a stored run
/// judged again) a histogram cannot tell whether a failed request was slow too; the larger of the two counts is taken, which is never
/// too high.
[[nodiscard]] BadOf slowOrFailed(const Measurement&, Duration limit);
/// Failed, in flight at the end, or shed by the in-flight bound: none of them was answered well.
[[nodiscard]] std::uint64_t unanswered(const Series&);
/// Only those that failed because nobody listened: not even a generator that breaks down can cause them.
[[nodiscard]] std::uint64_t refused(const Series&);

/// What the measured phase holds about one objective's scope.
struct Evidence {
    Counts counts;                    ///< one entry for each interval of the ladder
    std::vector<double> ok, seconds;  ///< the same intervals: good answers, and their lengths
    std::uint64_t due{}, bad{};       ///< of the whole measured phase
    Tally tally;                      ///< of the whole measured phase

    [[nodiscard]] double length() const;  ///< of the ladder's intervals, s
    /// At least 20 intervals and 5 s: below that no interval is computed.
    [[nodiscard]] bool longEnough() const;
    [[nodiscard]] bool empty() const { return due == 0; }
};

/// Gathers the measured intervals of the objective's endpoint, or of all. A partial last interval (shorter than half of the usual
/// length) is not part of the ladder; its requests count in `due`, `bad` and `tally`.
[[nodiscard]] Evidence evidenceFor(const Objective&, const Measurement&, const BadOf&);
/// Response times of the objective's scope: of each interval of the ladder, and of the whole measured phase.
struct Responses {
    std::vector<Histogram> perInterval;
    Histogram all;
};
[[nodiscard]] Responses responsesFor(const Objective&, const Measurement&);

/// Seconds that the ladder of this run covers.
[[nodiscard]] double ladderLength(const Measurement&);

}  // namespace loadgate::stats
