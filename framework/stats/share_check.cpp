// SPDX-License-Identifier: Apache-2.0
#include "stats/evidence.h"
#include "stats/finding.h"
#include "stats/judge.h"
#include "stats/share_decision.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace loadgate::stats {
namespace {

/// Below so many requests even independent ones bound no quantile: ln(0.05) / ln(q).
std::uint64_t absoluteFloor(double q) { return q < 1 ? static_cast<std::uint64_t>(std::ceil(std::log(0.05) / std::log(q))) : 0; }

double alphaOf(const Objective& objective) { return 1 - objective.confidence; }

Finding findingOf(const Objective& objective, const Evidence& evidence, const ShareDecision& decision) {
    Finding finding;
    finding.noData = evidence.empty();
    finding.check.objective = objective;
    finding.check.samples = evidence.due;
    finding.check.effectiveSamples = decision.interval ? decision.interval->effectiveSamples : 0;
    finding.check.status = decision.status;
    finding.byChance = decision.interval.has_value();
    finding.pRelative = decision.pFail / (alphaOf(objective) / 2);
    return finding;
}

/// What was observed, in seconds: the time and, where there is one, its interval.
void addObservedTime(Check& check, const Measurement& measurement) {
    const Objective& objective = check.objective;
    const Responses responses = responsesFor(objective, measurement);
    const auto observed = responses.all.quantile(objective.quantile);
    if (!observed) {
        return;
    }
    check.observed = toSeconds(*observed);
    check.observedIsLowerBound = responses.all.quantileIsLowerBound(objective.quantile);
    if (check.effectiveSamples == 0) {
        return;
    }
    if (const auto interval = quantileInterval(responses.perInterval, objective.quantile, alphaOf(objective))) {
        const double upper = interval->upper ? toSeconds(*interval->upper) : std::numeric_limits<double>::infinity();
        // A partial last interval counts in the estimate but not on the ladder: the interval must hold the estimate all the same.
        check.interval.emplace(std::min(toSeconds(interval->lower), *check.observed), std::max(upper, *check.observed));
    }
}

std::string observedTimeText(const Check& check) {
    if (!check.observed) {
        return nameOf(check.objective) + " was not observed";
    }
    const std::string observed = timeText(*check.observed);
    const std::string range = check.interval ? timeRangeText(*check.interval) : observed;
    return nameOf(check.objective) + " was " + (check.observedIsLowerBound ? "at least " : "") + observed +
           (range == observed ? "" : " (" + range + ")");
}

/// No single good answer, in a run too short for any statistics: none are needed.
bool nothingWorked(const Evidence& evidence) {
    constexpr std::uint64_t kFewest = 10;
    return evidence.bad == evidence.due && evidence.due >= kFewest;
}

/// `did`: what not one of them did, "succeeded".
ShareDecision withoutStatistics(ShareDecision decision, const Evidence& evidence, double limit, const std::string& did) {
    if (!decision.interval && decision.status == VerdictStatus::Inconclusive && limit < 1 && nothingWorked(evidence)) {
        decision.status = VerdictStatus::Fail;
        decision.because = "not one of " + requestsText(evidence.due) + " " + did + ", which needs no statistics";
    }
    return decision;
}

ShareDecision decideErrors(const Evidence& evidence, const Objective& objective) {
    const ShareQuestion question{.limit = objective.limit,
                                 .alpha = alphaOf(objective),
                                 .fewestForPass = minimumSamples(objective),
                                 .rhythm = objective.rhythm,
                                 .ofWindow = objective.window.has_value()};
    return withoutStatistics(decideShare(evidence, question, ""), evidence, objective.limit, "succeeded");
}

}  // namespace

std::uint64_t minimumSamples(const Objective& objective) {
    constexpr std::uint64_t kFewest = 200;
    constexpr double kBeyondQuantile = 50;
    if (objective.minSamples) {
        return *objective.minSamples;
    }
    if (objective.metric != Metric::Latency) {
        return 0;
    }
    if (!(objective.quantile < 1)) {
        return kFewest;
    }
    return std::max(kFewest, static_cast<std::uint64_t>(std::llround(kBeyondQuantile / (1 - objective.quantile))));
}

Finding checkLatency(const Objective& objective, const Measurement& measurement) {
    const Evidence evidence = evidenceFor(objective, measurement, slowOrFailed(measurement, fromSeconds(objective.limit)));
    const ShareQuestion question{.limit = 1 - objective.quantile,
                                 .alpha = alphaOf(objective),
                                 .fewest = absoluteFloor(objective.quantile),
                                 .fewestForPass = minimumSamples(objective),
                                 .rhythm = objective.rhythm,
                                 .ofWindow = objective.window.has_value()};
    const ShareDecision decision =
        withoutStatistics(decideShare(evidence, question, "were slower or failed"), evidence, question.limit, "was answered well in time");
    Finding finding = findingOf(objective, evidence, decision);
    addObservedTime(finding.check, measurement);
    finding.was = observedTimeText(finding.check) + ", limit " + timeText(objective.limit);
    finding.check.reason = finding.was + "; " + decision.because;
    return finding;
}

Finding checkErrors(const Objective& objective, const Measurement& measurement) {
    const Evidence evidence = evidenceFor(objective, measurement, unanswered);
    const ShareDecision decision = decideErrors(evidence, objective);
    Finding finding = findingOf(objective, evidence, decision);
    Check& check = finding.check;
    std::string range;
    if (evidence.due > 0) {
        check.observed = static_cast<double>(evidence.bad) / static_cast<double>(evidence.due);
    }
    if (decision.interval && check.observed) {
        check.interval.emplace(std::min(decision.interval->lower, *check.observed), std::max(decision.interval->upper, *check.observed));
        range = " (" + shareRangeText(*check.interval) + ")";
    }
    const std::string failures = failuresText(evidence.tally);
    finding.was = nameOf(objective) + " were " + shareText(check.observed.value_or(0)) + range + (failures.empty() ? "" : ": " + failures) +
                  " of " + requestsText(evidence.due) + ", limit " + shareText(objective.limit);
    check.reason = finding.was + (decision.because.empty() ? "" : "; " + decision.because);
    finding.targetsForSure = check.status == VerdictStatus::Fail &&
                             decideErrors(evidenceFor(objective, measurement, refused), objective).status == VerdictStatus::Fail;
    return finding;
}

}  // namespace loadgate::stats
