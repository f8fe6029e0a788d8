// SPDX-License-Identifier: Apache-2.0
// sustained, ramp and burst against the contract's table, and what all patterns have in common.
#include "shapes.h"

using namespace loadgate;
using namespace loadgate::test;
using namespace std::chrono_literals;

class PatternsTest : public QObject, private Shapes {
    Q_OBJECT

  private slots:
    void sustainedIsThePeakThroughout();
    void rampRisesFromNothingToThePeak();
    void rampStartsAtAShareOrAtAnAbsoluteLevel();
    void rampRefusesToStartAboveItsPeak();
    void burstRepeatsItsPeakOverItsBase();
    void theFirstBurstComesAfterOneWholePeriod();
    void aBurstThatEndsWithTheLoadEndsCleanly();
    void aBurstThatWouldCrossTheEndIsCutThere();
    void noBurstBeginsInTheLastMoment();
    void aLoadShorterThanOnePeriodStaysAtItsBase();
    void burstRefusesWhatContradictsItself();
    void burstHandlesGoWithTheCurve();
    void curvesAreOfTheModelThatWasAsked();
};

void PatternsTest::sustainedIsThePeakThroughout() { QCOMPARE(knots("sustained", {}, asked(500, 300s)), (Knots{{0s, 500}, {300s, 500}})); }

void PatternsTest::rampRisesFromNothingToThePeak() { QCOMPARE(knots("ramp", {}, asked(100, 60s)), (Knots{{0s, 0}, {60s, 100}})); }

void PatternsTest::rampStartsAtAShareOrAtAnAbsoluteLevel() {
    QCOMPARE(knots("ramp", {given("from", "25%")}, asked(200, 60s)), (Knots{{0s, 50}, {60s, 200}}));
    QCOMPARE(knots("ramp", {given("from", "25")}, asked(200, 60s)), (Knots{{0s, 25}, {60s, 200}}));
    const auto share = shape("ramp", {given("from", "25%")}, asked(200, 60s));
    const auto absolute = shape("ramp", {given("from", "25")}, asked(200, 60s));
    QCOMPARE(dragged(*handle(*share, "from")), 0.25);
    QCOMPARE(dragged(*handle(*absolute, "from")), 25.0);
}

void PatternsTest::rampRefusesToStartAboveItsPeak() {
    QCOMPARE(refusal("ramp", {given("from", "201")}, asked(200, 60s)), "from (201) is above the peak of 200: a ramp goes up to its peak");
    QCOMPARE(refusal("ramp", {given("from", "200")}, asked(200, 60s)), "no error");
}

void PatternsTest::burstRepeatsItsPeakOverItsBase() {
    const auto drawn = shape("burst", {}, asked(100, 300s));
    QVERIFY(drawn);
    const LoadCurve& curve = drawn->curve;
    for (int burst = 1; burst <= 9; ++burst) {
        const Duration start = 30s * burst;
        QCOMPARE(curve.loadAt(start - 1ns), 20.0);
        QCOMPARE(curve.loadAt(start), 100.0);
        QCOMPARE(curve.loadAt(start + 5s - 1ns), 100.0);
        QCOMPARE(curve.loadAt(start + 5s), 20.0);
    }
    QCOMPARE(curve.length(), Duration(300s));
    QCOMPARE(curve.area(), 300.0 * 20 + 9 * 5 * 80);
}

void PatternsTest::theFirstBurstComesAfterOneWholePeriod() {
    const auto drawn = shape("burst", {given("every", "10s"), given("length", "2s"), given("base", "5")}, asked(50, 25s));
    QCOMPARE(drawn->curve.knots(),
             (Knots{{0s, 5}, {10s, 5}, {10s, 50}, {12s, 50}, {12s, 5}, {20s, 5}, {20s, 50}, {22s, 50}, {22s, 5}, {25s, 5}}));
}

void PatternsTest::aBurstThatEndsWithTheLoadEndsCleanly() {
    QCOMPARE(knots("burst", {}, asked(100, 35s)), (Knots{{0s, 20}, {30s, 20}, {30s, 100}, {35s, 100}}));
}

void PatternsTest::aBurstThatWouldCrossTheEndIsCutThere() {
    QCOMPARE(knots("burst", {}, asked(100, 33s)), (Knots{{0s, 20}, {30s, 20}, {30s, 100}, {33s, 100}}));
}

void PatternsTest::noBurstBeginsInTheLastMoment() {
    const Knots drawn = knots("burst", {}, asked(100, 300s));
    QVERIFY(!drawn.empty());
    QCOMPARE(drawn.back(), (LoadCurve::Knot{300s, 20}));
    QCOMPARE(drawn[drawn.size() - 2], (LoadCurve::Knot{275s, 20}));
}

void PatternsTest::aLoadShorterThanOnePeriodStaysAtItsBase() {
    QCOMPARE(knots("burst", {}, asked(100, 30s)), (Knots{{0s, 20}, {30s, 20}}));
}

void PatternsTest::burstRefusesWhatContradictsItself() {
    QCOMPARE(refusal("burst", {given("length", "30s")}, asked(100, 300s)),
             "--pattern: pattern 'burst': length (30s) must be shorter than every (30s), or the load never returns to its base");
    QCOMPARE(refusal("burst", {given("base", "101")}, asked(100, 300s)),
             "base (101) is above the peak of 100: a burst goes up to its peak");
    QCOMPARE(refusal("burst", {given("every", "10ms"), given("length", "1ms")}, asked(100, 1h)),
             "every (10ms) makes more than 50000 bursts in 1h: make it longer");
}

void PatternsTest::burstHandlesGoWithTheCurve() {
    const auto drawn = shape("burst", {given("base", "30")}, asked(100, 300s));
    QCOMPARE(dragged(*handle(*drawn, "base")), 30.0);
    QCOMPARE(dragged(*handle(*drawn, "every")), 30.0);
    QCOMPARE(dragged(*handle(*drawn, "length")), 5.0);
    QCOMPARE(handle(*drawn, "length")->at, Duration(35s));
    // What does not lie on the drawing cannot be dragged.
    const auto shorter = shape("burst", {}, asked(100, 20s));
    QVERIFY(handle(*shorter, "base") != nullptr);
    QVERIFY(handle(*shorter, "every") == nullptr && handle(*shorter, "length") == nullptr);
}

void PatternsTest::curvesAreOfTheModelThatWasAsked() {
    for (const char* id : {"sustained", "ramp", "burst", "step", "spike", "wave"}) {
        for (const LoadModel model : {LoadModel::Open, LoadModel::Closed}) {
            QCOMPARE(shape(id, {}, asked(10, 60s, model))->curve.model(), model);
        }
    }
}

QTEST_GUILESS_MAIN(PatternsTest)
#include "patterns_test.moc"
