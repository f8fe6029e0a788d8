// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_parts.h"
#include "core/report/reports.h"

namespace loadgate::report {
namespace {

/// A value with where it came from.
template <class T>
Json chosenJson(Json value, const Chosen<T>& chosen) {
    return {{"value", std::move(value)}, {"origin", std::string(toText(chosen.origin))}, {"where", text(chosen.where)}};
}

Json thinkTimeJson(const Chosen<ThinkTime>& chosen) {
    const ThinkTime& think = chosen.value;
    Json json = chosenJson(toSeconds(think.mean()), chosen);
    json["distribution"] = std::string(loadgate::toText(think.kind));
    if (think.kind == ThinkTime::Kind::Uniform) {
        json["from_s"] = toSeconds(think.from);
        json["to_s"] = toSeconds(think.to);
    }
    return json;
}

Json sourcesJson(const Chosen<std::vector<std::string>>& chosen) {
    Json sources = Json::array();
    for (const std::string& source : chosen.value) {
        sources.push_back(text(source));
    }
    return chosenJson(sources, chosen);
}

Json settingsJson(const PreparedRun& run) {
    const RunConfig& c = run.config;
    return {{"target", chosenJson(text(withoutUserinfo(c.target.value)), c.target)},
            {"peak", chosenJson(run.curve.peak(), c.peak)},
            {"duration_s", chosenJson(toSeconds(run.curve.length()), c.length)},
            {"warmup_s", chosenJson(toSeconds(c.warmup.value), c.warmup)},
            {"timeout_s", chosenJson(toSeconds(c.timeout.value), c.timeout)},
            {"connect_timeout_s", chosenJson(toSeconds(c.connectTimeout.value), c.connectTimeout)},
            {"first_byte_timeout_s", chosenJson(toSeconds(c.firstByteTimeout.value), c.firstByteTimeout)},
            {"think_time_s", thinkTimeJson(c.thinkTime)},
            {"seed", chosenJson(c.seed.value, c.seed)},
            {"arrivals", chosenJson(c.arrivals.value == Arrivals::Poisson ? "poisson" : "constant", c.arrivals)},
            {"max_in_flight", chosenJson(c.maxInFlight.value, c.maxInFlight)},
            {"threads", chosenJson(c.threads.value, c.threads)},
            {"reactor", chosenJson(std::string(toText(c.reactor.value)), c.reactor)},
            {"pacing", chosenJson(std::string(toText(c.pacing.value)), c.pacing)},
            {"pin", chosenJson(c.pinned.value, c.pinned)},
            {"connection_reuse", chosenJson(std::string(toText(c.reuse.value)), c.reuse)},
            {"connection_max_age_s", chosenJson(toSeconds(c.maxAge.value), c.maxAge)},
            {"connection_max_requests", chosenJson(c.maxRequests.value, c.maxRequests)},
            {"handshakes_rps", chosenJson(c.handshakes.value.perSecond, c.handshakes)},
            {"sources", sourcesJson(c.sources)}};
}

Json loadJson(const PreparedRun& run) {
    Json stages = Json::array();
    for (const StageConfig& stage : run.config.load.value) {
        Json json = patternJson(stage.pattern);
        json[stage.peak.model == LoadModel::Open ? "rate_rps" : "users"] = stage.peak.amount;
        json["length_s"] = toSeconds(stage.length);
        stages.push_back(json);
    }
    return chosenJson(stages, run.config.load);
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string planJson(const PreparedRun& run) {
    using namespace report;
    const auto all = [](const auto& values, auto one) {
        Json json = Json::array();
        for (const auto& value : values) {
            json.push_back(one(value));
        }
        return json;
    };
    Json json{{"schema", "loadgate.plan/1"},
              {"name", text(run.config.name)},
              {"tags", namesAndValues(run.config.tags)},
              {"model", std::string(toText(run.curve.model()))}};
    json["target"] = {{"name", text(withoutUserinfo(run.target.name))}, {"url", text(withoutUserinfo(run.target.address.url))}};
    json["settings"] = settingsJson(run);
    json["load"] = loadJson(run);
    json["curve"] = curveJson(run.curve);
    if (run.curve.model() == LoadModel::Open) {
        json["planned"] = run.curve.requests();
    }
    json["requests"] = all(run.requests, requestJson);
    json["objectives"] = all(run.config.objectives, objectiveJson);
    json["built_in_objective_only"] = run.config.builtInObjectiveOnly;
    json["plugins"] = pluginsJson(run.plugins);
    json["advice"] = all(run.advice, [](const std::string& sentence) { return text(sentence); });
    return dumped(json);
}

}  // namespace loadgate
