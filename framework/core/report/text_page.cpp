// SPDX-License-Identifier: Apache-2.0
#include "core/report/text_page.h"

#include "core/report/escape.h"
#include "core/report/utf8.h"

#include <algorithm>

namespace loadgate::report {
namespace {

constexpr std::size_t kLabelWidth = 14;
constexpr std::size_t kIndent = 2;

std::string_view codeOf(Ink ink) {
    switch (ink) {
        case Ink::Plain: return {};
        case Ink::Bold: return "\x1b[1m";
        case Ink::Faint: return "\x1b[2m";
        case Ink::Green: return "\x1b[1;32m";
        case Ink::Red: return "\x1b[1;31m";
        case Ink::Yellow: return "\x1b[1;33m";
        case Ink::Magenta: return "\x1b[1;35m";
    }
    return {};
}

std::string padding(std::size_t columns, std::size_t used) { return std::string(columns > used ? columns - used : 0, ' '); }

/// Takes so many columns of a text away and gives them back.
std::string_view taken(std::string_view& text, std::size_t columns) {
    std::size_t bytes = 0;
    for (; columns > 0 && bytes < text.size(); --columns) {
        bytes += firstCharacter(text.substr(bytes)).bytes;
    }
    const std::string_view part = text.substr(0, bytes);
    text.remove_prefix(bytes);
    return part;
}

/// Lines of at most `columns`; a word longer than a line begins on one of its own and goes on on the next.
std::vector<std::string> wrapped(std::string_view text, std::size_t columns) {
    std::vector<std::string> lines{""};
    while (!text.empty()) {
        const std::size_t end = std::min(text.find(' '), text.size());
        std::string_view word = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        if (word.empty()) {
            continue;
        }
        if (!lines.back().empty() && widthOf(lines.back()) + 1 + widthOf(word) > columns) {
            lines.emplace_back();
        }
        while (widthOf(word) > columns) {
            lines.back().append(taken(word, columns));
            lines.emplace_back();
        }
        lines.back().append(lines.back().empty() ? "" : " ").append(word);
    }
    return lines;
}

std::vector<std::size_t> widthsOf(const Table& table) {
    std::vector<std::size_t> widths;
    for (const std::string& head : table.heads) {
        widths.push_back(widthOf(head));
    }
    for (const auto& row : table.rows) {
        for (std::size_t i = 0; i < row.size(); ++i) {
            widths[i] = std::max(widths[i], widthOf(row[i].text));
        }
    }
    return widths;
}

}  // namespace

Ink inkOf(VerdictStatus status) {
    switch (status) {
        case VerdictStatus::Pass: return Ink::Green;
        case VerdictStatus::Fail: return Ink::Red;
        case VerdictStatus::Inconclusive: return Ink::Yellow;
        case VerdictStatus::Invalid: return Ink::Magenta;
    }
    return Ink::Plain;
}

std::size_t widthOf(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

std::string cutTo(std::string_view text, std::size_t columns) {
    if (widthOf(text) <= columns) {
        return std::string(text);
    }
    std::string result;
    for (std::size_t used = 0; used + 1 < columns; ++used) {
        const std::size_t bytes = firstCharacter(text).bytes;
        result.append(text.substr(0, bytes));
        text.remove_prefix(bytes);
    }
    return result + "…";
}

std::string TextPage::inked(std::string_view text, Ink ink) const {
    const std::string_view code = m_style.colour ? codeOf(ink) : std::string_view();
    return code.empty() ? std::string(text) : std::string(code) + std::string(text) + "\x1b[0m";
}

void TextPage::heading(std::string_view title) {
    blank();
    line(inked(title, Ink::Bold));
}

void TextPage::paragraph(std::string_view text, std::size_t indent, Ink ink) {
    const std::size_t room = columns() > indent + 10 ? columns() - indent : 10;
    for (const std::string& one : wrapped(forTerminal(text), room)) {
        line(std::string(indent, ' ') + inked(one, ink));
    }
}

void TextPage::labelled(std::string_view label, std::string_view text, Ink ink) {
    const std::size_t indent = kIndent + kLabelWidth;
    const std::size_t room = columns() > indent + 10 ? columns() - indent : 10;
    bool first = true;
    for (const std::string& one : wrapped(forTerminal(text), room)) {
        const std::string left =
            first ? std::string(kIndent, ' ') + std::string(label) + padding(kLabelWidth, widthOf(label)) : std::string(indent, ' ');
        line(left + inked(one, ink));
        first = false;
    }
}

void TextPage::table(const Table& table) {
    if (fits(table)) {
        grid(table, widthsOf(table));
    } else {
        stacked(table);
    }
}

bool TextPage::fits(const Table& table) const {
    std::size_t whole = kIndent;
    for (const std::size_t width : widthsOf(table)) {
        whole += width + 2;
    }
    return whole <= columns() + 2;  // nothing follows the last column
}

void TextPage::grid(const Table& table, const std::vector<std::size_t>& widths) {
    const auto placed = [&](std::size_t column, std::string_view text, Ink ink) {
        const std::string space = padding(widths[column], widthOf(text));
        const std::string shown = inked(text, ink);
        const bool last = column + 1 == widths.size();
        const std::string cell = column < table.leftColumns ? shown + (last ? "" : space) : space + shown;
        return (column == 0 ? std::string(kIndent, ' ') : "  ") + cell;
    };
    std::string heads;
    for (std::size_t i = 0; i < table.heads.size(); ++i) {
        heads += placed(i, table.heads[i], Ink::Faint);
    }
    line(heads);
    for (const auto& row : table.rows) {
        std::string one;
        for (std::size_t i = 0; i < row.size(); ++i) {
            one += placed(i, row[i].text, row[i].ink);
        }
        line(one);
    }
}

void TextPage::stacked(const Table& table) {
    for (const auto& row : table.rows) {
        line(std::string(kIndent, ' ') + inked(row.front().text, Ink::Bold));
        for (std::size_t i = 1; i < row.size(); ++i) {
            const std::string label = std::string(2 * kIndent, ' ') + table.heads[i];
            line(label + padding(kIndent + kLabelWidth, widthOf(label)) + " " + inked(row[i].text, row[i].ink));
        }
    }
}

}  // namespace loadgate::report
