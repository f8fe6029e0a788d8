// SPDX-License-Identifier: Apache-2.0
// step, spike and wave against the contract's table, by knots and areas computed by hand.
#include "shapes.h"

#include <cmath>
#include <numbers>

using namespace loadgate;
using namespace loadgate::test;
using namespace std::chrono_literals;

class StairsAndWavesTest : public QObject, private Shapes {
    Q_OBJECT

  private slots:
    void stairsAreEquallyHighAndLong();
    void oneStairIsTheSustainedLoad();
    void stairsOfAnOddLengthEndWithTheLoad();
    void aSpikeRisesHoldsAndFallsBack();
    void aSpikeMayBeAStep();
    void aSpikeThatWouldCrossTheEndIsCutThere();
    void aSpikeBeginsWithTheLoadOrEndsWithIt();
    void spikeRefusesWhatContradictsItself();
    void aWaveBeginsInTheTroughAndIsAtThePeakHalfWay();
    void aWaveStaysCloseToTheSine_data();
    void aWaveStaysCloseToTheSine();
    void wholeWavesHoldAsMuchAsTheirMiddle();
    void waveRefusesWhatContradictsItself();
};

void StairsAndWavesTest::stairsAreEquallyHighAndLong() {
    const auto drawn = shape("step", {}, asked(100, 50s));
    QCOMPARE(drawn->curve.knots(),
             (Knots{{0s, 20}, {10s, 20}, {10s, 40}, {20s, 40}, {20s, 60}, {30s, 60}, {30s, 80}, {40s, 80}, {40s, 100}, {50s, 100}}));
    QCOMPARE(drawn->curve.area(), 10.0 * (20 + 40 + 60 + 80 + 100));
}

void StairsAndWavesTest::oneStairIsTheSustainedLoad() {
    QCOMPARE(knots("step", {given("steps", "1")}, asked(100, 50s)), (Knots{{0s, 100}, {50s, 100}}));
    QCOMPARE(refusal("step", {given("steps", "0")}, asked(100, 50s)), "--set: pattern 'step': steps: 0 is too small: at least 1");
    QCOMPARE(refusal("step", {given("steps", "10000")}, asked(100, 9us)), "a length of 9us is too short for 10000 steps");
}

void StairsAndWavesTest::stairsOfAnOddLengthEndWithTheLoad() {
    const Knots drawn = knots("step", {given("steps", "3")}, asked(30, Duration(10)));
    QCOMPARE(drawn, (Knots{{0ns, 10}, {3ns, 10}, {3ns, 20}, {6ns, 20}, {6ns, 30}, {10ns, 30}}));
    // The longest load and the most stairs: the times do not overflow.
    const Knots many = knots("step", {given("steps", "10000")}, asked(1, 168h));
    QCOMPARE(many.size(), std::size_t{20000});
    QCOMPARE(many.back().at, Duration(168h));
    QCOMPARE(many[2].at, Duration(168h) / 10000);
}

void StairsAndWavesTest::aSpikeRisesHoldsAndFallsBack() {
    const auto drawn = shape("spike", {}, asked(100, 100s));
    QCOMPARE(drawn->curve.knots(), (Knots{{0s, 20}, {50s, 20}, {51s, 100}, {61s, 100}, {62s, 20}, {100s, 20}}));
    QCOMPARE(drawn->curve.area(), 100.0 * 20 + 80.0 * (1.0 / 2 + 10 + 1.0 / 2));
}

void StairsAndWavesTest::aSpikeMayBeAStep() {
    QCOMPARE(knots("spike", {given("rise", "0s"), given("base", "10")}, asked(100, 20s)),
             (Knots{{0s, 10}, {10s, 10}, {10s, 100}, {12s, 100}, {12s, 10}, {20s, 10}}));
}

void StairsAndWavesTest::aSpikeThatWouldCrossTheEndIsCutThere() {
    // 500 ms of the rise are left: half way from 20 to 100.
    QCOMPARE(knots("spike", {}, asked(100, 1s)), (Knots{{0s, 20}, {500ms, 20}, {1s, 60}}));
    QCOMPARE(knots("spike", {given("at", "80%"), given("length", "20%")}, asked(100, 10s)),
             (Knots{{0s, 20}, {8s, 20}, {9s, 100}, {10s, 100}}));
}

void StairsAndWavesTest::aSpikeBeginsWithTheLoadOrEndsWithIt() {
    QCOMPARE(knots("spike", {given("at", "0%")}, asked(100, 10s)), (Knots{{0s, 20}, {1s, 100}, {2s, 100}, {3s, 20}, {10s, 20}}));
    QCOMPARE(knots("spike", {given("at", "100%"), given("length", "0%")}, asked(100, 10s)), (Knots{{0s, 20}, {10s, 20}}));
}

void StairsAndWavesTest::spikeRefusesWhatContradictsItself() {
    QCOMPARE(refusal("spike", {given("at", "95%")}, asked(100, 60s)),
             "--pattern: pattern 'spike': at (95%) and length (10%) are together more than 100%: the spike would last beyond the end");
    QCOMPARE(refusal("spike", {given("base", "101")}, asked(100, 60s)), "base (101) is above the peak of 100: a spike goes up to its peak");
}

void StairsAndWavesTest::aWaveBeginsInTheTroughAndIsAtThePeakHalfWay() {
    const auto drawn = shape("wave", {}, asked(100, 120s));
    const LoadCurve& curve = drawn->curve;
    QCOMPARE(curve.loadAt(0s), 20.0);
    QCOMPARE(curve.loadAt(30s), 100.0);
    QCOMPARE(curve.loadAt(60s), 20.0);
    QCOMPARE(curve.loadAt(90s), 100.0);
    QVERIFY(std::abs(curve.loadAt(15s) - 60) < 1e-9);
    QCOMPARE(curve.length(), Duration(120s));
    QCOMPARE(curve.peak(), 100.0);
    QCOMPARE(curve.knots().size(), std::size_t{49});
}

void StairsAndWavesTest::aWaveStaysCloseToTheSine_data() {
    QTest::addColumn<double>("base");
    QTest::addColumn<int>("length");
    QTest::newRow("from nothing") << 0.0 << 60;
    QTest::newRow("from half") << 50.0 << 60;
    QTest::newRow("cut on a slope") << 0.0 << 47;
    QTest::newRow("cut between two knots") << 0.0 << 64;
    QTest::newRow("less than a line long") << 0.0 << 1;
}

void StairsAndWavesTest::aWaveStaysCloseToTheSine() {
    QFETCH(const double, base);
    QFETCH(const int, length);
    const auto drawn = shape("wave", {given("base", toText(base))}, asked(100, std::chrono::seconds(length)));
    QCOMPARE(drawn->curve.length(), Duration(std::chrono::seconds(length)));
    double farthest = 0;
    for (Duration at{}; at <= drawn->curve.length(); at += 7ms) {
        const double sine = base + (100 - base) * (1 - std::cos(2 * std::numbers::pi * toSeconds(at) / 60)) / 2;
        farthest = std::max(farthest, std::abs(drawn->curve.loadAt(at) - sine));
    }
    QVERIFY2(farthest <= 0.5, qPrintable(QString::number(farthest)));
}

void StairsAndWavesTest::wholeWavesHoldAsMuchAsTheirMiddle() {
    // What the lines cut off the crest they add to the trough.
    QVERIFY(std::abs(shape("wave", {}, asked(100, 180s))->curve.area() - 180.0 * 60) < 1e-6);
    QVERIFY(std::abs(shape("wave", {given("base", "0"), given("period", "7s")}, asked(50, 14s))->curve.area() - 14.0 * 25) < 1e-6);
}

void StairsAndWavesTest::waveRefusesWhatContradictsItself() {
    QCOMPARE(refusal("wave", {given("base", "101")}, asked(100, 60s)), "base (101) is above the peak of 100: a wave goes up to its peak");
    QCOMPARE(refusal("wave", {given("period", "10ms")}, asked(100, 1h)), "period (10ms) makes more than 10000 waves in 1h: make it longer");
}

QTEST_GUILESS_MAIN(StairsAndWavesTest)
#include "stairs_and_waves_test.moc"
