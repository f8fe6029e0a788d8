// SPDX-License-Identifier: Apache-2.0
#include "core/report/curve_drawing.h"
#include "core/report/text_page.h"
#include "testkit/phrases.h"

#include <QTest>

#include <algorithm>

using namespace loadgate;
using testkit::curve;

namespace {

std::string joined(const std::vector<std::string>& lines) {
    std::string text;
    for (const std::string& line : lines) {
        text += line + "\n";
    }
    return text;
}

}  // namespace

class CurveDrawingTest : public QObject {
    Q_OBJECT
  private slots:
    void aRampRisesByEighthsOfARow() {
        QCOMPARE(joined(drawCurve(curve("0s:0 16s:16"), {20, 2, true})), std::string("16/s │      ▁▂▄▅▆▇█\n"
                                                                                     " 8/s │▂▃▄▅▇████████\n"
                                                                                     "   0 └─────────────\n"
                                                                                     "      0 s     16 s\n"));
    }
    void withoutUtf8ThereIsNothingButAscii() {
        const std::string text = joined(drawCurve(curve("0s:20 30s:20 30s:100 60s:100 60s:20 120s:20", LoadModel::Closed), {40, 4, false}));
        QCOMPARE(text, std::string("100 users |       #######\n"
                                   "          |       #######\n"
                                   " 50 users |       #######\n"
                                   "          |############################\n"
                                   "        0 +----------------------------\n"
                                   "           0 s        60 s        120 s\n"));
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
        QCOMPARE(joined(levelsAtKnots(curve("0s:20 30s:20 30s:100 35s:100"), 12)),
                 std::string("0 s: 20/s\n30 s: 20/s, then 100/s\n35 s: 100/s\n"));
        QCOMPARE(joined(levelsAtKnots(curve("0s:1 1s:2 2s:3 2s:4 3s:5"), 2)), std::string("0 s: 1/s\n1 s: 2/s\nand 2 more points\n"));
        QCOMPARE(joined(levelsAtKnots(curve("0s:1 1s:2 2s:3"), 2)), std::string("0 s: 1/s\n1 s: 2/s\nand 1 more point\n"));
    }
};

QTEST_APPLESS_MAIN(CurveDrawingTest)
#include "curve_drawing_test.moc"
