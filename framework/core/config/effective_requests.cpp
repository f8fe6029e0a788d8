// SPDX-License-Identifier: Apache-2.0
#include "core/config/effective_parts.h"
#include "core/config/http_text.h"
#include "core/config/redactor.h"
#include "core/config/request_list.h"
#include "core/config/wording.h"
#include "model/request_template.h"

#include <algorithm>

namespace loadgate::config {
namespace {

Result<NameValue> parseHeader(std::string_view text) {
    LOADGATE_CHECK(hasNoEnvironment(text));
    const std::size_t colon = text.find(':');
    if (colon == std::string_view::npos) {
        // The name alone: the rest may be what the header was to keep secret.
        return badInput(inQuotes(text.substr(0, text.find_first_of(" \t="))) + " is no header; write 'Name: value'");
    }
    return checkedHeader(trimmed(text.substr(0, colon)), text.substr(colon + 1));
}

Result<std::vector<NameValue>> givenHeaders(const Given& given) {
    std::vector<NameValue> headers;
    for (const GivenOption& option : given.all("header")) {
        auto header = parseHeader(option.text);
        if (!header) {
            return Error{header.error().code, option.where + ": " + Redactor()(header.error().message)};
        }
        headers = mergedHeaders(headers, {std::move(header).value()});
    }
    return headers;
}

struct Endpoint {
    RequestSpec request;
    std::optional<Weight> weight;
};
/// "GET /items 70".
Result<Endpoint> parseEndpoint(std::string_view text) {
    LOADGATE_CHECK(hasNoEnvironment(text));
    const std::vector<std::string_view> parts = words(text);
    if (parts.size() < 2 || parts.size() > 3) {
        return badInput(inQuotes(text) + " is no endpoint; write a method, a path and perhaps a weight, as in 'GET /items 70'");
    }
    Endpoint endpoint;
    LOADGATE_TRY(endpoint.request.method, checkedMethod(parts[0]));
    LOADGATE_TRY(endpoint.request.path, checkedPath(parts[1]));
    if (parts.size() == 3) {
        LOADGATE_TRY(endpoint.weight, parseWeight(parts[2]));
    }
    return endpoint;
}

Result<std::vector<RequestSpec>> givenEndpoints(const std::vector<GivenOption>& options) {
    std::vector<RequestSpec> requests;
    std::vector<std::optional<Weight>> weights;
    for (const GivenOption& option : options) {
        LOADGATE_TRY(Endpoint endpoint, parseEndpoint(option.text).within(option.where));
        endpoint.request.where = option.where;
        requests.push_back(std::move(endpoint.request));
        weights.push_back(endpoint.weight);
    }
    if (requests.empty()) {
        return requests;
    }
    LOADGATE_TRY(const std::vector<double> relative, relativeWeights(weights).within(options.back().where));
    for (std::size_t i = 0; i < requests.size(); ++i) {
        requests[i].weight = relative[i];
    }
    LOADGATE_CHECK(nameRequests(requests));
    return requests;
}

/// --body is the body of every request that takes one.
Status giveBody(std::vector<RequestSpec>& requests, const Given& given) {
    const GivenOption* body = given.find("body");
    if (body == nullptr) {
        return ok();
    }
    LOADGATE_CHECK(hasNoEnvironment(body->text).within(body->where));
    LOADGATE_CHECK(RequestTemplate::check(body->text).within(body->where));
    bool used = false;
    for (RequestSpec& request : requests) {
        if (request.method == "POST" || request.method == "PUT" || request.method == "PATCH") {
            request.body = body->text;
            request.realBody.reset();
            request.contentType.clear();
            used = true;
        }
    }
    return used ? ok() : badInput(body->where + ": no request takes a body; say which, as in --endpoint 'POST /orders'");
}

bool named(const std::vector<NameValue>& headers, std::string_view name) {
    return std::any_of(headers.begin(), headers.end(), [&](const NameValue& header) { return sameHeader(header.name, name); });
}

}  // namespace

Result<Requests> effectiveRequests(const std::optional<LoadProfile>& profile, const Given& given) {
    LOADGATE_TRY(const std::vector<NameValue> over, givenHeaders(given));
    const std::vector<NameValue> base = profile ? profile->headers : std::vector<NameValue>{};
    LOADGATE_TRY(std::vector<RequestSpec> requests, givenEndpoints(given.highest("endpoint")));
    if (requests.empty() && profile) {
        requests = profile->requests;
    }
    LOADGATE_CHECK(giveBody(requests, given));
    for (RequestSpec& request : requests) {
        request.headers = mergedHeaders(mergedHeaders(base, request.headers), over);
        if (named(request.headers, "Content-Type")) {
            request.contentType.clear();
        }
    }
    std::vector<NameValue> headers = requests.empty() ? mergedHeaders(base, over) : std::vector<NameValue>{};
    return Requests{std::move(requests), std::move(headers)};
}

}  // namespace loadgate::config
