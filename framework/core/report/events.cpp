// SPDX-License-Identifier: Apache-2.0
#include "core/report/events.h"

#include "core/report/json_parts.h"

#include <unistd.h>

#include <utility>

namespace loadgate {

namespace {

using report::addQuantiles;
using report::dumpedLine;
using report::Json;

Json eventJson(const char* name, EventPlace place) { return {{"event", name}, {"seq", place.seq}, {"t_s", toSeconds(place.at)}}; }

void addCounts(Json& json, double planned, const Tally& tally, LoadModel model) {
    if (model == LoadModel::Open) {
        json["planned"] = planned;
    }
    json["sent"] = tally.sent;
    json["ok"] = tally.ok();
    json["failed"] = tally.failed();
    json["dropped_limit"] = tally.droppedLimit;
    json["dropped_generator"] = tally.droppedGenerator;
}

Json errorsJson(const Tally& tally) {
    Json json = Json::object();
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        if (tally.by[i] > 0) {
            json[std::string(toText(static_cast<Outcome>(i)))] = tally.by[i];
        }
    }
    return json;
}

Json endpointsJson(const std::vector<Series>& endpoints) {
    Json all = Json::array();
    for (const Series& series : endpoints) {
        Json one{{"i", series.endpoint}, {"sent", series.tally.sent}, {"ok", series.tally.ok()}, {"failed", series.tally.failed()}};
        addQuantiles(one, series.response, report::kFewQuantiles);
        all.push_back(one);
    }
    return all;
}

Json generatorJson(const LiveInterval& live) {
    Json json{{"status", std::string(toText(live.generator))}};
    if (const auto lag = live.lag.quantile(0.99)) {
        json["lag_p99_s"] = toSeconds(*lag);
    }
    json["cpu_cores"] = live.cpuCores;
    json["steal"] = live.stealShare;
    json["throttled"] = live.throttledShare;
    return json;
}

}  // namespace

std::string startedEvent(EventPlace place, const PreparedRun& run, const RunRecord& record, std::string_view command) {
    Json json = eventJson("started", place);
    json["schema"] = "loadgate.events/1";
    json["id"] = report::text(record.id);
    json["pid"] = ::getpid();
    json["name"] = report::text(record.name);
    json["command"] = report::text(command);
    json["target"] = {{"name", report::text(report::withoutUserinfo(record.targetName))},
                      {"url", report::text(report::withoutUserinfo(record.targetUrl))}};
    json["model"] = std::string(report::toText(run.curve.model()));
    json["curve"] = report::curveJson(run.curve);
    if (run.curve.model() == LoadModel::Open) {
        json["planned"] = record.measurement.planned;
    }
    json["duration_s"] = toSeconds(run.curve.length());
    json["warmup_s"] = toSeconds(run.config.warmup.value);
    json["endpoints"] = Json::array();
    for (const RequestSpec& request : run.requests) {
        json["endpoints"].push_back({{"name", report::text(request.name)}, {"weight", request.weight}});
    }
    json["objectives"] = Json::array();
    for (const Objective& objective : run.config.objectives) {
        json["objectives"].push_back(report::objectiveJson(objective));
    }
    return dumpedLine(json);
}

std::string stageEvent(EventPlace place, std::string_view name, RunPhase phase) {
    Json json = eventJson("stage", place);
    json["name"] = report::text(name);
    json["phase"] = std::string(toText(phase));
    return dumpedLine(json);
}

std::string intervalEvent(EventPlace place, const LiveInterval& live, const EventTotals& totals, LoadModel model) {
    Json json = eventJson("interval", place);
    json["length_s"] = toSeconds(live.length);
    json["phase"] = std::string(toText(live.phase));
    addCounts(json, live.planned, live.tally, model);
    json["users"] = live.users;
    json["in_flight"] = live.inFlight;
    json["connections"] = live.connections;
    json["errors"] = errorsJson(live.tally);
    json["bytes_in"] = live.tally.bytesIn;
    json["bytes_out"] = live.tally.bytesOut;
    Json latency = Json::object();
    addQuantiles(latency, live.response, report::kFewQuantiles);
    json["latency_s"] = latency;
    json["histogram"] = live.response.toBase64();
    json["endpoints"] = endpointsJson(live.endpoints);
    json["generator"] = generatorJson(live);
    json["resources"] = report::resourcesNowJson(live.resources);
    Json total = Json::object();
    addCounts(total, totals.planned, totals.tally, model);
    json["total"] = total;
    return dumpedLine(json);
}

std::string noteEvent(std::uint64_t seq, const RunNote& note) {
    Json json = eventJson("note", {seq, note.at});
    json.update(report::noteJson(note));
    return dumpedLine(json);
}

std::string checkEvent(EventPlace place, const Check& check, CheckState state, bool judged) {
    Json json = eventJson("check", place);
    Json of = report::checkJson(check);
    if (!judged) {
        for (const char* key : {"status", "reason", "interval", "effective_samples"}) {
            of.erase(key);
        }
    }
    json.update(of);
    json["state"] = std::string(toText(state));
    return dumpedLine(json);
}

std::string finishedEvent(EventPlace place, int exitCode, const RunRecord* record, std::string_view error) {
    Json json = eventJson("finished", place);
    json["exit_code"] = exitCode;
    if (record != nullptr) {
        json["result"] = report::runJson(*record);
    } else {
        json["error"] = report::text(error);
    }
    return dumpedLine(json);
}

}  // namespace loadgate
