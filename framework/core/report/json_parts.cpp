// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_parts.h"

#include "core/report/escape.h"

#include <cmath>

namespace loadgate::report {

Json text(std::string_view bytes) { return forJson(bytes); }

Json namesAndValues(const std::vector<NameValue>& pairs) {
    Json json = Json::object();
    for (const NameValue& pair : pairs) {
        json[forJson(pair.name)] = text(pair.value);
    }
    return json;
}

Json requestJson(const RequestSpec& request) {
    Json json{{"name", text(request.name)}, {"method", text(request.method)}, {"path", text(request.path)}, {"weight", request.weight}};
    std::vector<NameValue> headers;
    for (const NameValue& header : request.headers) {
        headers.push_back(redacted(header));
    }
    if (!headers.empty()) {
        json["headers"] = namesAndValues(headers);
    }
    if (!request.body.empty()) {
        json["body"] = text(request.body);
        json["body_bytes"] = request.body.size();
    }
    if (!request.contentType.empty()) {
        json["content_type"] = text(request.contentType);
    }
    if (request.timeout) {
        json["timeout_s"] = toSeconds(*request.timeout);
    }
    for (const StatusRange& range : request.expect) {
        json["expect_status"].push_back(Json::array({range.from, range.to}));
    }
    return json;
}

Json patternJson(const PluginUse& use) {
    Json json{{"use", text(use.id)}};
    Json with = Json::object();
    for (const GivenParam& param : use.with) {
        with[forJson(param.key)] = text(param.text);
    }
    json["with"] = with;
    return json;
}

Json curveJson(const LoadCurve& curve) {
    Json json = Json::array();
    for (const LoadCurve::Knot& knot : curve.knots()) {
        json.push_back(Json::array({toSeconds(knot.at), knot.load}));
    }
    return json;
}

Json pluginsJson(const std::vector<UsedPlugin>& plugins) {
    Json json = Json::array();
    for (const UsedPlugin& plugin : plugins) {
        json.push_back({{"id", text(plugin.id)}, {"version", text(plugin.version)}, {"sha256", text(plugin.sha256)}});
    }
    return json;
}

Json objectiveJson(const Objective& objective) {
    Json json{{"metric", metricName(objective)},
              {"scope", objective.endpoint.empty() ? Json("all") : text(objective.endpoint)},
              {"op", objective.upperBound() ? "<=" : ">="},
              {"limit", objective.limit},
              {"unit", std::string(unitOf(objective.metric))},
              {"confidence", objective.confidence},
              {"origin", std::string(toText(objective.origin))},
              {"where", text(objective.where)}};
    if (objective.window) {
        json["window_s"] = toSeconds(*objective.window);
    }
    return json;
}

Json checkJson(const Check& check) {
    Json json = objectiveJson(check.objective);
    if (check.observed) {
        json["observed"] = *check.observed;
        if (check.observedIsLowerBound) {
            json["observed_is_lower_bound"] = true;
        }
    }
    if (check.interval) {
        const auto bound = [](double value) { return std::isfinite(value) ? Json(value) : Json(nullptr); };
        json["interval"] = Json::array({bound(check.interval->first), bound(check.interval->second)});
    }
    json["samples"] = check.samples;
    if (std::isfinite(check.effectiveSamples)) {
        json["effective_samples"] = check.effectiveSamples;
    }
    json["required"] = check.objective.required;
    json["status"] = std::string(loadgate::toText(check.status));
    json["reason"] = text(check.reason);
    return json;
}

void addQuantiles(Json& json, const Histogram& histogram, std::span<const NamedQuantile> quantiles) {
    Json bounds = Json::array();
    if (json.contains("mean") && histogram.censored() > 0) {
        bounds.push_back("mean");
    }
    for (const NamedQuantile& quantile : quantiles) {
        if (const auto value = histogram.quantile(quantile.q)) {
            json[quantile.name] = toSeconds(*value);
            if (histogram.quantileIsLowerBound(quantile.q)) {
                bounds.push_back(quantile.name);
            }
        }
    }
    if (!bounds.empty()) {
        json["lower_bound"] = bounds;
    }
}

std::string_view toText(LoadModel model) { return model == LoadModel::Open ? "open" : "closed"; }

std::string dumped(const Json& json) { return json.dump(2, ' ', false, Json::error_handler_t::replace) + "\n"; }

std::string dumpedLine(const Json& json) { return json.dump(-1, ' ', false, Json::error_handler_t::replace) + "\n"; }

}  // namespace loadgate::report
