// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metrics_options.h"

#include "core/config/http_url.h"
#include "core/config/wording.h"
#include "loadgate/units.h"
#include "model/base64.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace loadgate {

namespace {

bool isAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isPlain(char c) { return isAlphanumeric(c) || c == '-' || c == '_' || c == '.'; }
bool isHexOr(char c, std::string_view others) {
    return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F') || others.find(c) != std::string_view::npos;
}
bool isDigit(char c) { return c >= '0' && c <= '9'; }

/// An address, not a name: what it would resolve to may be one that everybody reaches.
bool isAddress(std::string_view host) {
    if (host.starts_with('[') && host.ends_with(']')) {
        return host.size() > 3 && std::all_of(host.begin() + 1, host.end() - 1, [](char c) { return isHexOr(c, ":."); });
    }
    return std::count(host.begin(), host.end(), '.') == 3 &&
           std::all_of(host.begin(), host.end(), [](char c) { return isDigit(c) || c == '.'; });
}

int hexValue(char c) {
    if (isDigit(c)) {
        return c - '0';
    }
    return c >= 'a' ? c - 'a' + 10 : c - 'A' + 10;
}

/// RFC 3986 section 2.1; what is no escape stays.
std::string percentDecoded(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool escape = text[i] == '%' && i + 2 < text.size() && isHexOr(text[i + 1], "") && isHexOr(text[i + 2], "");
        result += escape ? static_cast<char>(hexValue(text[i + 1]) * 16 + hexValue(text[i + 2])) : text[i];
        i += escape ? 2 : 0;
    }
    return result;
}

std::string base64Of(std::string_view text) {
    const std::vector<std::uint8_t> bytes(text.begin(), text.end());
    return toBase64Text(bytes);
}

/// One label of a group. "/name@base64/=" is how an empty value is written.
std::string pathOf(std::string_view name, std::string_view value) {
    if (!value.empty() && std::all_of(value.begin(), value.end(), isPlain) && value != "." && value != "..") {
        return "/" + std::string(name) + "/" + std::string(value);
    }
    std::string encoded = base64Of(value);
    std::replace(encoded.begin(), encoded.end(), '+', '-');
    std::replace(encoded.begin(), encoded.end(), '/', '_');
    return "/" + std::string(name) + "@base64/" + (encoded.empty() ? "=" : encoded);
}

}  // namespace

Result<std::string> parseListenAddress(std::string_view text) {
    const std::size_t colon = text.rfind(':');
    const std::string_view digits = text.substr(colon == std::string_view::npos ? 0 : colon + 1);
    const auto port = parseCount(digits);
    std::string host(text.substr(0, colon == std::string_view::npos ? 0 : colon));
    host = host.empty() || host == "localhost" ? "127.0.0.1" : host;
    if (colon == std::string_view::npos || digits.empty() || !std::all_of(digits.begin(), digits.end(), isDigit) || !port ||
        *port > UINT16_MAX || !isAddress(host)) {
        return config::badInput(config::inQuotes(text) + " is not where one can listen: write :9464 (this machine only), or ADDRESS:PORT");
    }
    return host + ":" + std::to_string(*port);
}

Result<PushgatewayUrl> parsePushgatewayUrl(std::string_view text) {
    const std::size_t scheme = text.find("://");
    const std::size_t from = scheme == std::string_view::npos ? text.size() : scheme + 3;
    const std::size_t end = std::min(text.find_first_of("/?#", from), text.size());
    const std::size_t at = text.substr(0, end).rfind('@');
    const bool withUser = at != std::string_view::npos && at >= from;
    PushgatewayUrl result;
    if (withUser) {
        const std::string_view userinfo = text.substr(from, at - from);
        const std::size_t colon = std::min(userinfo.find(':'), userinfo.size());
        result.user = percentDecoded(userinfo.substr(0, colon));
        result.password = percentDecoded(userinfo.substr(std::min(colon + 1, userinfo.size())));
    }
    result.base = withUser ? std::string(text.substr(0, from)) + std::string(text.substr(at + 1)) : std::string(text);
    const auto url = parseHttpUrl(result.base);
    if (!url || !url->query.empty()) {
        return config::badInput("this is not the address of a Pushgateway: write http://HOST:9091, or https://USER:PASSWORD@HOST/PREFIX");
    }
    while (result.base.ends_with('/')) {
        result.base.pop_back();
    }
    return result;
}

std::string groupUrl(const PushgatewayUrl& gateway, std::string_view target, std::string_view profile) {
    return gateway.base + "/metrics/job/loadgate" + pathOf("target", target) + pathOf("profile", profile);
}

Redactor redactorFor(const MetricsOptions& options) {
    Redactor redactor;
    if (options.pushgateway && !options.pushgateway->user.empty()) {
        redactor.hide(options.pushgateway->password);
        redactor.hide(base64Of(options.pushgateway->user + ":" + options.pushgateway->password));
    }
    return redactor;
}

}  // namespace loadgate
