// SPDX-License-Identifier: Apache-2.0
#include "core/session/http_url.h"

#include "loadgate/units.h"

namespace loadgate {

Result<HttpUrl> parseHttpUrl(std::string_view text) {
    const auto bad = [text] {
        return Error{ErrorCode::BadInput, "'" + std::string(text) + "' is not an address to load: write http://HOST[:PORT][/PATH]"};
    };
    constexpr std::string_view kScheme = "http://";
    if (!text.starts_with(kScheme)) {
        return bad();
    }
    HttpUrl url;
    std::string_view rest = text.substr(kScheme.size());
    rest = rest.substr(0, rest.find('#'));
    const std::size_t authorityEnd = std::min(rest.find_first_of("/?"), rest.size());
    std::string_view authority = rest.substr(0, authorityEnd);
    rest.remove_prefix(authorityEnd);
    url.path = rest.substr(0, rest.find('?'));
    url.query = rest.substr(url.path.size());
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    url.hostHeader = authority;
    const std::size_t bracket = authority.find(']');
    const std::size_t colon = authority.find(':', bracket == std::string_view::npos ? 0 : bracket);
    if (colon != std::string_view::npos) {
        const auto port = parseCount(authority.substr(colon + 1));
        if (!port || *port == 0 || *port > UINT16_MAX) {
            return bad();
        }
        url.port = static_cast<std::uint16_t>(*port);
        authority = authority.substr(0, colon);
    }
    if (authority.starts_with('[') && authority.ends_with(']')) {
        authority = authority.substr(1, authority.size() - 2);
    }
    url.host = authority;
    if (url.host.empty()) {
        return bad();
    }
    return url;
}

}  // namespace loadgate
