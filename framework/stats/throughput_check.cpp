// SPDX-License-Identifier: Apache-2.0
#include "stats/evidence.h"
#include "stats/finding.h"
#include "stats/intervals.h"
#include "stats/share_decision.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>

namespace loadgate::stats {
namespace {

/// In the open model the rate is given, so answers are counted and not estimated; half a percent is left to the edges of the run.
void decideByCount(Finding& finding, const Measurement& measurement) {
    constexpr double kEnough = 0.995;
    Check& check = finding.check;
    const double floor = check.objective.limit;
    check.status = *check.observed >= kEnough * floor ? VerdictStatus::Pass : VerdictStatus::Fail;
    check.reason = nameOf(check.objective) + " was " + rateText(*check.observed) + ": " + countText(check.samples) + " good answers in " +
                   humanDuration(measurement.measured()) + ", floor " + rateText(floor) + " (99.5 % of it is enough)";
}

std::string undecidedText(const Evidence& evidence, const RateInterval& rate, const Objective& objective) {
    const double distance = rate.mean - objective.limit;
    if (distance == 0) {
        return "on the floor itself, which no length decides";
    }
    const double half = distance > 0 ? rate.mean - rate.lower : rate.upper - rate.mean;
    return enoughText(evidence.length() * std::pow(half / distance, 2), objective.window.has_value());
}

void decideByInterval(Finding& finding, const Evidence& evidence) {
    Check& check = finding.check;
    const double alpha = 1 - check.objective.confidence;
    const double floor = check.objective.limit;
    const auto rate = evidence.longEnough() ? rateInterval(evidence.ok, evidence.seconds, alpha) : std::nullopt;
    const std::string was = nameOf(check.objective) + " was " + rateText(*check.observed);
    if (!rate) {
        check.reason = was + ", floor " + rateText(floor) + "; " + tooShortText(evidence);
        return;
    }
    check.interval.emplace(std::min(rate->lower, *check.observed), std::max(rate->upper, *check.observed));
    finding.byChance = true;
    finding.pRelative = shortfallPValue(evidence.ok, evidence.seconds, floor) / (alpha / 2);
    std::string because = undecidedText(evidence, *rate, check.objective);
    if (rate->lower >= floor) {
        because = rhythmText(evidence.length(), check.objective.rhythm);
        check.status = because.empty() ? VerdictStatus::Pass : VerdictStatus::Inconclusive;
        because = because.empty() ? horizonText(evidence.length()) : because;
    } else if (rate->upper < floor) {
        check.status = VerdictStatus::Fail;
        because = "less even at the upper end of what chance explains";
    }
    check.reason = was + " (" + rateRangeText(*check.interval) + "), floor " + rateText(floor) + "; " + because;
}

}  // namespace

Finding checkThroughput(const Objective& objective, const Measurement& measurement) {
    const Evidence evidence = evidenceFor(objective, measurement, unanswered);
    Finding finding;
    finding.noData = evidence.empty();
    finding.check.objective = objective;
    finding.check.samples = evidence.tally.ok();
    const double length = toSeconds(measurement.measured());
    finding.check.observed = length > 0 ? static_cast<double>(evidence.tally.ok()) / length : 0;
    if (measurement.model == LoadModel::Open) {
        decideByCount(finding, measurement);
    } else {
        decideByInterval(finding, evidence);
    }
    return finding;
}

}  // namespace loadgate::stats
