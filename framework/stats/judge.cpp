// SPDX-License-Identifier: Apache-2.0
#include "stats/judge.h"

#include "stats/early_stop.h"
#include "stats/evidence.h"
#include "stats/finding.h"
#include "stats/intervals.h"
#include "stats/share_decision.h"
#include "stats/windows.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::stats {
namespace {

using Findings = std::vector<Finding>;

constexpr std::string_view kNothing = "no request was answered or failed: there is nothing to judge";

/// Configuration refuses these; a verdict must not depend on that.
bool usable(const Objective& objective) {
    const bool limit = std::isfinite(objective.limit) && objective.limit >= 0;
    const bool quantile = objective.metric != Metric::Latency || (objective.quantile > 0 && objective.quantile <= 1);
    const bool window = !objective.window || *objective.window > Duration{};
    return limit && quantile && window && objective.confidence > 0 && objective.confidence < 1;
}

Finding invalid(const Objective& objective, std::string reason) {
    Finding finding;
    finding.check.objective = objective;
    finding.check.status = VerdictStatus::Invalid;
    finding.check.reason = std::move(reason);
    return finding;
}

std::string noDataText(const Objective& objective) {
    return objective.endpoint.empty() ? std::string(kNothing) : nameOf(objective) + " has no data: not one request to it was due";
}

Finding checkOf(const Objective& objective, const Measurement& measurement) {
    if (!usable(objective)) {
        return invalid(objective, nameOf(objective) + " has no limit that could be judged");
    }
    Finding finding = objective.window ? checkWindows(objective, measurement) : checkPhase(objective, measurement);
    return finding.noData ? invalid(objective, noDataText(objective)) : finding;
}

std::string saturationText(const GeneratorHealth& generator) {
    return "the load generator was saturated" + (generator.reasons.empty() ? "" : ": " + generator.reasons.front());
}

/// What a saturated generator measured says nothing about the target; a failed error rate it cannot have invented.
void distrust(Finding& finding, const GeneratorHealth& generator) {
    Check& check = finding.check;
    const bool kept = check.objective.metric == Metric::ErrorRate && check.status == VerdictStatus::Fail;
    if (kept || check.status == VerdictStatus::Invalid) {
        return;
    }
    check.status = VerdictStatus::Invalid;
    check.reason = subjectOf(check.objective) + " cannot be judged, because " + saturationText(generator);
    finding.byChance = false;
}

/// What stopped the run was certain then; the shorter interval that is left of it may not say so.
void failEarly(Finding& finding, const EarlyFailure& early) {
    const Objective& objective = finding.check.objective;
    if (finding.check.status == VerdictStatus::Invalid) {
        return;
    }
    finding.check.status = VerdictStatus::Fail;
    finding.check.reason = finding.was + "; " + earlyText(early, objective);
    finding.byChance = early.rule != StopRule::Budget;
    finding.pRelative = std::min(finding.pRelative, early.pValue / ((1 - objective.confidence) / 2));
}

/// Holm over the required checks that chance can touch: the more are looked at, the likelier one of them fails by accident.
void correctForSeveral(Findings& findings) {
    std::vector<std::size_t> family;
    std::vector<double> pValues;
    for (std::size_t i = 0; i < findings.size(); ++i) {
        if (findings[i].byChance && findings[i].check.objective.required) {
            family.push_back(i);
            pValues.push_back(findings[i].pRelative);
        }
    }
    const std::vector<bool> significant = holm(pValues, 1);
    for (std::size_t i = 0; i < family.size(); ++i) {
        Finding& finding = findings[family[i]];
        if (finding.check.status == VerdictStatus::Fail && !significant[i]) {
            finding.check.status = VerdictStatus::Inconclusive;
            finding.targetsForSure = false;
            finding.check.reason += "; over the limit, not significant among " + countText(family.size()) + " checks";
        }
    }
}

std::vector<const Finding*> requiredWith(const Findings& findings, VerdictStatus status) {
    std::vector<const Finding*> found;
    for (const Finding& finding : findings) {
        if (finding.check.objective.required && finding.check.status == status) {
            found.push_back(&finding);
        }
    }
    return found;
}

VerdictStatus statusOf(const Findings& findings, bool saturated) {
    const auto failed = requiredWith(findings, VerdictStatus::Fail);
    const bool targets =
        !saturated ? !failed.empty() : std::any_of(failed.begin(), failed.end(), [](const Finding* f) { return f->targetsForSure; });
    if (targets) {
        return VerdictStatus::Fail;
    }
    for (const VerdictStatus status : {VerdictStatus::Invalid, VerdictStatus::Fail, VerdictStatus::Inconclusive}) {
        if (!requiredWith(findings, status).empty()) {
            return status;
        }
    }
    return requiredWith(findings, VerdictStatus::Pass).empty() ? VerdictStatus::Inconclusive : VerdictStatus::Pass;
}

/// The first deciding check's sentence, and the names of the others.
std::string decidedBy(const std::vector<const Finding*>& deciding) {
    std::string text = deciding.front()->check.reason;
    for (std::size_t i = 1; i < deciding.size(); ++i) {
        text += (i == 1 ? "; the same verdict on " : ", ") + subjectOf(deciding[i]->check.objective);
    }
    return text;
}

std::string passText(const std::vector<const Finding*>& passed, const Measurement& measurement) {
    if (passed.size() == 1) {
        return passed.front()->check.reason;
    }
    std::string names;
    for (const Finding* finding : passed) {
        names += (names.empty() ? "" : ", ") + toText(finding->check.objective);
    }
    return "all " + countText(passed.size()) + " checks passed (" + names + "); " + horizonText(ladderLength(measurement));
}

std::string reasonOf(VerdictStatus status, const Findings& findings, const Measurement& measurement, const GeneratorHealth& generator) {
    const auto deciding = requiredWith(findings, status);
    if (deciding.empty()) {
        return "no required check ran: there is nothing to pass";
    }
    if (status == VerdictStatus::Pass) {
        return passText(deciding, measurement);
    }
    if (status != VerdictStatus::Invalid) {
        return decidedBy(deciding);
    }
    if (std::any_of(deciding.begin(), deciding.end(), [](const Finding* f) { return f->check.reason == kNothing; })) {
        return std::string(kNothing);
    }
    if (generator.status != GeneratorStatus::Saturated) {
        return decidedBy(deciding);
    }
    const auto failed = requiredWith(findings, VerdictStatus::Fail);
    return saturationText(generator) + (failed.empty() ? "" : "; all the same, " + failed.front()->check.reason);
}

}  // namespace

Finding checkPhase(const Objective& objective, const Measurement& measurement) {
    switch (objective.metric) {
        case Metric::Latency: return checkLatency(objective, measurement);
        case Metric::ErrorRate: return checkErrors(objective, measurement);
        case Metric::Throughput: return checkThroughput(objective, measurement);
        case Metric::CpuShare:
        case Metric::CpuCores:
        case Metric::Memory:
        case Metric::Throttled:
        case Metric::Restarts: return checkResource(objective, measurement);
    }
    return {};
}

Verdict judge(std::span<const Objective> objectives, const Measurement& measurement, const GeneratorHealth& generator,
              const std::optional<EarlyFailure>& early) {
    const bool saturated = generator.status == GeneratorStatus::Saturated;
    Findings findings;
    for (const Objective& objective : objectives) {
        findings.push_back(checkOf(objective, measurement));
        if (early && early->check + 1 == findings.size()) {
            failEarly(findings.back(), *early);
        }
        if (saturated) {
            distrust(findings.back(), generator);
        }
    }
    correctForSeveral(findings);
    Verdict verdict;
    verdict.early = early;
    verdict.status = statusOf(findings, saturated);
    verdict.reason = reasonOf(verdict.status, findings, measurement, generator);
    for (Finding& finding : findings) {
        verdict.checks.push_back(std::move(finding.check));
    }
    return verdict;
}

}  // namespace loadgate::stats
