// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"
#include "cli/wrap.h"
#include "testkit/phrases.h"

#include <QTest>

using namespace loadgate;
using namespace loadgate::cli;
using namespace std::chrono_literals;

namespace {

Moment halfWay() {
    Moment moment;
    moment.at = 10s;
    moment.total = 20s;
    moment.phase = RunPhase::Measure;
    moment.rate = 1234.4;
    moment.p50 = 20ms;
    moment.p95 = 61300us;
    moment.p99 = 250ms;
    moment.completed = 12000;
    moment.failed = 12;
    moment.users = 50;
    return moment;
}

/// One second of 100 answers, 5 of them failed.
LiveInterval second(int n, const char* latencies = "10ms*95 50ms*5") {
    LiveInterval interval;
    interval.at = std::chrono::seconds(n);
    interval.length = 1s;
    interval.total = 60s;
    interval.tally.by[static_cast<std::size_t>(Outcome::Ok)] = 95;
    interval.tally.by[static_cast<std::size_t>(Outcome::Http5xx)] = 5;
    interval.response = testkit::histogram(latencies);
    interval.inFlight = 3;
    return interval;
}

}  // namespace

class ProgressTest : public QObject {
    Q_OBJECT
  private slots:
    void aWideTerminalShowsEverything();
    void aNarrowTerminalKeepsWhatMattersMost();
    void noLineIsWiderThanTheTerminal();
    void theBarFillsWithTime();
    void noAnswerIsADashAndNotZero();
    void aSingleFailureIsNeverNothing();
    void theEndOfTheLoadIsNamed();
    void aLogLineStandsForItself();
    void whatNeverEndedIsALowerBound();
    void numbersChangeOnceAWindow();
    void errorsCountFromTheStart();
};

void ProgressTest::aWideTerminalShowsEverything() {
    QCOMPARE(progressBar(halfWay(), 130),
             std::string(
                 "[###############---------------]  50%  1,234/s  p50 20 ms  p95 61.3 ms  p99 250 ms  errors 0.10%  50 users  10 s left"));
}

void ProgressTest::aNarrowTerminalKeepsWhatMattersMost() {
    QCOMPARE(progressBar(halfWay(), 20), std::string(" 50% 1,234/s"));
    QCOMPARE(progressBar(halfWay(), 24), std::string(" 50% 1,234/s 10 s left"));
    QVERIFY(progressBar(halfWay(), 60).find("p95 61.3 ms") != std::string::npos);
    QVERIFY(progressBar(halfWay(), 60).find("p99") == std::string::npos);
}

void ProgressTest::noLineIsWiderThanTheTerminal() {
    std::vector<Moment> moments{halfWay(), Moment{}, halfWay(), halfWay()};
    moments[2].rate = 12'345'678;
    moments[2].total = 50h;
    moments[2].p95 = 12345us;
    moments[3].phase = RunPhase::Warmup;
    moments[3].p50 = 840us;
    for (const Moment& moment : moments) {
        for (unsigned columns = 1; columns <= 200; ++columns) {
            const std::string line = progressBar(moment, columns);
            QVERIFY2(columnsOf(line) <= columns, (std::to_string(columns) + ": " + line).c_str());
            QVERIFY(line.find_first_of("\r\n\x1b") == std::string::npos);
        }
    }
}

void ProgressTest::theBarFillsWithTime() {
    const auto filled = [](Duration at) {
        Moment moment = halfWay();
        moment.at = at;
        const std::string line = progressBar(moment, 140);
        return std::count(line.begin(), line.end(), '#');
    };
    QCOMPARE(filled(0s), 0);
    QCOMPARE(filled(10s), 15);
    QCOMPARE(filled(20s), 30);
    QCOMPARE(filled(25s), 30);
}

void ProgressTest::noAnswerIsADashAndNotZero() {
    Moment moment = halfWay();
    moment.p50 = moment.p95 = moment.p99 = std::nullopt;
    QVERIFY(progressLine(moment).find("p50 -, p95 -, p99 -") != std::string::npos);
}

void ProgressTest::aSingleFailureIsNeverNothing() {
    Moment moment = halfWay();
    moment.completed = 1'000'000;
    moment.failed = 1;
    QVERIFY(progressLine(moment).find("errors <0.01%") != std::string::npos);
    moment.failed = 0;
    QVERIFY(progressLine(moment).find("errors 0%") != std::string::npos);
}

void ProgressTest::theEndOfTheLoadIsNamed() {
    Moment moment = halfWay();
    moment.phase = RunPhase::Drain;
    QVERIFY(progressLine(moment).ends_with(", drain"));
    moment.phase = RunPhase::Measure;
    moment.total = 10s + 3h + 5min;
    QVERIFY(progressLine(moment).ends_with("3 h 05 m left"));
}

void ProgressTest::aLogLineStandsForItself() {
    QCOMPARE(progressLine(halfWay()),
             std::string("10 s of 20 s: 1,234/s, p50 20 ms, p95 61.3 ms, p99 250 ms, errors 0.10%, 50 users, 10 s left"));
}

void ProgressTest::whatNeverEndedIsALowerBound() {
    ProgressMeter meter(1s);
    meter.add(second(1, "10ms*60 >=2s*40"));
    const std::string line = progressLine(meter.moment());
    QVERIFY2(line.find("p50 10 ms, p95 >= 2 s, p99 >= 2 s") != std::string::npos, line.c_str());
}

void ProgressTest::numbersChangeOnceAWindow() {
    ProgressMeter meter(5s);
    for (int n = 1; n <= 5; ++n) {
        meter.add(second(n));
        QCOMPARE(meter.windowEnded(), n == 5);
    }
    QCOMPARE(meter.moment().rate, 100.0);
    const auto before = meter.moment().p50;
    QVERIFY(*before >= 10ms && *before < 11ms);
    meter.add(second(6, "1s*100"));
    QCOMPARE(meter.moment().p50, before);
    QCOMPARE(meter.moment().at, Duration(6s));
    for (int n = 7; n <= 10; ++n) {
        meter.add(second(n, "1s*100"));
    }
    QVERIFY(*meter.moment().p50 >= 1s);
}

void ProgressTest::errorsCountFromTheStart() {
    ProgressMeter meter(1s);
    meter.add(second(1));
    meter.add(second(2));
    QCOMPARE(meter.moment().completed, std::uint64_t{200});
    QCOMPARE(meter.moment().failed, std::uint64_t{10});
    QCOMPARE(meter.moment().inFlight, std::uint64_t{3});
}

QTEST_APPLESS_MAIN(ProgressTest)
#include "progress_test.moc"
