// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"

#include "core/report/utf8.h"

#include <algorithm>
#include <array>
#include <random>

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

/// For HTML and XML alike: the apostrophe has a name in one of them only.
void addAsXml(std::string& result, char32_t code, std::string_view bytes) {
    switch (code) {
        case '<': result.append("&lt;"); return;
        case '>': result.append("&gt;"); return;
        case '&': result.append("&amp;"); return;
        case '"': result.append("&quot;"); return;
        case '\'': result.append("&#39;"); return;
        case 0xFFFE:
        case 0xFFFF: result.append(kReplacement); return;
        default: addHarmless(result, code, bytes);
    }
}

void addAsWorkflowMessage(std::string& result, char32_t code, std::string_view bytes) {
    if (code == '%') {
        result.append("%25");
    } else {
        addHarmless(result, code, bytes);
    }
}

void addAsWorkflowProperty(std::string& result, char32_t code, std::string_view bytes) {
    if (code == ':') {
        result.append("%3A");
    } else if (code == ',') {
        result.append("%2C");
    } else {
        addAsWorkflowMessage(result, code, bytes);
    }
}

void replaceAll(std::string& text, std::string_view what, std::string_view with) {
    for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + with.size())) {
        text.replace(at, what.size(), with);
    }
}

/// A runner that reads a log takes "::name …::" at the beginning of a line, blanks before it or not, and the older "##[name]" anywhere for
/// a command. Lines are broken at blanks, so the first could come to stand at a beginning after any of them.
std::string withoutWorkflowCommands(std::string text) {
    constexpr std::string_view kMark = "::";
    replaceAll(text, "##[", "## [");
    for (std::size_t at = text.find(kMark); at != std::string::npos; at = text.find(kMark, at + kMark.size())) {
        const bool begins = at == 0 || text[at - 1] == ' ';
        if (begins && text.find(kMark, at + kMark.size()) != std::string::npos) {
            text.insert(at + 1, " ");
        }
    }
    return text;
}

/// What a spreadsheet computes instead of showing it; the last four are the first in full width.
bool beginsFormula(std::string_view text) {
    const std::string_view rest = text.substr(std::min(text.find_first_not_of(' '), text.size()));
    constexpr std::array<std::string_view, 8> kBegin{"=", "+", "-", "@", "\xEF\xBC\x9D", "\xEF\xBC\x8B", "\xEF\xBC\x8D", "\xEF\xBC\xA0"};
    return std::any_of(kBegin.begin(), kBegin.end(), [&](std::string_view one) { return rest.starts_with(one); });
}

std::string randomDelimiter() {
    std::random_device random;
    std::string text = "loadgate_";
    for (int i = 0; i < 4; ++i) {
        text += std::to_string(random()) + "_";
    }
    return text;
}

}  // namespace

std::string forTerminal(std::string_view text) { return withoutWorkflowCommands(shown(text, addHarmless)); }

std::string forMarkdown(std::string_view text) { return shown(text, addAsMarkdown); }

std::string forJson(std::string_view text) {
    return shown(text, [](std::string& result, char32_t, std::string_view bytes) { result.append(bytes); });
}

std::string forHtml(std::string_view text) { return shown(text, addAsXml); }

std::string forXml(std::string_view text) { return shown(text, addAsXml); }

std::string forWorkflowMessage(std::string_view text) { return shown(text, addAsWorkflowMessage); }

std::string forWorkflowProperty(std::string_view text) { return shown(text, addAsWorkflowProperty); }

/// Quotes and backslashes stay: prometheus-cpp escapes them, and twice would be shown.
std::string forPrometheusLabel(std::string_view text) { return shown(text, addHarmless); }

std::string forCsv(std::string_view text) {
    std::string cell = shown(text, [](std::string& result, char32_t code, std::string_view bytes) {
        if (code == '"') {
            result.push_back('"');
        }
        addHarmless(result, code, bytes);
    });
    return (beginsFormula(cell) ? "\"'" : "\"") + cell + "\"";
}

std::string forGithubOutput(std::string_view name, std::string_view value) {
    const std::string delimiter = randomDelimiter();
    return std::string(name) + "<<" + delimiter + "\n" + shown(value, addHarmless) + "\n" + delimiter + "\n";
}

}  // namespace loadgate
