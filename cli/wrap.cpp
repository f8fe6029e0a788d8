// SPDX-License-Identifier: Apache-2.0
#include "cli/wrap.h"

#include <algorithm>

namespace loadgate::cli {

namespace {

bool continues(char c) { return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U; }

}  // namespace

unsigned columnsOf(std::string_view utf8) {
    return static_cast<unsigned>(std::ranges::count_if(utf8, [](char c) { return !continues(c); }));
}

std::string cutToColumns(std::string_view utf8, unsigned columns) {
    std::size_t end = 0;
    for (unsigned used = 0; end < utf8.size(); ++end) {
        if (!continues(utf8[end]) && used++ == columns) {
            break;
        }
    }
    return std::string(utf8.substr(0, end));
}

std::string wrapped(std::string_view text, unsigned columns, unsigned indent) {
    const unsigned room = std::max(columns, indent + 20) - indent;
    std::string out;
    unsigned used = 0;
    const auto newLine = [&] {
        out += "\n" + std::string(indent, ' ');
        used = 0;
    };
    for (std::size_t at = 0; at < text.size();) {
        if (text[at] == '\n') {
            newLine();
            ++at;
            continue;
        }
        const std::size_t end = std::min(text.find_first_of(" \n", at), text.size());
        const std::string_view word = text.substr(at, end - at);
        const unsigned width = columnsOf(word);
        if (used > 0 && used + 1 + width > room) {
            newLine();
        }
        out += (used > 0 ? " " : "") + std::string(word);
        used += width + (used > 0 ? 1U : 0U);
        at = end < text.size() && text[end] == ' ' ? end + 1 : end;
    }
    return out;
}

}  // namespace loadgate::cli
