// SPDX-License-Identifier: Apache-2.0
#include "loadgate/load_curve.h"
#include "testkit/phrases.h"

#include <QTest>
#include <cmath>
#include <limits>

using namespace loadgate;
using namespace std::chrono_literals;
using testkit::curve;
using Spans = std::vector<LoadCurve::Span>;

namespace {

std::string refusal(std::vector<LoadCurve::Knot> knots) {
    const auto made = LoadCurve::through(LoadModel::Open, std::move(knots));
    return made ? "no error" : made.error().message;
}

}  // namespace

class LoadCurveTest : public QObject {
    Q_OBJECT
  private slots:
    void impossiblePointsAreRefusedWithASentence();
    void anEmptyCurveAsksForNothing();
    void atAStepTheNewLoadHolds();
    void areaIsWhatLiesUnderTheLine();
    void aConstantRateGivesEachSecondExactlyItsRequests();
    void theLastRequestIsDueBeforeTheEnd();
    void requestsOfARampComeCloserAndCloser();
    void aFallingRampNeedsTheOtherRoot();
    void aPauseWithoutLoadIsSteppedOver();
    void halfARequestRoundsUp();
    void noRequestZeroAndNoneBeyondTheLast();
    void usersComeAndGoWithTheCurve();
    void aUserIsPresentFromHalfAUserOn();
    void aDipOfNoLengthSendsNobodyAway();
    void stagesFollowEachOther();
    void modelsDoNotMix();
    void scalingKeepsTheShapeAndHitsThePeak();
    void stretchingKeepsTheShapeAndHitsTheLength();
    void stretchingIsExactOverManyHours();
};

void LoadCurveTest::impossiblePointsAreRefusedWithASentence() {
    QCOMPARE(refusal({}), std::string("a curve needs at least two points, this one has 0"));
    QCOMPARE(refusal({{0s, 1}}), std::string("a curve needs at least two points, this one has 1"));
    QCOMPARE(refusal({{1s, 1}, {2s, 1}}), std::string("a curve starts at 0s, this one starts at 1s"));
    QCOMPARE(refusal({{0s, 1}, {0s, 2}}), std::string("a curve needs a length, this one ends at 0s"));
    QCOMPARE(refusal({{0s, 1}, {3s, 1}, {2s, 1}}),
             std::string("point 3 of the curve (at 2s) lies before the one in front of it, at 3s: time cannot run backwards"));
    QCOMPARE(refusal({{0s, 1}, {2s, -1}}), std::string("point 2 of the curve (at 2s) has the load -1: it must be a number, 0 or more"));
    QVERIFY(refusal({{0s, std::nan("")}, {2s, 1}}) != "no error");
    QVERIFY(refusal({{0s, 1}, {2s, std::numeric_limits<double>::infinity()}}) != "no error");
}

void LoadCurveTest::anEmptyCurveAsksForNothing() {
    const LoadCurve none;
    QCOMPARE(none.length(), Duration(0s));
    QCOMPARE(none.requests(), std::uint64_t(0));
    QCOMPARE(none.loadAt(1s), 0.0);
    QCOMPARE(none.area(), 0.0);
    QVERIFY(!none.dueTime(1) && !none.timeOfArea(0));
    QVERIFY(none.presence(1).empty());
}

void LoadCurveTest::atAStepTheNewLoadHolds() {
    const LoadCurve step = curve("0s:10 5s:10 5s:50 10s:60");
    QCOMPARE(step.loadAt(5s - 1ns), 10.0);
    QCOMPARE(step.loadAt(5s), 50.0);
    QCOMPARE(step.loadAt(7500ms), 55.0);
    QCOMPARE(step.loadAt(10s), 60.0);
    QCOMPARE(step.loadAt(99s), 60.0);
    QCOMPARE(step.loadAt(-1ns), 0.0);
    QCOMPARE(step.peak(), 60.0);
}

void LoadCurveTest::areaIsWhatLiesUnderTheLine() {
    const LoadCurve ramp = curve("0s:0 10s:100");
    QCOMPARE(ramp.area(), 500.0);
    QCOMPARE(ramp.area(0s, 5s), 125.0);
    QCOMPARE(ramp.area(5s, 10s), 375.0);
    QCOMPARE(ramp.area(-5s, 99s), 500.0);
    QCOMPARE(ramp.area(6s, 6s), 0.0);
    QCOMPARE(ramp.area(7s, 6s), 0.0);
    const LoadCurve step = curve("0s:10 5s:10 5s:50 10s:50");
    QCOMPARE(step.area(4s, 6s), 60.0);
}

void LoadCurveTest::aConstantRateGivesEachSecondExactlyItsRequests() {
    const LoadCurve flat = curve("0s:1000 3s:1000");
    QCOMPARE(flat.requests(), std::uint64_t(3000));
    QCOMPARE(flat.dueTime(1).value(), Duration(500us));
    QCOMPARE(flat.dueTime(1000).value(), Duration(999'500us));
    QCOMPARE(flat.dueTime(1001).value(), Duration(1'000'500us));
}

void LoadCurveTest::theLastRequestIsDueBeforeTheEnd() { QVERIFY(curve("0s:1000 3s:1000").dueTime(3000).value() < Duration(3s)); }

void LoadCurveTest::requestsOfARampComeCloserAndCloser() {
    const LoadCurve ramp = curve("0s:0 10s:100");  // area t²·5
    QCOMPARE(ramp.dueTime(1).value(), fromSeconds(std::sqrt(0.5 / 5)));
    QCOMPARE(ramp.dueTime(2).value(), fromSeconds(std::sqrt(1.5 / 5)));
    QCOMPARE(ramp.timeOfArea(125).value(), Duration(5s));
    QCOMPARE(ramp.timeOfArea(500).value(), Duration(10s));
    QVERIFY(!ramp.timeOfArea(500.001));
}

void LoadCurveTest::aFallingRampNeedsTheOtherRoot() {
    const LoadCurve fall = curve("0s:100 10s:0");
    QCOMPARE(fall.timeOfArea(375).value(), Duration(5s));
    QCOMPARE(fall.timeOfArea(500).value(), Duration(10s));
    QCOMPARE(fall.timeOfArea(0).value(), Duration(0s));
    QCOMPARE(fall.timeOfArea(-3).value(), Duration(0s));
    QVERIFY(!fall.timeOfArea(std::nan("")));
}

void LoadCurveTest::aPauseWithoutLoadIsSteppedOver() {
    const LoadCurve pause = curve("0s:1 10s:1 10s:0 20s:0 20s:1 30s:1");
    QCOMPARE(pause.dueTime(10).value(), Duration(9500ms));
    QCOMPARE(pause.dueTime(11).value(), Duration(20'500ms));
    QCOMPARE(pause.timeOfArea(10).value(), Duration(10s));  // the first such time
}

void LoadCurveTest::halfARequestRoundsUp() {
    QCOMPARE(curve("0s:1 2500ms:1").requests(), std::uint64_t(3));
    QCOMPARE(curve("0s:1 2500ms:1").dueTime(3).value(), Duration(2500ms));
    QCOMPARE(curve("0s:1 2499ms:1").requests(), std::uint64_t(2));
    QCOMPARE(curve("0s:0 9s:0").requests(), std::uint64_t(0));
    // The double just below a half: adding a half to it gives 1.
    QCOMPARE(curve("0s:0.49999999999999994 1s:0.49999999999999994").requests(), std::uint64_t(0));
}

void LoadCurveTest::noRequestZeroAndNoneBeyondTheLast() {
    const LoadCurve flat = curve("0s:10 1s:10");
    QVERIFY(!flat.dueTime(0));
    QVERIFY(flat.dueTime(10).has_value());
    QVERIFY(!flat.dueTime(11));
    QVERIFY(!flat.dueTime(std::numeric_limits<std::uint64_t>::max()));
}

void LoadCurveTest::usersComeAndGoWithTheCurve() {
    const LoadCurve waves = curve("0s:0 10s:10 20s:0 30s:10 40s:0", LoadModel::Closed);
    QCOMPARE(waves.presence(1), (Spans{{500ms, 19'500ms}, {20'500ms, 39'500ms}}));
    QCOMPARE(waves.presence(10), (Spans{{9500ms, 10'500ms}, {29'500ms, 30'500ms}}));
    QVERIFY(waves.presence(11).empty());
    QVERIFY(waves.presence(0).empty());
}

void LoadCurveTest::aUserIsPresentFromHalfAUserOn() {
    const LoadCurve flat = curve("0s:2.5 10s:2.5", LoadModel::Closed);
    QCOMPARE(flat.presence(3), (Spans{{0s, 10s}}));
    QVERIFY(flat.presence(4).empty());
    QVERIFY(curve("0s:2.49 10s:2.49", LoadModel::Closed).presence(3).empty());
    // A peak that only touches half a user is present for no time at all.
    QVERIFY(curve("0s:0 5s:0.5 10s:0", LoadModel::Closed).presence(1).empty());
}

void LoadCurveTest::aDipOfNoLengthSendsNobodyAway() {
    const LoadCurve dip = curve("0s:5 5s:5 5s:0 5s:5 10s:5", LoadModel::Closed);
    QCOMPARE(dip.presence(1), (Spans{{0s, 10s}}));
    const LoadCurve steps = curve("0s:0 5s:0 5s:5 7s:5 7s:0 9s:0", LoadModel::Closed);
    QCOMPARE(steps.presence(5), (Spans{{5s, 7s}}));
}

void LoadCurveTest::stagesFollowEachOther() {
    const LoadCurve first = curve("0s:0 10s:100").named("ramp");
    const LoadCurve second = curve("0s:100 5s:100").named("sustained");
    const LoadCurve third = curve("0s:20 5s:20").named("rest");
    const LoadCurve whole = first.then(second).value().then(third).value();
    QCOMPARE(whole.knots(), curve("0s:0 10s:100 15s:100 15s:20 20s:20").knots());
    QCOMPARE(whole.stages(), (std::vector<LoadCurve::Stage>{{0s, "ramp"}, {10s, "sustained"}, {15s, "rest"}}));
    QCOMPARE(whole.requests(), std::uint64_t(1100));
    QCOMPARE(whole, first.then(second.then(third).value()).value());
    QCOMPARE(LoadCurve{}.then(first).value(), first);
    QCOMPARE(first.then(LoadCurve{}).value(), first);
}

void LoadCurveTest::modelsDoNotMix() {
    const auto mixed = curve("0s:1 1s:1", LoadModel::Open).then(curve("0s:1 1s:1", LoadModel::Closed));
    QCOMPARE(mixed.error().code, ErrorCode::Conflict);
    QCOMPARE(mixed.error().message,
             std::string("a stage in requests per second cannot be followed by one in users: a load has one model throughout"));
}

void LoadCurveTest::scalingKeepsTheShapeAndHitsThePeak() {
    const LoadCurve ramp = curve("0s:10 5s:30 10s:50", LoadModel::Open).named("x");
    const LoadCurve scaled = ramp.scaledToPeak({500, LoadModel::Closed});
    QCOMPARE(scaled, curve("0s:100 5s:300 10s:500", LoadModel::Closed).named("x"));
    QCOMPARE(scaled.area(), 3000.0);
    QCOMPARE(curve("0s:0.3 1s:0.1").scaledToPeak({0.3, LoadModel::Open}), curve("0s:0.3 1s:0.1"));
    QCOMPARE(curve("0s:49 1s:98").scaledToPeak({2, LoadModel::Open}), curve("0s:1 1s:2"));  // 49 · (2 / 98) is not 1
    QCOMPARE(curve("0s:0 5s:0").scaledToPeak({500, LoadModel::Closed}), curve("0s:0 5s:0", LoadModel::Closed));
    QCOMPARE(ramp.scaledToPeak({0.1, LoadModel::Open}).peak(), 0.1);
}

void LoadCurveTest::stretchingKeepsTheShapeAndHitsTheLength() {
    const LoadCurve ramp = curve("0s:10 5s:30 10s:50").named("a").then(curve("0s:5 10s:5").named("b")).value();
    const LoadCurve stretched = ramp.stretchedTo(200s);
    QCOMPARE(stretched.knots(), curve("0s:10 50s:30 100s:50 100s:5 200s:5").knots());
    QCOMPARE(stretched.stages(), (std::vector<LoadCurve::Stage>{{0s, "a"}, {100s, "b"}}));
    QCOMPARE(stretched.area(), ramp.area() * 10);
    QCOMPARE(stretched.stretchedTo(20s), ramp);
    QCOMPARE(ramp.stretchedTo(7ns).length(), Duration(7ns));
}

void LoadCurveTest::stretchingIsExactOverManyHours() {
    // Three times as long, nanosecond by nanosecond: a double has too few digits for that.
    for (int i = 1; i < 200; ++i) {
        const Duration at = 1111h + Duration(i * 7);
        const LoadCurve curve = LoadCurve::through(LoadModel::Open, {{0s, 1}, {at, 1}, {3333h + 1ns, 1}}).value();
        const LoadCurve longer = curve.stretchedTo(9999h + 3ns);
        QCOMPARE(longer.knots()[1].at, 3 * at);
        QCOMPARE(longer.length(), Duration(9999h + 3ns));
    }
}

QTEST_APPLESS_MAIN(LoadCurveTest)
#include "load_curve_test.moc"
