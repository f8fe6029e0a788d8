// SPDX-License-Identifier: Apache-2.0
#include "engine/http1_request.h"

#include <strings.h>
#include <algorithm>
#include <array>

namespace loadgate::engine {

namespace {

bool has(const std::vector<NameValue>& headers, const char* name) {
    return std::any_of(headers.begin(), headers.end(), [name](const NameValue& h) { return strcasecmp(h.name.c_str(), name) == 0; });
}

}  // namespace

Result<RequestTemplate> http1Request(const RequestSpec& request, std::string_view hostHeader, Reuse reuse) {
    std::string text = request.method + " " + request.sentPath() + " HTTP/1.1\r\n";
    const auto add = [&text](std::string_view name, std::string_view value) {
        text.append(name).append(": ").append(value).append("\r\n");
    };
    if (!has(request.headers, "Host")) {
        add("Host", hostHeader);
    }
    if (!has(request.headers, "User-Agent")) {
        add("User-Agent", "loadgate");
    }
    if (!has(request.headers, "Accept")) {
        add("Accept", "*/*");
    }
    if (reuse == Reuse::PerRequest) {
        add("Connection", "close");
    }
    if (!request.contentType.empty() && !has(request.headers, "Content-Type")) {
        add("Content-Type", request.contentType);
    }
    for (const NameValue& header : request.headers) {
        add(header.name, header.sent());
    }
    const bool expectsBody = request.method == "POST" || request.method == "PUT" || request.method == "PATCH";
    const std::string& body = request.sentBody();
    const bool open = !request.bodyAsIs && body.find("{{") != std::string::npos;
    if (!body.empty() || expectsBody) {
        add("Content-Length", open ? std::string(RequestTemplate::kBodyLength) : std::to_string(body.size()));
    }
    return RequestTemplate::parse(text.append("\r\n"), body, open ? RequestTemplate::BodyIs::Template : RequestTemplate::BodyIs::Literal);
}

bool isIdempotent(std::string_view method) {
    constexpr std::array kMethods{"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"};
    return std::find(kMethods.begin(), kMethods.end(), method) != kMethods.end();
}

}  // namespace loadgate::engine
