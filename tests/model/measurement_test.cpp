// SPDX-License-Identifier: Apache-2.0
#include "model/measurement.h"
#include "model/live_interval.h"
#include "model/run_record.h"
#include "testkit/phrases.h"

#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;
using testkit::histogram;

namespace {

Series series(std::uint16_t endpoint, std::uint64_t okCount, std::uint64_t timeouts, const char* response) {
    Series made;
    made.endpoint = endpoint;
    made.tally.sent = okCount + timeouts;
    made.tally.by[0] = okCount;
    made.tally.by[std::size_t(Outcome::Timeout)] = timeouts;
    made.response = histogram(response);
    made.service = histogram("1ms");
    made.lag = histogram("10us");
    made.wait = histogram("0ns");
    made.slow = {timeouts};
    made.statuses = {{std::uint16_t(200), okCount}};
    return made;
}

/// Two endpoints, one interval of warm-up, two that are measured.
Measurement twoEndpoints() {
    Measurement m;
    m.endpoints = {"GET /items", "POST /orders"};
    m.limits = {250ms};
    m.warmup = 1s;
    m.end = 3s;
    m.intervals = {{0s, 1s, true, 0, 0, 0, {series(0, 100, 0, "9ms*100")}},
                   {1s, 1s, false, 0, 0, 0, {series(0, 10, 1, "2ms*10 >=10s"), series(1, 5, 0, "40ms*5")}},
                   {2s, 1s, false, 0, 0, 0, {series(1, 7, 2, "41ms*7 >=10s*2")}}};
    return m;
}

}  // namespace

class MeasurementTest : public QObject {
    Q_OBJECT
  private slots:
    void outcomesHaveTheContractsNames();
    void aTallyAddsUp();
    void aSeriesAddsEverythingAndKeepsItsEndpoint();
    void theMeasuredPhaseLeavesTheWarmupOut();
    void whatAPhaseHasBesideItsIntervalsIsInItsSums();
    void anEndpointIsSummedAlone();
    void anEmptyMeasurementSumsToNothing();
    void theMeasuredLengthIsNeverNegative();
    void namesOfStatesAreTheContracts();
    void theExitCodeFollowsVerdictAndSignal();
};

void MeasurementTest::outcomesHaveTheContractsNames() {
    const std::vector<std::string_view> names{"ok",      "http_4xx", "http_5xx", "check", "timeout",   "dns",
                                              "refused", "reset",    "closed",   "tls",   "malformed", "other"};
    QCOMPARE(names.size(), kOutcomes);
    for (std::size_t i = 0; i < kOutcomes; ++i) {
        QCOMPARE(toText(static_cast<Outcome>(i)), names[i]);
    }
    QCOMPARE(toText(Outcome::Timeout), std::string_view("timeout"));
    QCOMPARE(toText(Outcome::Closed), std::string_view("closed"));
}

void MeasurementTest::aTallyAddsUp() {
    Tally a;
    for (std::size_t i = 0; i < kOutcomes; ++i) {
        a.by[i] = i + 1;
    }
    a.sent = 80;
    a.retried = 1;
    a.droppedLimit = 2;
    a.droppedGenerator = 3;
    a.inFlightAtEnd = 2;
    a.bytesIn = 5;
    a.bytesOut = 6;
    QCOMPARE(a.ok(), std::uint64_t(1));
    QCOMPARE(a.failed(), std::uint64_t(77));
    QCOMPARE(a.completed(), std::uint64_t(78));
    Tally twice = a;
    twice += a;
    QCOMPARE(twice.sent, std::uint64_t(160));
    QCOMPARE(twice.retried + twice.droppedLimit + twice.droppedGenerator + twice.inFlightAtEnd, std::uint64_t(16));
    QCOMPARE(twice.bytesIn + twice.bytesOut, std::uint64_t(22));
    QCOMPARE(twice.failed(), std::uint64_t(154));
}

void MeasurementTest::aSeriesAddsEverythingAndKeepsItsEndpoint() {
    Series sum = series(3, 10, 1, "2ms*10 >=10s");
    sum.slow.clear();  // one that was counted against fewer limits
    sum += series(4, 5, 2, "3ms*5 >=9s*2");
    QCOMPARE(sum.endpoint, std::uint16_t(3));
    QCOMPARE(sum.tally.sent, std::uint64_t(18));
    QCOMPARE(sum.response, histogram("2ms*10 3ms*5 >=9s*2 >=10s"));
    QCOMPARE(sum.service, histogram("1ms*2"));
    QCOMPARE(sum.lag, histogram("10us*2"));
    QCOMPARE(sum.wait, histogram("0ns*2"));
    QCOMPARE(sum.slow, (std::vector<std::uint64_t>{2}));
    QCOMPARE(sum.statuses.at(200), std::uint64_t(15));
}

void MeasurementTest::theMeasuredPhaseLeavesTheWarmupOut() {
    const Measurement m = twoEndpoints();
    QCOMPARE(tallyOf(m, Phase::WholeRun).sent, std::uint64_t(125));
    QCOMPARE(tallyOf(m, Phase::Measured).sent, std::uint64_t(25));
    QCOMPARE(total(m, Phase::Measured).response, histogram("2ms*10 40ms*5 41ms*7 >=10s*3"));
    QCOMPARE(total(m, Phase::WholeRun).response, histogram("2ms*10 9ms*100 40ms*5 41ms*7 >=10s*3"));
    QCOMPARE(total(m, Phase::Measured).slow, (std::vector<std::uint64_t>{3}));
    QCOMPARE(total(m, Phase::Measured).service, histogram("1ms*3"));
    QCOMPARE(total(m, Phase::Measured).statuses.at(200), std::uint64_t(22));
    QCOMPARE(total(m, Phase::Measured).tally, tallyOf(m, Phase::Measured));
}

void MeasurementTest::whatAPhaseHasBesideItsIntervalsIsInItsSums() {
    Measurement m = twoEndpoints();
    m.parts.push_back({0, true, histogram("1s"), histogram("2s"), histogram("3s")});
    m.parts.push_back({1, false, histogram("4s"), histogram("5s"), histogram("6s*2")});
    QCOMPARE(total(m, Phase::Measured).service, histogram("1ms*3 6s*2"));
    QCOMPARE(total(m, Phase::WholeRun).wait.count(), total(twoEndpoints(), Phase::WholeRun).wait.count() + 2);
    QCOMPARE(totalOf(m, Phase::Measured, 1).lag.max(), histogram("5s").max());
    QCOMPARE(totalOf(m, Phase::Measured, 0).lag, totalOf(twoEndpoints(), Phase::Measured, 0).lag);
    QCOMPARE(total(m, Phase::WholeRun).tally, total(twoEndpoints(), Phase::WholeRun).tally);
}

void MeasurementTest::anEndpointIsSummedAlone() {
    const Series orders = totalOf(twoEndpoints(), Phase::Measured, 1);
    QCOMPARE(orders.endpoint, std::uint16_t(1));
    QCOMPARE(orders.tally.ok(), std::uint64_t(12));
    QCOMPARE(orders.response, histogram("40ms*5 41ms*7 >=10s*2"));
    QCOMPARE(totalOf(twoEndpoints(), Phase::WholeRun, 0).tally.ok(), std::uint64_t(110));
    QCOMPARE(totalOf(twoEndpoints(), Phase::WholeRun, 9).tally, Tally{});
}

void MeasurementTest::anEmptyMeasurementSumsToNothing() {
    Measurement none;
    none.limits = {1ms, 2ms};
    QCOMPARE(total(none, Phase::WholeRun).tally, Tally{});
    QCOMPARE(total(none, Phase::WholeRun).slow.size(), std::size_t(2));
    QVERIFY(total(none, Phase::Measured).response.empty());
}

void MeasurementTest::theMeasuredLengthIsNeverNegative() {
    Measurement m = twoEndpoints();
    QCOMPARE(m.measured(), Duration(2s));
    m.end = 500ms;  // stopped within the warm-up
    QCOMPARE(m.measured(), Duration(0s));
}

void MeasurementTest::namesOfStatesAreTheContracts() {
    QCOMPARE(toText(GeneratorStatus::Ok), std::string_view("ok"));
    QCOMPARE(toText(GeneratorStatus::Suspect), std::string_view("suspect"));
    QCOMPARE(toText(GeneratorStatus::Saturated), std::string_view("saturated"));
    QCOMPARE(toText(RunPhase::Connect), std::string_view("connect"));
    QCOMPARE(toText(RunPhase::Warmup), std::string_view("warmup"));
    QCOMPARE(toText(RunPhase::Measure), std::string_view("measure"));
    QCOMPARE(toText(RunPhase::Drain), std::string_view("drain"));
    QCOMPARE(toText(RunPhase::Judge), std::string_view("judge"));
}

void MeasurementTest::theExitCodeFollowsVerdictAndSignal() {
    RunRecord record;
    const std::vector<std::pair<VerdictStatus, int>> codes{
        {VerdictStatus::Pass, 0}, {VerdictStatus::Fail, 10}, {VerdictStatus::Inconclusive, 20}, {VerdictStatus::Invalid, 30}};
    for (const auto& [status, code] : codes) {
        record.verdict.status = status;
        record.interruptedBy = 0;
        QCOMPARE(exitCodeOf(record), code);
        record.interruptedBy = 2;  // an interrupted run is never a PASS
        QCOMPARE(exitCodeOf(record), 130);
    }
    record.interruptedBy = 15;
    QCOMPARE(exitCodeOf(record), 143);
}

QTEST_APPLESS_MAIN(MeasurementTest)
#include "measurement_test.moc"
