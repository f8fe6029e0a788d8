// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_url.h"

#include "core/config/wording.h"
#include "loadgate/units.h"

#include <algorithm>

namespace loadgate {
namespace {

Error bad(std::string_view text) {
    return config::badInput(config::inQuotes(text) + " is not an address to load: write http://HOST[:PORT][/PATH]");
}

bool isVisibleAscii(char c) { return c > 0x20 && c < 0x7F; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isAlphanumeric(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }
bool isNameCharacter(char c) { return isAlphanumeric(c) || c == '-' || c == '.' || c == '_'; }
bool isAddressCharacter(char c) { return isAlphanumeric(c) || c == ':' || c == '.' || c == '%'; }

/// "example.org:8080" or "[::1]:8080" in host and port; empty host: it is neither.
void readAuthority(std::string_view authority, HttpUrl& url) {
    url.hostHeader = authority;
    const bool bracketed = authority.starts_with('[');
    const std::size_t end = bracketed ? authority.find(']') : std::min(authority.find(':'), authority.size());
    if (end == std::string_view::npos) {
        return;
    }
    const std::string_view host = bracketed ? authority.substr(1, end - 1) : authority.substr(0, end);
    const std::string_view rest = authority.substr(bracketed ? end + 1 : end);
    const std::string_view digits = rest.substr(std::min<std::size_t>(1, rest.size()));
    const auto port = rest.starts_with(':') ? parseCount(digits) : Result<std::uint64_t>(url.port);
    // parseCount() takes blanks around a number, which would go into the Host header.
    if ((!rest.empty() && !rest.starts_with(':')) || !std::all_of(digits.begin(), digits.end(), isDigit) || !port || *port == 0 ||
        *port > UINT16_MAX) {
        return;
    }
    if (std::all_of(host.begin(), host.end(), bracketed ? isAddressCharacter : isNameCharacter)) {
        url.host = host;
        url.port = static_cast<std::uint16_t>(*port);
    }
}

}  // namespace

Result<HttpUrl> parseHttpUrl(std::string_view text) {
    constexpr std::string_view kScheme = "http://";
    constexpr std::string_view kSecureScheme = "https://";
    HttpUrl url;
    url.secure = text.starts_with(kSecureScheme);
    if (!url.secure && !text.starts_with(kScheme)) {
        return bad(text);
    }
    url.port = url.secure ? 443 : 80;
    std::string_view rest = text.substr((url.secure ? kSecureScheme : kScheme).size());
    const std::size_t authorityEnd = std::min(rest.find_first_of("/?#"), rest.size());
    const std::string_view authority = rest.substr(0, authorityEnd);
    if (authority.find('@') != std::string_view::npos) {
        return config::badInput("the address has a user name or password in it: leave it out and send an Authorization header");
    }
    rest.remove_prefix(authorityEnd);
    readAuthority(authority, url);
    const bool wire = std::all_of(rest.begin(), rest.end(), isVisibleAscii) && rest.find_first_of("#\\") == std::string_view::npos;
    if (url.host.empty() || !wire || rest.starts_with("//")) {
        return bad(text);
    }
    url.path = rest.substr(0, rest.find('?'));
    url.query = rest.substr(url.path.size());
    while (url.path.ends_with('/')) {
        url.path.pop_back();
    }
    return url;
}

}  // namespace loadgate
