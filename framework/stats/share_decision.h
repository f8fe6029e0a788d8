// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/verdict.h"
#include "stats/evidence.h"
#include "stats/intervals.h"

#include <cstdint>
#include <optional>
#include <string>

namespace loadgate::stats {

/// What is asked of a share of bad requests.
struct ShareQuestion {
    double limit{};  ///< the share that may be bad; 0: none may, which is a count and not an estimate
    double alpha{0.05};
    std::uint64_t fewest{};  ///< requests below which nothing is computed
    std::uint64_t fewestForPass{};
    std::optional<Duration> rhythm;  ///< the slowest one that matters
    bool ofWindow{};  ///< asked of one window and not of the whole phase: a longer window would tell more, a longer run would not
};

/// The answer, and the half-sentence that says why.
struct ShareDecision {
    VerdictStatus status{VerdictStatus::Inconclusive};
    std::string because;
    std::optional<ShareInterval> interval;  ///< absent where none exists
    double pFail{1};
};

/// FAIL if the lower bound is above the limit or the breach is gross, PASS if the upper bound is below it and the samples suffice, else
/// INCONCLUSIVE with what would decide. `badWords`: "were slower or failed"; empty where the sentence has said the share already.
[[nodiscard]] ShareDecision decideShare(const Evidence&, const ShareQuestion&, const std::string& badWords);

/// "could not see what happens less than once in 30 s": a tenth of the time measured.
[[nodiscard]] std::string horizonText(double seconds);
/// "300 s is too short for a PASS, which needs ten times the rhythm of 1 min …"; empty where it is long enough or no rhythm matters.
[[nodiscard]] std::string rhythmText(double seconds, std::optional<Duration> rhythm);
/// "about 4 min in all would decide", "a window of about 4 min would decide".
[[nodiscard]] std::string enoughText(double seconds, bool ofWindow);
/// Why no interval can be computed from so little time.
[[nodiscard]] std::string tooShortText(const Evidence&);

}  // namespace loadgate::stats
