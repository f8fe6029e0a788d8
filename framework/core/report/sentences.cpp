// SPDX-License-Identifier: Apache-2.0
#include "core/report/numbers.h"
#include "core/report/text_sections.h"

#include <algorithm>
#include <cmath>

namespace loadgate::report {

std::string loadSentence(const RunRecord& record) {
    const Measurement& m = record.measurement;
    const bool open = m.model == LoadModel::Open;
    std::string text =
        open ? "open model, requests arrive at up to " + loadText(record.curve.peak(), m.model)
             : "closed model, seen by " + countText(static_cast<std::uint64_t>(std::llround(record.curve.peak()))) + " looping users";
    text += ", for " + humanDuration(m.end);
    if (m.warmup > Duration{}) {
        text += ", the first " + humanDuration(m.warmup) + " of it warm-up, left out of every figure but the requests";
    }
    std::string patterns;
    for (const StageSpec& stage : record.stages) {
        patterns += (patterns.empty() ? "" : ", ") + stage.pattern.id;
    }
    return patterns.empty() ? text : text + " (" + patterns + ")";
}

std::string interruptedSentence(const RunRecord& record) {
    const Measurement& m = record.measurement;
    if (record.interruptedBy != 0) {
        return "Interrupted by " + signalName(record.interruptedBy) + " after " + humanDuration(m.end) + " of " +
               humanDuration(record.curve.length()) + ": this judges what was measured until then, and is never a pass.";
    }
    if (record.verdict.early) {
        return "Stopped after " + humanDuration(m.end) + " of " + humanDuration(record.curve.length()) +
               " because failure was certain (--abort-on-fail); what was measured until then is judged.";
    }
    if (m.stoppedEarly) {
        return "Stopped after " + humanDuration(m.end) + " of " + humanDuration(record.curve.length()) + ".";
    }
    return {};
}

std::string plannedEquation(const RunRecord& record, const RunFigures& figures) {
    const Measurement& m = record.measurement;
    if (m.model == LoadModel::Closed) {
        return {};
    }
    const Tally& t = figures.whole.tally;
    return countText(m.planned) + " planned = " + countText(t.sent) + " sent + " + countText(t.droppedLimit) +
           " dropped at the in-flight bound + " + countText(t.droppedGenerator) + " dropped by the generator + " + countText(m.notReached) +
           " not reached";
}

std::string sentEquation(const RunFigures& figures) {
    const Tally& t = figures.whole.tally;
    std::string text = countText(t.sent) + " sent = " + countText(t.ok()) + " ok + " + countText(t.failed()) + " failed + " +
                       countText(t.inFlightAtEnd) + " in flight at the end";
    return t.retried == 0 ? text : text + "; " + countText(t.retried) + " retried on a fresh connection";
}

std::string throughputSentence(const RunRecord& record, const RunFigures& figures) {
    if (!figures.throughput) {
        return "not measured";
    }
    return rateText(*figures.throughput) + " good answers (" + countText(figures.measured.tally.ok()) + " in the measured " +
           humanDuration(record.measurement.measured()) + ")";
}

std::string generatorSentence(const RunRecord& record, const RunFigures& figures) {
    const GeneratorHealth& health = record.generator;
    std::string text(toText(health.status));
    if (record.measurement.model == LoadModel::Open) {
        text += ", sent " + percentText(health.achievedShare) + " of what was planned";
    }
    if (!figures.measured.lag.empty()) {
        text += ", lag p99 " + quantileText(figures.measured.lag, 0.99) + ", max " + quantileText(figures.measured.lag, 1);
    }
    return text + ", " + threeDigits(record.measurement.generator.cpuCores) + " cores";
}

bool addsReason(const Check& check, const RunRecord& record) {
    const bool saturated = record.generator.status == GeneratorStatus::Saturated && check.status == VerdictStatus::Invalid;
    return check.status != VerdictStatus::Pass && !saturated && check.reason != record.verdict.reason;
}

std::string observedText(const Check& check) {
    if (!check.observed) {
        return "no data";
    }
    return (check.observedIsLowerBound ? "≥ " : "") + valueText(check.objective.metric, *check.observed);
}

std::string intervalText(const Check& check) {
    if (!check.interval) {
        return "–";
    }
    return valueText(check.objective.metric, check.interval->first) + " – " + valueText(check.objective.metric, check.interval->second);
}

std::string effectiveText(const Check& check) {
    const bool known = isSampled(check.objective.metric) && std::isfinite(check.effectiveSamples) && check.effectiveSamples > 0;
    return known ? countText(static_cast<std::uint64_t>(std::llround(check.effectiveSamples))) : std::string("–");
}

std::string limitText(const Objective& objective) {
    return (objective.upperBound() ? "≤ " : "≥ ") + valueText(objective.metric, objective.limit);
}

std::string subjectText(const Objective& objective) {
    if (isResource(objective.metric)) {
        return metricName(objective) + windowText(objective);
    }
    const std::string metric = objective.metric == Metric::Latency     ? quantileName(objective.quantile)
                               : objective.metric == Metric::ErrorRate ? std::string("errors")
                                                                       : std::string("throughput");
    return (objective.endpoint.empty() ? metric : metric + "(" + objective.endpoint + ")") + windowText(objective);
}

std::string intervalHead(const Verdict& verdict) {
    const auto& checks = verdict.checks;
    const bool alike = !checks.empty() && std::all_of(checks.begin(), checks.end(), [&](const Check& c) {
        return c.objective.confidence == checks.front().objective.confidence;
    });
    return alike ? percentText(checks.front().objective.confidence) + " interval" : std::string("interval");
}

}  // namespace loadgate::report
