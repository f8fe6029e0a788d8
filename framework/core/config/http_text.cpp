// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_text.h"

#include "core/config/wording.h"
#include "model/request_template.h"

#include <algorithm>
#include <array>

namespace loadgate::config {
namespace {

constexpr std::array<std::string_view, 7> kMethods{"GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS"};

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
char upper(char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c; }
bool isAlphanumeric(char c) { return (lower(c) >= 'a' && lower(c) <= 'z') || (c >= '0' && c <= '9'); }

bool isTokenChar(char c) {
    return isAlphanumeric(c) || (c != '\0' && std::string_view("!#$%&'*+-.^_`|~").find(c) != std::string_view::npos);
}
bool isControl(char c) { return (static_cast<unsigned char>(c) < 0x20 && c != '\t') || c == 0x7F; }
bool isVisibleAscii(char c) { return c > 0x20 && c < 0x7F; }

/// Why a header cannot be given by the author; empty if it can.
std::string_view reservedBecause(std::string_view name) {
    if (sameHeader(name, "Host")) {
        return "comes from the target's URL; to reach that name at another address say --resolve HOST:PORT:ADDR";
    }
    for (const std::string_view framing : {"Content-Length", "Transfer-Encoding", "Trailer"}) {
        if (sameHeader(name, framing)) {
            return "is written by Loadgate, from the body; remove it";
        }
    }
    for (const std::string_view connection : {"Connection", "Keep-Alive", "Proxy-Connection", "Upgrade", "TE"}) {
        if (sameHeader(name, connection)) {
            return "belongs to the connection, which Loadgate keeps itself; remove it";
        }
    }
    return {};
}

}  // namespace

Result<std::string> checkedPath(std::string_view text) {
    constexpr std::size_t kLongest = 8000;
    const std::string_view path = trimmed(text);
    if (path.find("://") < path.find('?') || path.starts_with("//")) {
        return badInput(inQuotes(path) + " names a host; write the path alone, as in '/items': the host is the target's");
    }
    if (!path.starts_with('/')) {
        return badInput(inQuotes(path) + " is not a path; it begins with '/', as in '/items?page=1'");
    }
    if (path.size() > kLongest) {
        return badInput("a path has at most 8000 bytes");
    }
    LOADGATE_CHECK(RequestTemplate::check(path));
    const std::string bare = RequestTemplate::withVariablesAs(path, "0");
    if (!std::all_of(bare.begin(), bare.end(), isVisibleAscii)) {
        return badInput(inQuotes(path) + " holds a space, control or non-ASCII character; write it percent-encoded, a space as '%20'");
    }
    if (path.find('\\') != std::string_view::npos) {
        return badInput(inQuotes(path) + " holds a backslash, which some servers take for a slash; write it percent-encoded, as '%5C'");
    }
    if (path.find('#') != std::string_view::npos) {
        return badInput(inQuotes(path) + " has a fragment, which is never sent; remove '#' and what follows");
    }
    return std::string(path);
}

Status checkedHeaderName(std::string_view name) {
    const bool token = !name.empty() && std::all_of(name.begin(), name.end(), isTokenChar);
    return token ? ok() : Status(badInput(inQuotes(name) + " is no header name; letters, digits and '-' make one"));
}

Result<NameValue> checkedHeader(std::string_view name, std::string_view value) {
    constexpr std::size_t kLongest = 8000;
    LOADGATE_CHECK(checkedHeaderName(name));
    if (const std::string_view reason = reservedBecause(name); !reason.empty()) {
        return badInput("the header " + inQuotes(name) + " " + std::string(reason));
    }
    const std::string_view bare = trimmed(value);
    LOADGATE_CHECK(RequestTemplate::check(bare));
    if (std::any_of(bare.begin(), bare.end(), isControl)) {
        return badInput("the value of the header " + inQuotes(name) +
                        " holds a line feed or another control character; a header is one line");
    }
    if (bare.size() + name.size() > kLongest) {
        return badInput("the header " + inQuotes(name) + " has more than 8000 bytes");
    }
    return NameValue{std::string(name), std::string(bare)};
}

Result<std::string> checkedMethod(std::string_view text) {
    std::string method(text);
    std::transform(method.begin(), method.end(), method.begin(), upper);
    if (std::find(kMethods.begin(), kMethods.end(), method) == kMethods.end()) {
        const std::vector<std::string> known(kMethods.begin(), kMethods.end());
        return badInput("unknown method " + inQuotes(text) + ", " + suggestion(method, known));
    }
    return method;
}

Result<StatusRange> parseStatusRange(std::string_view text) {
    const auto wrong = [&] { return badInput(inQuotes(text) + " is no status; write '200' or '200-399', between 100 and 599"); };
    const std::size_t dash = text.find('-');
    const auto from = parseCount(trimmed(text.substr(0, dash)));
    const auto to = dash == std::string_view::npos ? from : parseCount(trimmed(text.substr(dash + 1)));
    if (!from || !to || *from < 100 || *to > 599 || *from > *to) {
        return wrong();
    }
    return StatusRange{static_cast<std::uint16_t>(*from), static_cast<std::uint16_t>(*to)};
}

std::string formEncoded(std::string_view text) {
    constexpr std::string_view kHex = "0123456789ABCDEF";
    std::string result;
    while (!text.empty()) {
        if (const std::size_t variable = RequestTemplate::variableAt(text); variable > 0) {
            result.append(text.substr(0, variable));
            text.remove_prefix(variable);
            continue;
        }
        const char c = text.front();
        text.remove_prefix(1);
        const auto byte = static_cast<unsigned char>(c);
        if (isAlphanumeric(c) || (c != '\0' && std::string_view("*-._").find(c) != std::string_view::npos)) {
            result.push_back(c);
        } else if (c == ' ') {
            result.push_back('+');
        } else {
            result.append({'%', kHex[byte >> 4U], kHex[byte & 15U]});
        }
    }
    return result;
}

std::string jsonString(std::string_view text) {
    constexpr std::string_view kHex = "0123456789abcdef";
    std::string result = "\"";
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (c == '"' || c == '\\') {
            result.append({'\\', c});
        } else if (byte < 0x20) {
            result.append("\\u00").append({kHex[byte >> 4U], kHex[byte & 15U]});
        } else {
            result.push_back(c);
        }
    }
    return result + "\"";
}

bool sameHeader(std::string_view a, std::string_view b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) { return lower(x) == lower(y); });
}

std::vector<NameValue> mergedHeaders(const std::vector<NameValue>& base, const std::vector<NameValue>& over) {
    std::vector<NameValue> result;
    for (const NameValue& one : base) {
        const bool replaced =
            std::any_of(over.begin(), over.end(), [&](const NameValue& other) { return sameHeader(other.name, one.name); });
        if (!replaced) {
            result.push_back(one);
        }
    }
    result.insert(result.end(), over.begin(), over.end());
    return result;
}

}  // namespace loadgate::config
