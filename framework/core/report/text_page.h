// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/reports.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::report {

enum class Ink : std::uint8_t { Plain, Bold, Faint, Green, Red, Yellow, Magenta };
[[nodiscard]] Ink inkOf(VerdictStatus);

struct Cell {
    std::string text;
    Ink ink{Ink::Plain};
};
struct Table {
    std::vector<std::string> heads;  ///< the first column is left-aligned, the others right
    std::vector<std::vector<Cell>> rows;
    std::size_t leftColumns{1};  ///< how many columns, from the first, are left-aligned
};

/// A page of at most `columns` columns where words and tables allow it; every text put on it is harmless to a terminal already or is
/// made so here.
class TextPage {
  public:
    explicit TextPage(TextStyle style) : m_style(style) {}
    void blank() { m_text.push_back('\n'); }
    void heading(std::string_view title);
    /// Words, broken at spaces; further lines begin `indent` columns in.
    void paragraph(std::string_view text, std::size_t indent = 0, Ink ink = Ink::Plain);
    /// "Requests     planned …": a label, then a paragraph beside it.
    void labelled(std::string_view label, std::string_view text, Ink ink = Ink::Plain);
    /// As a grid, or, where that is too wide, each row as lines "head value".
    void table(const Table&);
    [[nodiscard]] bool fits(const Table&) const;
    void line(std::string_view text) { m_text.append(text).push_back('\n'); }
    [[nodiscard]] std::string inked(std::string_view text, Ink) const;
    [[nodiscard]] std::size_t columns() const { return m_style.columns < 20 ? 20 : m_style.columns; }
    [[nodiscard]] bool utf8() const { return m_style.utf8; }
    [[nodiscard]] std::string take() { return std::move(m_text); }

  private:
    void grid(const Table&, const std::vector<std::size_t>& widths);
    void stacked(const Table&);

    TextStyle m_style;
    std::string m_text;
};

/// Columns that a text takes on a terminal (one per character).
[[nodiscard]] std::size_t widthOf(std::string_view);
/// At most `columns` of it, with a mark where it was cut.
[[nodiscard]] std::string cutTo(std::string_view text, std::size_t columns);

}  // namespace loadgate::report
