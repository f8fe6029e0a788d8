// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_text.h"
#include "core/config/profile_parts.h"
#include "core/config/request_list.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kMethodKeys{"get", "post", "put", "patch", "delete", "head", "options"};
const std::vector<std::string> kKeys{"get",    "post",    "put",  "patch", "delete", "head",      "options", "name",
                                     "weight", "headers", "body", "json",  "form",   "body_file", "timeout", "expect"};
const std::vector<std::string> kLaterKeys{"checks", "extract"};
const std::vector<std::string> kExpectKeys{"status"};

Status readMethodAndPath(const YamlAt& at, RequestSpec& request) {
    request.method.clear();
    for (const std::string& key : kMethodKeys) {
        const auto given = at.find(key);
        if (!given) {
            continue;
        }
        if (!request.method.empty()) {
            return given->refuse("a request has one method; make this a request of its own");
        }
        LOADGATE_TRY(std::string real, readAs(*given, checkedPath, PerRequest::Allowed));
        const Worded path = given->worded(std::move(real));
        request.path = path.shown;
        request.realPath = path.realIfOther();
        LOADGATE_TRY(request.method, checkedMethod(key));
    }
    return request.method.empty() ? at.refuse("no method and path; write for example 'get: /items'") : ok();
}

Result<std::vector<StatusRange>> readExpect(const YamlAt& at) {
    LOADGATE_CHECK(at.hasOnly(kExpectKeys));
    std::vector<StatusRange> ranges;
    const auto status = at.find("status");
    if (!status || (status->isList() && status->children().empty())) {
        return at.refuse("no status; write for example 'expect: {status: 200-399}'");
    }
    for (const YamlAt& one : status->isList() ? status->children() : std::vector{*status}) {
        LOADGATE_TRY(const StatusRange range, readAs(one, parseStatusRange));
        ranges.push_back(range);
    }
    return ranges;
}

bool hasHeader(const RequestSpec& request, std::string_view name) {
    return std::any_of(request.headers.begin(), request.headers.end(),
                       [&](const NameValue& header) { return sameHeader(header.name, name); });
}

Result<RequestSpec> readRequest(const YamlAt& at, const std::filesystem::path& folder) {
    LOADGATE_CHECK(at.hasOnly(kKeys, kLaterKeys));
    RequestSpec request;
    request.where = at.where();
    LOADGATE_CHECK(readMethodAndPath(at, request));
    if (const auto name = at.find("name")) {
        LOADGATE_TRY(request.name, readName(*name));
    }
    if (const auto headers = at.find("headers")) {
        LOADGATE_TRY(request.headers, readHeaders(*headers));
    }
    LOADGATE_TRY(Body body, readBody(at, folder));
    request.body = body.text.shown;
    request.realBody = body.text.realIfOther();
    request.bodyAsIs = body.asIs;
    request.contentType = hasHeader(request, "Content-Type") ? std::string() : std::move(body.contentType);
    LOADGATE_TRY(request.timeout, readOptional<Duration>(at, "timeout", readLength));
    if (const auto expect = at.find("expect")) {
        LOADGATE_TRY(request.expect, readExpect(*expect));
    }
    return request;
}

}  // namespace

Result<std::vector<NameValue>> readHeaders(const YamlAt& at) {
    if (!at.isMap()) {
        return at.refuse("must be a map of header names and values");
    }
    std::vector<NameValue> headers;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(NameValue header,
                     readAs(
                         child, [&](std::string_view value) { return checkedHeader(child.node().key, value); }, PerRequest::Allowed));
        if (std::any_of(headers.begin(), headers.end(), [&](const NameValue& earlier) { return sameHeader(earlier.name, header.name); })) {
            return child.refuse("is given twice; the case of letters makes no difference in a header's name");
        }
        const Worded value = child.worded(std::move(header.value));
        headers.push_back({std::move(header.name), value.shown, value.realIfOther()});
    }
    return headers;
}

Result<std::vector<RequestSpec>> readRequests(const YamlAt& at, const std::filesystem::path& folder) {
    constexpr std::size_t kMost = 1000;
    if (!at.isList() || at.children().empty()) {
        return at.refuse("must be a list of requests, each like '- get: /items'");
    }
    if (at.children().size() > kMost) {
        return at.refuse(
            "more than 1000 requests; the part of a path that varies can be a variable, as in 'get: \"/items/{{random:1:5000}}\"'");
    }
    std::vector<RequestSpec> requests;
    std::vector<std::optional<Weight>> weights;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(RequestSpec request, readRequest(child, folder));
        LOADGATE_TRY(std::optional<Weight> weight,
                     readOptional<Weight>(child, "weight", [](const YamlAt& one) { return readAs(one, parseWeight); }));
        requests.push_back(std::move(request));
        weights.push_back(weight);
    }
    const auto relative = relativeWeights(weights);
    if (!relative) {
        return at.refuse(relative.error());
    }
    for (std::size_t i = 0; i < requests.size(); ++i) {
        requests[i].weight = (*relative)[i];
    }
    LOADGATE_CHECK(nameRequests(requests));
    return requests;
}

}  // namespace loadgate::config
