// SPDX-License-Identifier: Apache-2.0
#include "url_target.h"

#include <algorithm>
#include <string_view>

namespace loadgate {

namespace {

constexpr std::string_view kScheme = "http://";
constexpr std::string_view kSecureScheme = "https://";

Error bad(std::string_view url, std::string_view whatIsWrong) {
    return Error{ErrorCode::BadInput, "'" + std::string(url) + "' " + std::string(whatIsWrong)};
}

// Plain ASCII on purpose: <cctype> follows the locale.
char lowered(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameCharacter(char c) { return (lowered(c) >= 'a' && lowered(c) <= 'z') || isDigit(c) || c == '-' || c == '.' || c == '_'; }
bool isAddressCharacter(char c) { return isDigit(c) || (lowered(c) >= 'a' && lowered(c) <= 'f') || c == ':' || c == '.'; }
// RFC 3986: everything else has to be percent-encoded before it can be sent.
bool canBeSent(char c) { return c > ' ' && c < '\x7f'; }

bool startsWith(std::string_view text, std::string_view lowerCasePrefix) {
    return text.size() >= lowerCasePrefix.size() &&
           std::ranges::equal(text.substr(0, lowerCasePrefix.size()), lowerCasePrefix, {}, lowered);
}

Status checkPort(std::string_view url, std::string_view text) {
    const auto port = parseCount(text);
    if (!port || *port < 1 || *port > 65535) {
        return bad(url, "has the port '" + std::string(text) + "': a port is a number from 1 to 65535");
    }
    return ok();
}

/// What follows a bracketed IPv6 address or a host name: nothing, or a port.
Status checkRest(std::string_view url, std::string_view rest) {
    if (rest.empty()) {
        return ok();
    }
    return rest.front() == ':' ? checkPort(url, rest.substr(1)) : Status(bad(url, "has something other than ':PORT' after the address"));
}

Status checkAuthority(std::string_view url, std::string_view authority) {
    if (authority.starts_with('[')) {
        const auto end = authority.find(']');
        if (end == std::string_view::npos || end < 3 || !std::ranges::all_of(authority.substr(1, end - 1), isAddressCharacter)) {
            return bad(url, "has an IPv6 address that is not whole: write http://[::1]:8080");
        }
        return checkRest(url, authority.substr(end + 1));
    }
    const auto host = authority.substr(0, authority.find(':'));
    if (host.empty()) {
        return bad(url, "names no host: write http://HOST[:PORT][/PATH]");
    }
    if (!std::ranges::all_of(host, isNameCharacter)) {
        return bad(url, "has a host with a character that host names do not have: letters, digits, '-', '.' and '_'");
    }
    return checkRest(url, authority.substr(host.size()));
}

/// As it is written in lower case; empty when it is neither.
std::string_view schemeOf(std::string_view url) {
    return startsWith(url, kScheme) ? kScheme : startsWith(url, kSecureScheme) ? kSecureScheme : std::string_view{};
}

/// The part between scheme and path, checked with the rest of the address.
Result<std::string_view> authorityOf(std::string_view url) {
    const std::string_view scheme = schemeOf(url);
    if (scheme.empty()) {
        const bool hasScheme = url.find("://") != std::string_view::npos;
        return bad(url,
                   hasScheme ? "is not a web address: write http://HOST[:PORT][/PATH]" : "has no scheme: write http://" + std::string(url));
    }
    const auto rest = url.substr(scheme.size());
    const auto authority = rest.substr(0, rest.find_first_of("/?#"));
    if (authority.find('@') != std::string_view::npos) {  // not repeated: there may be a password in it
        return Error{ErrorCode::BadInput, "the address has a user name or password in it: leave it out and send an Authorization header"};
    }
    LOADGATE_CHECK(checkAuthority(url, authority));
    if (!std::ranges::all_of(rest, canBeSent)) {
        return bad(url, "has a space or a character beyond ASCII: percent-encode it, as in %20");
    }
    if (rest.find('#') != std::string_view::npos) {
        return bad(url, "has a fragment, which is never sent: leave out '#' and what follows");
    }
    return authority;
}

}  // namespace

Result<std::unique_ptr<Target>> UrlTarget::create(const ParamValues& values) {
    return std::make_unique<UrlTarget>(values.get<std::string>("url"));
}

Result<TargetDescription> UrlTarget::describe(const Call& /*call*/) {
    LOADGATE_TRY(const std::string_view authority, authorityOf(m_url));
    const std::string_view scheme = schemeOf(m_url);
    const std::string url = std::string(scheme) + m_url.substr(scheme.size());  // the scheme in lower case, the rest as written
    return TargetDescription{
        .name = std::string(authority), .summary = url, .address = {.url = url, .connectTo = {}}, .identity = {}, .limits = {}};
}

}  // namespace loadgate
