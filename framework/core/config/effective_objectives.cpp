// SPDX-License-Identifier: Apache-2.0
#include "core/config/effective_parts.h"
#include "core/config/objective_text.h"
#include "core/config/wording.h"

#include <algorithm>
#include <array>

namespace loadgate::config {
namespace {

/// The same subject again replaces the earlier objective, in its place.
void merge(std::vector<Objective>& objectives, const std::vector<Objective>& over) {
    for (const Objective& objective : over) {
        const auto earlier =
            std::find_if(objectives.begin(), objectives.end(), [&](const Objective& one) { return sameSubject(one, objective); });
        if (earlier == objectives.end()) {
            objectives.push_back(objective);
        } else {
            *earlier = objective;
        }
    }
}

Result<Objective> objectiveOf(std::string_view name, std::string_view text) {
    if (name == "error-rate") {
        return errorObjective(text);
    }
    if (name == "throughput") {
        return throughputObjective(text, BareNumber::Accepted);
    }
    if (name == "slo") {
        return parseObjective(text);
    }
    return latencyObjective(quantileOf(name).value_or(1), text);
}

/// Those of one origin, so that the environment comes before the options as a whole.
Result<std::vector<Objective>> givenObjectives(const Given& given, Origin origin) {
    constexpr std::array<std::string_view, 6> kNames{"p50", "p95", "p99", "error-rate", "throughput", "slo"};
    std::vector<Objective> objectives;
    for (const std::string_view name : kNames) {
        for (const GivenOption& option : given.all(name)) {
            if (option.origin != origin) {
                continue;
            }
            LOADGATE_TRY(Objective objective, objectiveOf(name, option.text).within(option.where));
            objective.origin = option.origin;
            objective.where = option.where;
            merge(objectives, {std::move(objective)});
        }
    }
    return objectives;
}

void applyPolicy(std::vector<Objective>& objectives, const Policy& policy) {
    for (Objective& objective : objectives) {
        objective.confidence = policy.confidence.value_or(objective.confidence);
        objective.rhythm = isResource(objective.metric) ? std::nullopt : policy.rhythm;
        if (policy.minSamples && !objective.minSamples && isSampled(objective.metric)) {
            objective.minSamples = policy.minSamples;
        }
    }
}

Status endpointExists(const Objective& objective, const std::vector<RequestSpec>& requests) {
    std::vector<std::string> names;
    for (const RequestSpec& request : requests) {
        names.push_back(request.name);
    }
    if (objective.endpoint.empty() || std::find(names.begin(), names.end(), objective.endpoint) != names.end()) {
        return ok();
    }
    const std::string unknown = objective.where + ": no request is called " + inQuotes(objective.endpoint) + ", ";
    return badInput(unknown + (names.empty() ? "the run has one request and it needs no name: leave the name out"
                                             : suggestion(objective.endpoint, names)));
}

/// The longest that a request of the objective's endpoint is waited for, and who says so.
Chosen<Duration> patienceFor(const Objective& objective, const RunConfig& config) {
    std::optional<Chosen<Duration>> longest;
    for (const RequestSpec& request : config.requests) {
        const auto patience = request.timeout ? Chosen<Duration>{*request.timeout, Origin::File, request.where} : config.timeout;
        const bool meant = objective.endpoint.empty() || objective.endpoint == request.name;
        if (meant && (!longest || patience.value > longest->value)) {
            longest = patience;
        }
    }
    return longest.value_or(config.timeout);
}

}  // namespace

Result<std::vector<Objective>> effectiveObjectives(const std::optional<LoadProfile>& profile, const std::optional<ObjectivesFile>& file,
                                                   const Given& given) {
    std::vector<Objective> objectives = file ? file->objectives : std::vector<Objective>{};
    Policy policy = file ? Policy{file->confidence, file->minSamples, file->rhythm} : Policy{};
    if (profile) {
        merge(objectives, profile->objectives);
        policy.confidence = profile->confidence ? profile->confidence : policy.confidence;
        policy.minSamples = profile->minSamples ? profile->minSamples : policy.minSamples;
        policy.rhythm = profile->rhythm ? profile->rhythm : policy.rhythm;
    }
    for (const Origin origin : {Origin::Environment, Origin::Option}) {
        LOADGATE_TRY(const std::vector<Objective> more, givenObjectives(given, origin));
        merge(objectives, more);
    }
    applyPolicy(objectives, policy);
    return objectives;
}

Status objectivesFit(const RunConfig& config) {
    for (const Objective& objective : config.objectives) {
        LOADGATE_CHECK(endpointExists(objective, config.requests));
        const Chosen<Duration> patience = patienceFor(objective, config);
        if (objective.metric == Metric::Latency && fromSeconds(objective.limit) > patience.value) {
            return badInput(objective.where + ": '" + toText(objective) + "' cannot be judged: requests are given up after " +
                            toText(patience.value) + " (" + patience.where + "); raise the timeout above the limit");
        }
    }
    return ok();
}

}  // namespace loadgate::config
