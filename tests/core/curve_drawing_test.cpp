// SPDX-License-Identifier: Apache-2.0
#include "core/report/curve_drawing.h"
#include "core/report/text_page.h"
#include "testkit/phrases.h"

#include <QTest>

#include <algorithm>

using namespace loadgate;
using testkit::curve;

namespace {

QString shown(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return QString::fromStdString(text);
}

}  // namespace

class CurveDrawingTest : public QObject {
    Q_OBJECT
  private slots:
    void aRampRisesByEighthsOfARow() {
        // Fourteen columns for sixteen eighths: a column shows the highest load of its part, rounded up.
        const std::string drawing =
            "16/s │       ▂▃▄▅▆▇█\n"
            " 8/s │▂▃▄▅▆▇████████\n"
            "   0 └──────────────\n"
            "      0 s       16 s\n";
        QCOMPARE(shown(drawCurve(curve("0s:0 16s:16"), {20, 2, true})), QString::fromStdString(drawing));
    }
    void withoutUtf8ThereIsNothingButAscii() {
        const std::string drawing =
            "100 users |       ########\n"
            "          |       ########\n"
            " 50 users |       ########\n"
            "          |#############################\n"
            "        0 +-----------------------------\n"
            "           0 s         60 s        120 s\n";
        const LoadCurve burst = curve("0s:20 30s:20 30s:100 60s:100 60s:20 120s:20", LoadModel::Closed);
        QCOMPARE(shown(drawCurve(burst, {40, 4, false})), QString::fromStdString(drawing));
    }
    void aBurstShorterThanAColumnIsSeen() {
        const auto lines = drawCurve(curve("0s:1 500s:1 500s:100 501s:100 501s:1 1000s:1"), {40, 4, true});
        QVERIFY2(lines.front().find("█") != std::string::npos, lines.front().c_str());
    }
    void aSmallLoadLeavesAMark() {
        const auto lines = drawCurve(curve("0s:1 50s:1 50s:10000 100s:10000"), {60, 8, false});
        QVERIFY2(lines[7].find("|###") != std::string::npos, lines[7].c_str());
        const auto blocks = drawCurve(curve("0s:1 50s:1 50s:10000 100s:10000"), {60, 8, true});
        QVERIFY2(blocks[7].find("│▁▁▁") != std::string::npos, blocks[7].c_str());
        // And none leaves none.
        QVERIFY(drawCurve(curve("0s:0 50s:0 50s:10000 100s:10000"), {60, 8, false})[7].find("|   ") != std::string::npos);
    }
    void noLineIsWiderThanItsCanvas() {
        for (const char* phrase : {"0s:0 10s:100", "0s:5 36000s:9999999", "0s:0.001 1s:0.002"}) {
            for (std::size_t columns = 20; columns <= 130; ++columns) {
                for (const bool utf8 : {true, false}) {
                    for (const std::string& line : drawCurve(curve(phrase), {columns, 8, utf8})) {
                        QVERIFY2(report::widthOf(line) <= columns, line.c_str());
                    }
                }
            }
        }
    }
    void levelsAreSaidAtTheKnots() {
        QCOMPARE(shown(levelsAtKnots(curve("0s:20 30s:20 30s:100 35s:100"), 12)),
                 QString("0 s: 20/s\n30 s: 20/s, then 100/s\n35 s: 100/s\n"));
        QCOMPARE(shown(levelsAtKnots(curve("0s:1 1s:2 2s:3 2s:4 3s:5"), 2)), QString("0 s: 1/s\n1 s: 2/s\nand 2 more points\n"));
        QCOMPARE(shown(levelsAtKnots(curve("0s:1 1s:2 2s:3"), 2)), QString("0 s: 1/s\n1 s: 2/s\nand 1 more point\n"));
    }
};

QTEST_APPLESS_MAIN(CurveDrawingTest)
#include "curve_drawing_test.moc"
