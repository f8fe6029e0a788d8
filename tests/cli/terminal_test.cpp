// SPDX-License-Identifier: Apache-2.0
// The real program in a real pseudo-terminal, and what stands on its screen.
#include "terminal.h"
#include "program.h"
#include "screen.h"

#include <QTemporaryDir>
#include <QTest>

using namespace loadgate::clitest;

class TerminalTest : public QObject {
    Q_OBJECT
  private slots:
    void aRunLeavesNothingButItsReport_data();
    void aRunLeavesNothingButItsReport();
    void aWideTerminalShowsTheView();
    void aConsoleWithoutASecondScreenShowsTheViewInLine();
    void aNarrowTerminalShowsOneLine();
    void controlCLeavesACleanScreen();
    void aSecondSignalLeavesACleanScreenToo();
    void aWindowMayBecomeNarrowWhileItRuns();
    void noColourIsHonouredEvenWhenEmpty();
    void anotherLocaleGetsAscii();
    void aDumbTerminalGetsLines();
    void planAndPluginsFitTheTerminal_data();
    void planAndPluginsFitTheTerminal();

  private:
    [[nodiscard]] QStringList run(const QString& length) const {
        return {"run", "--target", m_backend.url() + "/fast", "--rate", "200", "--duration", length, "--p50", "5s", "--no-history"};
    }

    Backend m_backend;
    QTemporaryDir m_folder;
};

void TerminalTest::aRunLeavesNothingButItsReport_data() {
    QTest::addColumn<int>("columns");
    QTest::newRow("200") << 200;
    QTest::newRow("80") << 80;
    QTest::newRow("40") << 40;
}

void TerminalTest::aRunLeavesNothingButItsReport() {
    QFETCH(const int, columns);
    Terminal terminal(run("700ms"), m_folder.path(), {static_cast<unsigned short>(columns), 30});
    Screen screen(columns, 30);
    screen.feed(terminal.readToTheEnd());
    QVERIFY2(terminal.exitCode() == 20, qPrintable(screen.lines().join('\n')));
    QVERIFY2(screen.tooWide() == 0, qPrintable(screen.lines().join('\n')));
    QCOMPARE(screen.unknownCodes(), QStringList());
    QVERIFY(screen.cursorShown() && screen.wraps() && screen.cursorAtLineStart() && !screen.alternate());
    QVERIFY(screen.usedColours());
    // The view is gone: what is left begins with notes or the verdict.
    for (const QString& line : screen.lines()) {
        QVERIFY2(!line.contains("[##") && !line.contains("[--") && !line.startsWith("generator  "), qPrintable(line));
    }
    QVERIFY(screen.lines().join('\n').contains("INCONCLUSIVE"));
}

void TerminalTest::aWideTerminalShowsTheView() {
    Terminal terminal(run("2s"), m_folder.path(), {120, 30});
    Screen screen(120, 30);
    screen.feed(terminal.readUntil("● "));
    screen.feed(terminal.readUntil("\x1b[?7h"));
    const QStringList lines = screen.lines();
    const auto shown = [&](const char* start) {
        return std::ranges::any_of(lines, [&](const QString& line) { return line.startsWith(start); });
    };
    QVERIFY(screen.alternate());
    QVERIFY2(shown("[#") || shown("[-"), qPrintable(lines.join('\n')));
    for (const char* label : {"load       200/s planned", "latency    p50 ", "errors     0", "in flight  ", "generator  ● "}) {
        QVERIFY2(shown(label), qPrintable(lines.join('\n')));
    }
    screen.feed(terminal.readToTheEnd());
    QCOMPARE(screen.tooWide(), 0);
}

void TerminalTest::aConsoleWithoutASecondScreenShowsTheViewInLine() {
    Terminal terminal(run("1s"), m_folder.path(), {120, 30}, {"TERM=linux", "LANG=C.UTF-8"});
    Screen screen(120, 30);
    screen.feed(terminal.readUntil("generator"));
    screen.feed(terminal.readUntil("\x1b[?7h"));
    QVERIFY2(screen.lines().join('\n').contains("in flight  "), qPrintable(screen.lines().join('\n')));
    screen.feed(terminal.readToTheEnd());
    QVERIFY2(!screen.lines().join('\n').contains("in flight  "), qPrintable(screen.lines().join('\n')));
    QVERIFY(screen.cursorShown() && screen.wraps() && screen.cursorAtLineStart() && !screen.alternate());
    QCOMPARE(screen.unknownCodes(), QStringList());
}

void TerminalTest::aNarrowTerminalShowsOneLine() {
    Terminal terminal(run("2s"), m_folder.path(), {80, 30});
    const QByteArray first = terminal.readUntil("left");
    QVERIFY2(!first.contains("generator"), first.constData());
    Screen screen(80, 30);
    screen.feed(first + terminal.readUntil("\x1b[?7h"));
    QVERIFY2(screen.lines().last().contains("/s"), qPrintable(screen.lines().join('\n')));
    (void)terminal.readToTheEnd();
}

void TerminalTest::controlCLeavesACleanScreen() {
    Terminal terminal(run("30s"), m_folder.path(), {120, 30});
    Screen screen(120, 30);
    screen.feed(terminal.readUntil("generator"));
    terminal.type("\x03");
    screen.feed(terminal.readToTheEnd());
    QCOMPARE(terminal.exitCode(), 130);
    const QStringList lines = screen.lines();
    const QString all = lines.join('\n');
    QCOMPARE(all.count("loadgate: stopping; a report of what was measured follows, a second signal leaves at once"), 1);
    for (const QString& line : lines) {
        QVERIFY2(!line.contains("^C") && !line.contains("[-") && !line.startsWith("load  ") && !line.startsWith("generator  "),
                 qPrintable(all));
    }
    QVERIFY2(all.contains("interrupted after"), qPrintable(all));
    QVERIFY(screen.cursorShown() && screen.wraps() && screen.cursorAtLineStart() && !screen.alternate());
    QCOMPARE(screen.unknownCodes(), QStringList());
}

void TerminalTest::aSecondSignalLeavesACleanScreenToo() {
    // An answer that takes its time keeps the drain going while the second signal comes.
    const Backend slow({"--latency", "20s", "--spread", "0"});
    Terminal terminal({"run", "--target", slow.url(), "--rate", "50", "--duration", "6s", "--timeout", "25s", "--p50", "5s"},
                      m_folder.path(), {120, 30});
    Screen screen(120, 30);
    screen.feed(terminal.readUntil("generator"));
    terminal.type("\x03");
    screen.feed(terminal.readUntil("leaves at once"));
    // Within a second it is the same key pressed twice; each redraw is a tenth of a second later.
    for (int drawn = 0; drawn < 12; ++drawn) {
        screen.feed(terminal.readUntil("\x1b[?7h"));
    }
    terminal.type("\x03");
    screen.feed(terminal.readToTheEnd());
    QCOMPARE(terminal.exitCode(), 130);
    QCOMPARE(screen.lines().last(), QString("loadgate: left at once, without a report"));
    QVERIFY2(screen.lines().size() <= 4, qPrintable(screen.lines().join('\n')));
    QVERIFY(screen.cursorShown() && screen.wraps() && screen.cursorAtLineStart() && !screen.alternate());
}

void TerminalTest::aWindowMayBecomeNarrowWhileItRuns() {
    Terminal terminal(run("2s"), m_folder.path(), {150, 30});
    (void)terminal.readUntil("generator");
    terminal.resize({70, 30});
    (void)terminal.readUntil("left");  // what was under way
    Screen screen(70, 30);
    (void)terminal.readUntil("\x1b[?7h");
    screen.feed(terminal.readUntil("\x1b[?7h"));
    QVERIFY2(screen.lines().size() == 1, qPrintable(screen.lines().join('\n')));
    screen.feed(terminal.readToTheEnd());
    QCOMPARE(screen.tooWide(), 0);
}

void TerminalTest::noColourIsHonouredEvenWhenEmpty() {
    for (const QStringList& quiet : {QStringList{"NO_COLOR="}, QStringList{}}) {
        QStringList arguments = run("300ms");
        if (quiet.isEmpty()) {
            arguments << "--no-color";
        }
        Terminal terminal(arguments, m_folder.path(), {120, 30}, QStringList{"TERM=xterm", "LANG=C.UTF-8"} + quiet);
        Screen screen(120, 30);
        screen.feed(terminal.readToTheEnd());
        QVERIFY(!screen.usedColours());
        QCOMPARE(screen.tooWide(), 0);
    }
}

void TerminalTest::anotherLocaleGetsAscii() {
    Terminal terminal(run("2s"), m_folder.path(), {120, 30}, {"TERM=xterm", "LANG=C"});
    const QByteArray view = terminal.readUntil("generator") + terminal.readUntil("\x1b[?7h");
    QVERIFY2(std::ranges::all_of(view, [](char c) { return static_cast<unsigned char>(c) < 0x80; }), view.constData());
    (void)terminal.readToTheEnd();
}

void TerminalTest::aDumbTerminalGetsLines() {
    Terminal terminal(run("300ms"), m_folder.path(), {120, 30}, {"TERM=dumb", "LANG=C.UTF-8"});
    QVERIFY(!terminal.readToTheEnd().contains('\x1b'));
}

void TerminalTest::planAndPluginsFitTheTerminal_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<int>("columns");
    for (const int columns : {200, 80, 40}) {
        for (const char* pattern : {"sustained", "ramp", "burst", "step", "spike", "wave"}) {
            QTest::addRow("plan %s %d", pattern, columns)
                << QStringList{"plan", "--target", "http://127.0.0.1:9/", "--rate", "1500", "--duration", "5m", "--pattern", pattern}
                << columns;
            QTest::addRow("show %s %d", pattern, columns) << QStringList{"plugins", "show", pattern} << columns;
        }
        QTest::addRow("list %d", columns) << QStringList{"plugins", "list"} << columns;
    }
}

void TerminalTest::planAndPluginsFitTheTerminal() {
    QFETCH(const QStringList, arguments);
    QFETCH(const int, columns);
    Terminal terminal(arguments, m_folder.path(), {static_cast<unsigned short>(columns), 30});
    Screen wide(1000, 30);
    wide.feed(terminal.readToTheEnd());
    QCOMPARE(terminal.exitCode(), 0);
    QCOMPARE(wide.unknownCodes(), QStringList());
    for (const QString& line : wide.lines()) {
        const bool path = line.contains(".so");  // a path is not broken: it is there to be copied
        QVERIFY2(path || line.size() <= columns, qPrintable(line));
    }
}

QTEST_GUILESS_MAIN(TerminalTest)
#include "terminal_test.moc"
