// SPDX-License-Identifier: Apache-2.0
#include "core/config/profile_parts.h"
#include "core/config/quantities.h"
#include "core/config/run_config.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kKeys{"version",   "latency",    "error_rate", "throughput", "endpoints",
                                     "resources", "objectives", "slos",       "policy"};
const std::vector<std::string> kLaterKeys{"metrics"};
const std::vector<std::string> kResourceKeys{"cpu", "memory", "throttled", "restarts"};
const std::vector<std::string> kEndpointKeys{"latency", "error_rate", "throughput"};
const std::vector<std::string> kObjectiveKeys{"that", "window", "required", "min_samples"};
const std::vector<std::string> kLaterObjectiveKeys{"confidence"};
const std::vector<std::string> kQuantileKeys{"p50", "p75", "p90", "p95", "p99", "p99.9", "max"};

Status readLatency(const YamlAt& at, const std::string& endpoint, std::vector<Objective>& objectives) {
    if (!at.isMap() || at.children().empty()) {
        return at.refuse("must be a map of limits, as in 'p95: 250ms'");
    }
    for (const YamlAt& child : at.children()) {
        const std::string& name = child.node().key;
        const auto quantile = quantileOf(name);
        if (!quantile) {
            return child.refuse("unknown key, " + suggestion(name, kQuantileKeys));
        }
        if (child.node().kind == YamlNode::Kind::Null) {
            return child.refuse("no limit; write for example '" + name + ": 250ms', or remove the line");
        }
        LOADGATE_TRY(Objective objective, readAs(child, [&](std::string_view text) { return latencyObjective(*quantile, text); }));
        objective.endpoint = endpoint;
        LOADGATE_CHECK(addObjective(objectives, std::move(objective), child));
    }
    return ok();
}

template <class Parse>
Status readLimit(const YamlAt& map, std::string_view key, std::string_view example, Parse parse, const std::string& endpoint,
                 std::vector<Objective>& objectives) {
    const auto at = map.find(key);
    if (!at) {
        return ok();
    }
    if (at->node().kind == YamlNode::Kind::Null) {
        return at->refuse("no limit; write for example '" + std::string(example) + "', or remove the line");
    }
    LOADGATE_TRY(Objective objective, readAs(*at, parse));
    objective.endpoint = endpoint;
    return addObjective(objectives, std::move(objective), *at);
}

/// `latency`, `error_rate` and `throughput`, of everything or of one endpoint.
Status readLimits(const YamlAt& map, const std::string& endpoint, std::vector<Objective>& objectives) {
    if (const auto latency = map.find("latency")) {
        LOADGATE_CHECK(readLatency(*latency, endpoint, objectives));
    }
    LOADGATE_CHECK(readLimit(map, "error_rate", "error_rate: 0.5%", errorObjective, endpoint, objectives));
    const auto throughput = [](std::string_view text) { return throughputObjective(text, BareNumber::Refused); };
    return readLimit(map, "throughput", "throughput: 1000 req/sec", throughput, endpoint, objectives);
}

Status readEndpoints(const YamlAt& at, std::vector<Objective>& objectives) {
    if (!at.isMap()) {
        return at.refuse("must be a map from a request's name to its limits");
    }
    for (const YamlAt& endpoint : at.children()) {
        LOADGATE_CHECK(endpoint.hasOnly(kEndpointKeys, kLaterKeys));
        const auto name = checkedName(endpoint.node().key);
        if (!name) {
            return endpoint.refuse(name.error());
        }
        LOADGATE_CHECK(readLimits(endpoint, *name, objectives));
    }
    return ok();
}

Status readResources(const YamlAt& at, std::vector<Objective>& objectives) {
    LOADGATE_CHECK(at.hasOnly(kResourceKeys));
    LOADGATE_CHECK(readLimit(at, "cpu", "cpu: 80%", cpuObjective, {}, objectives));
    LOADGATE_CHECK(readLimit(at, "memory", "memory: 512MiB", memoryObjective, {}, objectives));
    LOADGATE_CHECK(readLimit(at, "throttled", "throttled: 5%", throttledObjective, {}, objectives));
    return readLimit(at, "restarts", "restarts: 0", restartsObjective, {}, objectives);
}

Result<bool> yesOrNo(std::string_view text) {
    if (text == "true" || text == "false") {
        return text == "true";
    }
    return badInput(inQuotes(text) + " is neither true nor false");
}

Status readWindow(const YamlAt& at, Objective& objective) {
    if (objective.window) {
        return at.refuse("the expression has a window already; remove one of the two");
    }
    LOADGATE_TRY(objective.window, readAs(at, parseWindow));
    const Status fits = checkWindow(objective);
    return fits ? ok() : Status(at.refuse(fits.error()));
}

Status readMinSamples(const YamlAt& at, Objective& objective) {
    if (!isSampled(objective.metric)) {
        return at.refuse("is for latencies and errors; a throughput is counted and a resource measured, without samples of requests");
    }
    LOADGATE_TRY(objective.minSamples, readAs(at, parseCount));
    return ok();
}

/// "p99 < 250ms", or a map that says more about it: {that: p99 < 250ms, window: 60s}.
Result<Objective> readObjective(const YamlAt& at) {
    if (!at.isMap()) {
        return readAs(at, parseObjective);
    }
    LOADGATE_CHECK(at.hasOnly(kObjectiveKeys, kLaterObjectiveKeys));
    const auto that = at.find("that");
    if (!that) {
        return at.refuse("does not say what must hold; write for example '{that: p99 <= 250ms, window: 60s}'");
    }
    LOADGATE_TRY(Objective objective, readAs(*that, parseObjective));
    if (const auto window = at.find("window")) {
        LOADGATE_CHECK(readWindow(*window, objective));
    }
    if (const auto required = at.find("required")) {
        LOADGATE_TRY(objective.required, readAs(*required, yesOrNo));
    }
    if (const auto samples = at.find("min_samples")) {
        LOADGATE_CHECK(readMinSamples(*samples, objective));
    }
    return objective;
}

}  // namespace

Status addObjective(std::vector<Objective>& objectives, Objective objective, const YamlAt& at) {
    const auto earlier =
        std::find_if(objectives.begin(), objectives.end(), [&](const Objective& one) { return sameSubject(one, objective); });
    if (earlier != objectives.end()) {
        return at.refuse("a second limit for what " + earlier->where + " limits already; remove one of them");
    }
    objective.origin = Origin::File;
    objective.where = at.where();
    objectives.push_back(std::move(objective));
    return ok();
}

Status readExpressions(const YamlAt& root, std::vector<Objective>& objectives) {
    for (const std::string_view key : {"objectives", "slos"}) {
        const auto list = root.find(key);
        if (list && !list->isList()) {
            return list->refuse("must be a list of objectives, as in '[\"p99 <= 250ms\", \"errors <= 0.5%\"]'");
        }
        for (const YamlAt& child : list ? list->children() : std::vector<YamlAt>{}) {
            LOADGATE_TRY(Objective objective, readObjective(child));
            LOADGATE_CHECK(addObjective(objectives, std::move(objective), child));
        }
    }
    return ok();
}

Result<Policy> readPolicy(const YamlAt& at) {
    const std::vector<std::string> known{"confidence", "min_samples", "rhythm"};
    const std::vector<std::string> later{"on_inconclusive"};
    LOADGATE_CHECK(at.hasOnly(known, later));
    Policy policy;
    LOADGATE_TRY(policy.confidence, readOptional<double>(at, "confidence", [](const YamlAt& one) { return readAs(one, parseConfidence); }));
    if (const auto samples = at.find("min_samples"); samples && samples->isMap()) {
        return samples->refuse("by percentile is not in this version; write one number, or min_samples of an objective",
                               ErrorCode::Unsupported);
    }
    LOADGATE_TRY(policy.minSamples,
                 readOptional<std::uint64_t>(at, "min_samples", [](const YamlAt& one) { return readAs(one, parseCount); }));
    LOADGATE_TRY(policy.rhythm, readOptional<Duration>(at, "rhythm", [](const YamlAt& one) {
                     return readAs(one, [](std::string_view text) { return parseLength(text, BareNumber::Refused); });
                 }));
    return policy;
}

Status checkVersion(const YamlAt& root) {
    const auto version = root.find("version");
    if (!version) {
        return ok();
    }
    LOADGATE_TRY(const std::string text, version->text());
    return text == "1" ? ok() : version->refuse("unknown version " + inQuotes(text) + "; this Loadgate reads version 1");
}

}  // namespace loadgate::config

namespace loadgate {

Result<ObjectivesFile> readObjectives(std::string_view yaml, std::string source, const Variables& variables) {
    using namespace config;
    LOADGATE_TRY(const YamlNode root, readYaml(yaml, source, variables));
    const YamlAt at(root, source);
    LOADGATE_CHECK(at.hasOnly(kKeys, kLaterKeys));
    LOADGATE_CHECK(checkVersion(at));
    ObjectivesFile file;
    LOADGATE_CHECK(readLimits(at, {}, file.objectives));
    if (const auto endpoints = at.find("endpoints")) {
        LOADGATE_CHECK(readEndpoints(*endpoints, file.objectives));
    }
    if (const auto resources = at.find("resources")) {
        LOADGATE_CHECK(readResources(*resources, file.objectives));
    }
    LOADGATE_CHECK(readExpressions(at, file.objectives));
    if (const auto policy = at.find("policy")) {
        LOADGATE_TRY(const Policy read, readPolicy(*policy));
        file.confidence = read.confidence;
        file.minSamples = read.minSamples;
        file.rhythm = read.rhythm;
    }
    file.source = std::move(source);
    return file;
}

}  // namespace loadgate
