// SPDX-License-Identifier: Apache-2.0
#include "core/session/http_url.h"

#include "loadgate/units.h"

#include <algorithm>

namespace loadgate {

namespace {

/// Not repeated where it might hold a password, or what a terminal acts on.
Error notAnAddress(std::string_view text) {
    const bool showable = text.size() <= 500 && text.find('@') == std::string_view::npos &&
                          std::all_of(text.begin(), text.end(), [](char c) { return c >= ' ' && c < 0x7F; });
    return {ErrorCode::BadInput, (showable ? "'" + std::string(text) + "'" : std::string("the target's URL")) +
                                     " is not an address to load: write http://HOST[:PORT][/PATH]"};
}

bool canBeSent(std::string_view text) {
    return std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
}

/// "example.org", "::1" in brackets; the host without them, empty when it is neither.
std::string_view hostOf(std::string_view authority) {
    if (authority.starts_with('[')) {
        const std::size_t end = authority.find(']');
        return end == std::string_view::npos ? std::string_view{} : authority.substr(1, end - 1);
    }
    return authority.substr(0, authority.find(':'));
}

}  // namespace

Result<HttpUrl> parseHttpUrl(std::string_view text) {
    constexpr std::string_view kScheme = "http://";
    if (!text.starts_with(kScheme)) {
        return notAnAddress(text);
    }
    HttpUrl url;
    std::string_view rest = text.substr(kScheme.size());
    rest = rest.substr(0, rest.find('#'));
    const std::string_view authority = rest.substr(0, rest.find_first_of("/?"));
    rest.remove_prefix(authority.size());
    url.path = rest.substr(0, rest.find('?'));
    url.query = rest.substr(url.path.size());
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    url.hostHeader = authority;
    url.host = hostOf(authority);
    if (url.host.empty()) {
        return notAnAddress(text);
    }
    const std::string_view port = authority.substr(url.host.size() + (authority.starts_with('[') ? 2 : 0));
    if (!port.empty()) {
        const auto number = parseCount(port.substr(1));
        if (!port.starts_with(':') || !number || *number == 0 || *number > UINT16_MAX) {
            return notAnAddress(text);
        }
        url.port = static_cast<std::uint16_t>(*number);
    }
    if (url.host.find_first_of("[]@") != std::string::npos || !canBeSent(authority) || !canBeSent(rest)) {
        return notAnAddress(text);
    }
    return url;
}

}  // namespace loadgate
