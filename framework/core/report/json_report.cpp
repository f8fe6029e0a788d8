// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_parts.h"
#include "core/report/numbers.h"
#include "core/report/reports.h"

#include <array>
#include <cmath>
#include <span>

namespace loadgate::report {
namespace {

/// "timed_out" and the rest of the counting equations; planned, drops and not_reached are the open model's.
Json requestsJson(const Tally& t, LoadModel model) {
    Json json{{"sent", t.sent},       {"completed", t.completed()},          {"ok", t.ok()},
              {"failed", t.failed()}, {"timed_out", t.of(Outcome::Timeout)}, {"retried", t.retried}};
    if (model == LoadModel::Open) {
        json["dropped_limit"] = t.droppedLimit;
        json["dropped_generator"] = t.droppedGenerator;
    }
    json["in_flight_at_end"] = t.inFlightAtEnd;
    return json;
}

Json wholeRequestsJson(const Measurement& m, const Tally& t) {
    Json json = Json::object();
    if (m.model == LoadModel::Open) {
        json["planned"] = m.planned;
        json["not_reached"] = m.notReached;
    }
    json.update(requestsJson(t, m.model));
    return json;
}

Json errorsJson(const Tally& t) {
    Json json = Json::object();
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        json[std::string(toText(outcome))] = t.of(outcome);
    }
    return json;
}

/// Which time ran out; together they are errors.timeout.
Json timeoutsJson(const Tally& t) {
    Json json = Json::object();
    for (std::size_t i = 0; i < kTimeoutKinds; ++i) {
        const auto kind = static_cast<TimeoutKind>(i);
        json[std::string(toText(kind))] = t.of(kind);
    }
    return json;
}

Json statusesJson(const std::map<std::uint16_t, std::uint64_t>& statuses) {
    Json json = Json::object();
    for (const auto& [status, count] : statuses) {
        json[std::to_string(status)] = count;
    }
    return json;
}

constexpr std::array kQuantiles{NamedQuantile{"p50", 0.5},  NamedQuantile{"p75", 0.75}, NamedQuantile{"p90", 0.9},
                                NamedQuantile{"p95", 0.95}, NamedQuantile{"p99", 0.99}, NamedQuantile{"p99.9", 0.999},
                                NamedQuantile{"max", 1.0}};
constexpr std::array kLagQuantiles{NamedQuantile{"p50", 0.5}, NamedQuantile{"p99", 0.99}, NamedQuantile{"max", 1.0}};

/// Absent without data.
void addLatency(Json& json, const char* key, const Histogram& histogram) {
    if (histogram.empty()) {
        return;
    }
    Json latency{{"min", toSeconds(histogram.min().value_or(Duration{}))},
                 {"mean", toSeconds(histogram.mean().value_or(Duration{}))},
                 {"stddev", toSeconds(histogram.stddev().value_or(Duration{}))}};
    addQuantiles(latency, histogram, kQuantiles);
    json[key] = latency;
}

void addQuantilesAs(Json& json, const char* key, const Histogram& histogram, std::span<const NamedQuantile> quantiles) {
    if (!histogram.empty()) {
        Json part = Json::object();
        addQuantiles(part, histogram, quantiles);
        json[key] = part;
    }
}

void addRates(Json& json, const Tally& tally, const Measurement& m) {
    if (const auto throughput = throughputOf(tally, m)) {
        json["throughput_rps"] = *throughput;
    }
    if (const auto rate = errorRate(tally)) {
        json["error_rate"] = *rate;
    }
}

Json earlyJson(const EarlyFailure& early) {
    Json json{{"check", early.check},
              {"rule", std::string(loadgate::toText(early.rule))},
              {"t_s", toSeconds(early.at)},
              {"due", early.due},
              {"bad", early.bad}};
    if (early.planned > 0) {
        json["planned_at_most"] = early.planned;
    }
    if (early.rule != StopRule::Budget) {
        json["p_value"] = early.pValue;
    }
    return json;
}

Json verdictJson(const RunRecord& record) {
    Json checks = Json::array();
    for (const Check& check : record.verdict.checks) {
        checks.push_back(checkJson(check));
    }
    Json json{{"status", std::string(loadgate::toText(record.verdict.status))},
              {"reason", text(record.verdict.reason)},
              {"built_in_objective_only", record.builtInObjectiveOnly},
              {"checks", checks}};
    if (record.verdict.early) {
        json["early"] = earlyJson(*record.verdict.early);
    }
    return json;
}

Json profileJson(const RunRecord& record) {
    Json stages = Json::array();
    for (const StageSpec& stage : record.stages) {
        Json json = patternJson(stage.pattern);
        if (stage.peak) {
            json[stage.peak->model == LoadModel::Open ? "rate_rps" : "users"] = stage.peak->amount;
        }
        if (stage.length) {
            json["length_s"] = toSeconds(*stage.length);
        }
        stages.push_back(json);
    }
    Json requests = Json::array();
    for (const RequestSpec& request : record.requests) {
        requests.push_back(requestJson(request));
    }
    return {{"requests", requests}, {"load", stages}, {"curve", curveJson(record.curve)}};
}

Json targetJson(const RunRecord& record) {
    Json json{{"name", text(withoutUserinfo(record.targetName))}, {"url", text(withoutUserinfo(record.targetUrl))}};
    if (record.targetIdentity) {
        json["identity"] = text(record.targetIdentity->version);
    }
    if (record.certificateVerified) {
        json["certificate_verified"] = *record.certificateVerified;
    }
    return json;
}

Json endpointsJson(const RunFigures& figures, const Measurement& m) {
    Json json = Json::array();
    for (const EndpointFigures& endpoint : figures.endpoints) {
        Json one{{"name", text(endpoint.name)}, {"share", endpoint.share}, {"requests", requestsJson(endpoint.whole.tally, m.model)}};
        addRates(one, endpoint.measured.tally, m);
        one["errors"] = errorsJson(endpoint.measured.tally);
        one["statuses"] = statusesJson(endpoint.whole.statuses);
        addLatency(one, "latency_s", endpoint.measured.response);
        json.push_back(one);
    }
    return json;
}

Json generatorJson(const RunRecord& record, const RunFigures& figures) {
    Json json{{"status", std::string(loadgate::toText(record.generator.status))}};
    addQuantilesAs(json, "lag_s", figures.measured.lag, kLagQuantiles);
    json["cpu_cores"] = record.measurement.generator.cpuCores;
    json["achieved_share"] = record.generator.achievedShare;
    Json reasons = Json::array();
    for (const std::string& reason : record.generator.reasons) {
        reasons.push_back(text(reason));
    }
    json["reasons"] = reasons;
    return json;
}

Json examplesJson(const Measurement& m) {
    Json json = Json::array();
    for (const ErrorExample& example : m.examples) {
        Json one{{"t_s", toSeconds(example.at)}, {"error", std::string(loadgate::toText(example.outcome))}, {"text", text(example.text)}};
        if (example.endpoint < m.endpoints.size()) {
            one["endpoint"] = text(m.endpoints[example.endpoint]);
        }
        json.push_back(one);
    }
    return json;
}

Json intervalsJson(const Measurement& m) {
    Json json = Json::array();
    const std::vector<IntervalUsage> usage = usagePerInterval(m);
    for (std::size_t i = 0; i < m.intervals.size(); ++i) {
        const Interval& interval = m.intervals[i];
        Series sum;
        for (const Series& series : interval.series) {
            sum += series;
        }
        Json one{{"t_s", toSeconds(interval.from)}, {"length_s", toSeconds(interval.length)}, {"warmup", interval.warmup}};
        if (m.model == LoadModel::Open) {
            one["planned"] = interval.planned;
        } else {
            one["users"] = interval.users;
        }
        one["sent"] = sum.tally.sent;
        one["ok"] = sum.tally.ok();
        one["failed"] = sum.tally.failed();
        addQuantilesAs(one, "latency_s", sum.response, kFewQuantiles);
        addUsage(one, usage[i]);
        json.push_back(one);
    }
    return json;
}

Json notesJson(const Measurement& m) {
    Json json = Json::array();
    for (const RunNote& note : m.notes) {
        json.push_back(noteJson(note));
    }
    return json;
}

Json histogramJson(const Series& measured) {
    return {{"encoding", "hdr-v2-deflate-base64"},
            {"unit", "ns"},
            {"latency", measured.response.toBase64()},
            {"service_time", measured.service.toBase64()}};
}

Json headJson(const RunRecord& record) {
    const Measurement& m = record.measurement;
    Json json{{"schema", "loadgate.run/1"},
              {"id", text(record.id)},
              {"name", text(record.name)},
              {"tags", namesAndValues(record.tags)},
              {"tool", {{"version", text(record.toolVersion)}}},
              {"plugins", pluginsJson(record.plugins)},
              {"started", timestamp(record.started)},
              {"duration_s", toSeconds(m.end)},
              {"warmup_s", toSeconds(m.warmup)},
              {"measured_s", toSeconds(m.measured())},
              {"seed", record.seed},
              {"model", std::string(toText(m.model))},
              {"stopped_early", m.stoppedEarly}};
    if (record.interruptedBy != 0) {
        json["interrupted_by"] = signalName(record.interruptedBy);
    }
    return json;
}

}  // namespace

Json runJson(const RunRecord& record) {
    const Measurement& m = record.measurement;
    const RunFigures figures = figuresOf(record);
    Json json = headJson(record);
    json["profile"] = profileJson(record);
    json["target"] = targetJson(record);
    json["environment"] = {{"host", text(record.environment.host)},
                           {"cpus", record.environment.cpus},
                           {"kernel", text(record.environment.kernel)},
                           {"reactor", text(m.reactor)}};
    if (!m.whyNotUring.empty()) {
        json["environment"]["why_not_io_uring"] = text(m.whyNotUring);
    }
    if (!m.pinned.empty()) {
        json["environment"]["pinned_cpus"] = m.pinned;
    }
    json["verdict"] = verdictJson(record);
    json["requests"] = wholeRequestsJson(m, figures.whole.tally);
    addRates(json, figures.measured.tally, m);
    json["errors"] = errorsJson(figures.measured.tally);
    json["timeouts"] = timeoutsJson(figures.measured.tally);
    json["statuses"] = statusesJson(figures.whole.statuses);
    json["error_examples"] = examplesJson(m);
    addLatency(json, "latency_s", figures.measured.response);
    addLatency(json, "service_time_s", figures.measured.service);
    addLatency(json, "wait_s", figures.measured.wait);
    addLatency(json, "connect_time_s", m.connectTime);
    json["longest_silence_s"] = toSeconds(m.longestSilence);
    json["endpoints"] = endpointsJson(figures, m);
    json["generator"] = generatorJson(record, figures);
    json["resources"] = resourcesJson(usageOf(m));
    json["notes"] = notesJson(m);
    json["intervals"] = intervalsJson(m);
    json["histogram"] = histogramJson(figures.measured);
    return json;
}

}  // namespace loadgate::report

namespace loadgate {

std::string jsonReport(const RunRecord& record) { return report::dumped(report::runJson(record)); }

}  // namespace loadgate
