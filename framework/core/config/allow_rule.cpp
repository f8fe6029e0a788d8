// SPDX-License-Identifier: Apache-2.0
#include "core/config/allow_rule.h"

#include "core/config/wording.h"
#include "loadgate/units.h"

#include <algorithm>

namespace loadgate::config {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isNameCharacter(char c) { return (c >= 'a' && c <= 'z') || isDigit(c) || c == '-' || c == '_' || c == '.'; }
bool isHexCharacter(char c) { return isDigit(c) || (c >= 'a' && c <= 'f') || c == ':' || c == '.'; }

/// "10.0.0.0" and "fd00::": the shape alone; a wrong one allows nothing.
bool looksLikeV6(std::string_view text) {
    return text.find(':') != std::string_view::npos && std::all_of(text.begin(), text.end(), isHexCharacter);
}
bool looksLikeV4(std::string_view text) {
    const auto partIsByte = [](std::string_view part) {
        const auto byte = parseCount(part);
        return part.size() <= 3 && byte && *byte <= 255;
    };
    int parts = 0;
    while (true) {
        const std::size_t dot = std::min(text.find('.'), text.size());
        if (!partIsByte(text.substr(0, dot))) {
            return false;
        }
        ++parts;
        if (dot == text.size()) {
            return parts == 4;
        }
        text.remove_prefix(dot + 1);
    }
}

bool isPrefix(std::string_view text, std::uint64_t most) {
    const auto bits = parseCount(text);
    return bits && *bits <= most;
}

}  // namespace

bool looksLikeAddress(std::string_view text) {
    std::string small(text);
    std::transform(small.begin(), small.end(), small.begin(), lower);
    return looksLikeV4(small) || looksLikeV6(small);
}

Result<std::string> checkedAllowRule(std::string_view text) {
    std::string rule(trimmed(text));
    std::transform(rule.begin(), rule.end(), rule.begin(), lower);
    const std::size_t slash = rule.find('/');
    const std::string_view address = std::string_view(rule).substr(0, slash);
    const bool v4 = looksLikeV4(address);
    const bool v6 = looksLikeV6(address);
    if (slash != std::string::npos) {
        const bool whole = (v4 && isPrefix(rule.substr(slash + 1), 32)) || (v6 && isPrefix(rule.substr(slash + 1), 128));
        return whole ? Result<std::string>(rule)
                     : badInput(inQuotes(text) + " is no range of addresses; write a CIDR, as in 10.0.0.0/8, or a host's name alone");
    }
    if (v4 || v6) {
        return rule;
    }
    while (rule.ends_with('.')) {
        rule.pop_back();
    }
    if (rule.empty() || !std::all_of(rule.begin(), rule.end(), isNameCharacter)) {
        return badInput(inQuotes(text) +
                        " is no host; write a name like staging.example.com without scheme and port, or a CIDR like 10.0.0.0/8");
    }
    return rule;
}

}  // namespace loadgate::config
