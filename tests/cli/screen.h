// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QString>
#include <QStringList>

#include <vector>

namespace loadgate::clitest {

/// A terminal's screen, as far as our program uses one: it understands the codes that the program may send and counts everything else.
class Screen {
  public:
    explicit Screen(int columns, int rows = 24) : m_columns(columns), m_rows(rows), m_lines{QString()} {}
    void feed(const QByteArray& bytes);

    /// Everything that stands on the screen and above it, without blanks at the ends of lines.
    [[nodiscard]] QStringList lines() const;
    /// Characters that stood beyond the last column: a line that was too wide, whether it was wrapped or cut.
    [[nodiscard]] int tooWide() const { return m_tooWide; }
    /// Codes that are none of those a view needs.
    [[nodiscard]] const QStringList& unknownCodes() const { return m_unknown; }
    [[nodiscard]] bool alternate() const { return m_alternate; }
    [[nodiscard]] bool cursorShown() const { return m_cursorShown; }
    [[nodiscard]] bool wraps() const { return m_wraps; }
    [[nodiscard]] bool cursorAtLineStart() const { return m_column == 0; }
    [[nodiscard]] bool usedColours() const { return m_colours; }

  private:
    void put(QChar c);
    void code(const QString& parameters, QChar letter);
    void switchTo(bool alternate);
    [[nodiscard]] int firstRow() const { return std::max(0, static_cast<int>(m_lines.size()) - m_rows); }

    int m_columns, m_rows;
    QStringList m_lines, m_mainLines;
    int m_row{}, m_column{}, m_mainRow{}, m_mainColumn{}, m_tooWide{};
    bool m_cursorShown{true}, m_wraps{true}, m_colours{}, m_alternate{};
    QStringList m_unknown;
};

}  // namespace loadgate::clitest
