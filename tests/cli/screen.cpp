// SPDX-License-Identifier: Apache-2.0
#include "screen.h"

#include <utility>

namespace loadgate::clitest {

void Screen::feed(const QByteArray& bytes) {
    const QString text = QString::fromUtf8(bytes);
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text[at] != QChar(0x1b)) {
            put(text[at]);
            continue;
        }
        if (at + 1 >= text.size() || text[at + 1] != '[') {
            m_unknown << text.mid(at, 2);
            continue;
        }
        qsizetype end = at + 2;
        while (end < text.size() && !text[end].isLetter()) {
            ++end;
        }
        code(text.mid(at + 2, end - at - 2), end < text.size() ? text[end] : QChar('?'));
        at = end;
    }
}

void Screen::put(QChar c) {
    if (c == '\r') {
        m_column = 0;
    } else if (c == '\n') {
        if (++m_row == m_lines.size()) {
            m_lines << QString();
        }
    } else {
        if (m_column >= m_columns) {
            ++m_tooWide;
            return;
        }
        QString& line = m_lines[m_row];
        line = line.leftJustified(m_column, ' ', true) + c + line.mid(m_column + 1);
        ++m_column;
    }
}

void Screen::code(const QString& parameters, QChar letter) {
    const int number = std::max(parameters.toInt(), 1);
    if (letter == 'm') {
        m_colours = true;
    } else if (letter == 'A') {
        m_row = std::max(firstRow(), m_row - number);
    } else if (letter == 'H' && parameters.isEmpty()) {
        m_row = firstRow();
        m_column = 0;
    } else if (parameters == "?1049" && (letter == 'h') != m_alternate) {
        switchTo(letter == 'h');
    } else if (letter == 'K' && parameters.isEmpty()) {
        m_lines[m_row].truncate(m_column);
    } else if (letter == 'J' && parameters.isEmpty()) {
        m_lines[m_row].truncate(m_column);
        for (qsizetype row = m_row + 1; row < m_lines.size(); ++row) {
            m_lines[row].clear();
        }
    } else if (parameters == "?7" && (letter == 'h' || letter == 'l')) {
        m_wraps = letter == 'h';
    } else if (parameters == "?25" && (letter == 'h' || letter == 'l')) {
        m_cursorShown = letter == 'h';
    } else {
        m_unknown << parameters + letter;
    }
}

void Screen::switchTo(bool alternate) {
    m_alternate = alternate;
    if (alternate) {
        m_mainLines = std::exchange(m_lines, {QString()});
        m_mainRow = std::exchange(m_row, 0);
        m_mainColumn = std::exchange(m_column, 0);
    } else {
        m_lines = m_mainLines;
        m_row = m_mainRow;
        m_column = m_mainColumn;
    }
}

QStringList Screen::lines() const {
    QStringList all;
    for (QString line : m_lines) {
        while (line.endsWith(' ')) {
            line.chop(1);
        }
        all << line;
    }
    while (!all.isEmpty() && all.last().isEmpty()) {
        all.removeLast();
    }
    return all;
}

}  // namespace loadgate::clitest
