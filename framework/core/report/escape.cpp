// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"

#include "core/report/utf8.h"

namespace loadgate {
namespace {

constexpr std::size_t kLongest = 512;
constexpr std::string_view kCutMark = "…";
constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// What a terminal (or a browser) acts on instead of showing it: controls, line separators, invisible and direction-changing characters.
bool actsOnTheSink(char32_t code) {
    const bool control = code < 0x20 || (code >= 0x7F && code < 0xA0);
    const bool direction =
        code == 0x061C || code == 0x200E || code == 0x200F || (code >= 0x202A && code <= 0x202E) || (code >= 0x2066 && code <= 0x2069);
    const bool invisible = code == 0x200B || code == 0x2060 || code == 0xFEFF || (code >= 0xE0000 && code <= 0xE007F);
    const bool line = code == 0x2028 || code == 0x2029;
    return control || direction || invisible || line;
}

/// Walks over at most kLongest bytes; `show` adds each valid character to the result.
template <class Show>
std::string shown(std::string_view text, Show show) {
    std::string result;
    std::size_t used = 0;
    while (!text.empty()) {
        const Utf8Char next = firstCharacter(text);
        used += next.bytes;
        if (used > kLongest) {
            return result.append(kCutMark);
        }
        if (next.valid) {
            show(result, next.code, text.substr(0, next.bytes));
        } else {
            result.append(kReplacement);
        }
        text.remove_prefix(next.bytes);
    }
    return result;
}

void addHarmless(std::string& result, char32_t code, std::string_view bytes) {
    if (code == '\t' || code == '\n' || code == '\r') {
        result.push_back(' ');
    } else if (actsOnTheSink(code)) {
        result.append(kReplacement);
    } else {
        result.append(bytes);
    }
}

bool isWordByte(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9'); }

/// Whether a backslash goes in front. An '_' inside a word opens nothing; of an address one slash is enough to keep it from being a link.
bool marksUp(const std::string& before, char32_t code) {
    if (code == '_') {
        return before.empty() || !isWordByte(before.back());
    }
    if (code == '/') {
        return before.ends_with(":/");
    }
    if (code == '.') {
        return before.ends_with("www");
    }
    return code < 0x80 && std::string_view("\\`*{}[]#!|~$").find(static_cast<char>(code)) != std::string_view::npos;
}

void addAsMarkdown(std::string& result, char32_t code, std::string_view bytes) {
    // '<', '&' and '@' as entities because HTML, entities and mentions are found before or after backslashes are.
    if (code == '<') {
        result.append("&lt;");
    } else if (code == '>') {
        result.append("&gt;");
    } else if (code == '&') {
        result.append("&amp;");
    } else if (code == '@') {
        result.append("&#64;");
    } else if (marksUp(result, code)) {
        result.append("\\").append(bytes);
    } else {
        addHarmless(result, code, bytes);
    }
}

}  // namespace

std::string forTerminal(std::string_view text) { return shown(text, addHarmless); }

std::string forMarkdown(std::string_view text) { return shown(text, addAsMarkdown); }

std::string forJson(std::string_view text) {
    return shown(text, [](std::string& result, char32_t, std::string_view bytes) { result.append(bytes); });
}

}  // namespace loadgate
