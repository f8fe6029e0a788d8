// SPDX-License-Identifier: Apache-2.0
#include "stats/windows.h"

#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/intervals.h"
#include "stats/judge.h"
#include "stats/live.h"

#include <cmath>
#include <utility>

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

Objective inEach(Duration window, Objective objective) {
    objective.window = window;
    return objective;
}
Objective resource(Metric metric, double limit) {
    Objective objective;
    objective.metric = metric;
    objective.limit = limit;
    return objective;
}

Verdict judged(const std::vector<Objective>& objectives, const Measurement& run) { return judge(objectives, run, {}); }

/// 100 requests a second for 300 s; in the seconds [from, to) so many of them are slow.
BuiltRun slowBetween(std::size_t from, std::size_t to, std::uint64_t slow) {
    BuiltRun run;
    for (std::size_t t = 0; t < 300; ++t) {
        const std::uint64_t bad = t >= from && t < to ? slow : 0;
        run.add(t, 100 - bad, 20ms);
        if (bad > 0) {
            run.add(t, bad, 400ms);
        }
    }
    return run;
}

/// Errors in the first of five minutes, and a limit of which a breach has this p-value in that minute.
std::pair<Measurement, Objective> borderlineInTheFirstMinute(double p) {
    BuiltRun run;
    Counts counts;
    for (std::size_t t = 0; t < 300; ++t) {
        const std::uint64_t bad = t >= 60 ? 0 : (t * t + 3 * t) % 5 == 0 ? 3 : (7 * t) % 4;
        run.add(t, 100 - bad, 20ms).add(t, bad, 1ms, Outcome::Http5xx);
        if (t < 60) {
            counts.due.push_back(100);
            counts.bad.push_back(bad);
        }
    }
    double low = 0.002;
    double high = 0.021;
    while (std::abs(failPValue(counts, (low + high) / 2) - p) > p / 1000) {
        (failPValue(counts, (low + high) / 2) < p ? low : high) = (low + high) / 2;
    }
    return {run.build(), errors((low + high) / 2)};
}

/// Windows as "0-60".
QStringList shown(const std::vector<Window>& windows) {
    QStringList all;
    for (const Window& window : windows) {
        all << QString("%1-%2").arg(toSeconds(window.from)).arg(toSeconds(window.to));
    }
    return all;
}

/// A second of answers, `slow` of them beyond 250 ms, that came until `at` of a load of 50 s.
LiveInterval live(Duration at, std::uint64_t good, std::uint64_t slow) {
    LiveInterval interval;
    interval.at = at;
    interval.length = 1s;
    interval.total = 50s;
    Series series;
    series.tally.sent = good + slow;
    series.tally.by[0] = good + slow;
    series.slow = {slow};
    HistogramBuilder response;
    response.record(20ms, good);
    response.record(400ms, slow);
    series.response = response.build();
    interval.endpoints = {series};
    return interval;
}

}  // namespace

#define JUDGED(objectives, run, wanted, sentence)                                      \
    do {                                                                               \
        const Verdict verdict = judged(objectives, run);                               \
        QCOMPARE(QString::fromStdString(verdict.reason), QString::fromUtf8(sentence)); \
        QCOMPARE(toText(verdict.status), toText(VerdictStatus::wanted));               \
    } while (false)

class WindowsTest : public QObject {
    Q_OBJECT

  private slots:
    // --- where windows lie ---

    void windowsFollowEachOtherFromTheEndOfTheWarmUp() {
        QCOMPARE(shown(windowsOf({10s, 310s}, 60s, 20s)), (QStringList{"10-70", "70-130", "130-190", "190-250", "250-310"}));
        QCOMPARE(shown(windowsOf({0s, 60s}, 60s, 20s)), QStringList{"0-60"});
        QCOMPARE(shown(windowsOf({5s, 5s}, 60s, 20s)), QStringList{});
    }
    void aRestOfHalfAWindowIsOneAndLessIsNot() {
        QCOMPARE(shown(windowsOf({0s, 150s}, 60s, 20s)), (QStringList{"0-60", "60-120", "120-150"}));
        QCOMPARE(shown(windowsOf({0s, 149s}, 60s, 20s)), (QStringList{"0-60", "60-149"}));
    }
    void aRestThatCouldNotBeJudgedBelongsToTheOneBefore() {
        QCOMPARE(shown(windowsOf({0s, 78s}, 30s, 20s)), (QStringList{"0-30", "30-78"}));
    }
    void lessThanOneWindowIsOne() { QCOMPARE(shown(windowsOf({0s, 25s}, 60s, 20s)), QStringList{"0-25"}); }
    void theShortestWindowIsTwentyIntervalsAndFiveSecondsInWholeIntervals() {
        QCOMPARE(shortestWindow(1s), Duration(20s));
        QCOMPARE(shortestWindow(500ms), Duration(10s));
        QCOMPARE(shortestWindow(250ms), Duration(5s));
        QCOMPARE(shortestWindow(100ms), Duration(5s));
        QCOMPARE(shortestWindow(170ms), Duration(5100ms));
    }

    // --- what is judged ---

    void aBadMinuteFailsThoughTheRunAsAWholeDoesNot() {
        const Measurement run = slowBetween(60, 120, 20).build();
        QVERIFY(judged({latency(0.95, 0.25)}, run).status != VerdictStatus::Fail);  // 4 % of all
        JUDGED({inEach(60s, latency(0.95, 0.25))}, run, Fail,
               "from 60 to 120 s, the worst of 5 windows of 60 s, p95 was 400 ms (20–400 ms), limit 250 ms; 20 % of 6,000 requests were "
               "slower or failed, 5 % may; 1 of 5 windows failed");
        const Check check = judged({inEach(60s, latency(0.95, 0.25))}, run).checks.at(0);
        QCOMPARE(check.samples, std::uint64_t{6000});
        QCOMPARE(std::round(*check.observed * 100), 40.0);
    }
    void everyWindowPasses() {
        JUDGED({inEach(60s, latency(0.95, 0.25))}, slowBetween(60, 120, 1).build(), Pass,
               "from 0 to 60 s, the worst of 5 windows of 60 s, p95 was 20 ms, limit 250 ms; could not see what happens less than once in "
               "6 s");
    }
    void windowsBeginAfterTheWarmUpAndOneMayBeTheOnlyOne() {
        BuiltRun run(70);
        run.each(100, 20ms).warmup(10);
        JUDGED({inEach(60s, latency(0.95, 0.25))}, run.build(), Pass,
               "from 10 to 70 s, the only window of 60 s, p95 was 20 ms, limit 250 ms; could not see what happens less than once in 6 s");
    }
    void aPhaseShorterThanAWindowIsJudgedAsAWholeAndSaysSo() {
        JUDGED(
            {inEach(60s, latency(0.95, 0.25))}, BuiltRun(30).each(100, 20ms).build(), Pass,
            "from 0 to 30 s, less than one window of 60 s, p95 was 20 ms, limit 250 ms; could not see what happens less than once in 3 s");
    }
    void minimumSamplesAreThoseOfOneWindow() {
        const Measurement run = BuiltRun().each(50, 20ms).build();
        JUDGED({latency(0.99, 0.25)}, run, Pass, "p99 was 20 ms, limit 250 ms; could not see what happens less than once in 30 s");
        JUDGED({inEach(60s, latency(0.99, 0.25))}, run, Inconclusive,
               "from 0 to 60 s, the worst of 5 windows of 60 s, p99 was 20 ms, limit 250 ms; 3,000 requests are too few for a PASS, which "
               "needs 5,000 in each window (about 100 s at this rate); 5 of 5 windows are inconclusive");
        Objective own = inEach(60s, latency(0.99, 0.25));
        own.minSamples = 3000;
        QCOMPARE(judged({own}, run).status, VerdictStatus::Pass);
    }
    void whatALongerWindowWouldDecideIsSaidOfTheWindow() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            const std::uint64_t bad = t >= 60 && t < 120 && t % 2 == 0 ? 9 : 0;
            run.add(t, 100 - bad, 20ms).add(t, bad, 400ms);
        }
        const Verdict verdict = judged({inEach(60s, latency(0.95, 0.25))}, run.build());
        QCOMPARE(verdict.status, VerdictStatus::Inconclusive);
        QVERIFY2(verdict.reason.starts_with("from 60 to 120 s, the worst of 5 windows of 60 s, p95 was 20 ms") &&
                     verdict.reason.find("a window of about ") != std::string::npos &&
                     verdict.reason.ends_with("1 of 5 windows is inconclusive"),
                 verdict.reason.c_str());
    }
    void throughputIsCountedInEachWindow() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, t >= 240 ? 60 : 120, 20ms);
        }
        QCOMPARE(judged({throughput(100)}, run.build()).status, VerdictStatus::Pass);
        JUDGED({inEach(60s, throughput(100))}, run.build(), Fail,
               "from 240 to 300 s, the worst of 5 windows of 60 s, throughput was 60 req/s: 3,600 good answers in 60 s, floor 100 req/s "
               "(99.5 % of it is enough); 1 of 5 windows failed");
    }
    void theWorstWindowOfAThroughputIsTheSlowest() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, t / 60 == 3 ? 110 : 150, 20ms);
        }
        JUDGED({inEach(60s, throughput(100))}, run.build(), Pass,
               "from 180 to 240 s, the worst of 5 windows of 60 s, throughput was 110 req/s: 6,600 good answers in 60 s, floor 100 req/s "
               "(99.5 % of it is enough)");
    }
    void aClosedThroughputIsEstimatedInEachWindow() {
        BuiltRun run(300, LoadModel::Closed);
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, (t < 60 ? 95 : 200) + t % 11, 20ms);
        }
        QCOMPARE(judged({inEach(60s, throughput(95))}, run.build()).status, VerdictStatus::Pass);
        QCOMPARE(judged({inEach(60s, throughput(105))}, run.build()).status, VerdictStatus::Fail);
        const Verdict verdict = judged({inEach(60s, throughput(100.05))}, run.build());
        QCOMPARE(verdict.status, VerdictStatus::Inconclusive);
        QVERIFY2(verdict.reason.find("a window of about ") != std::string::npos, verdict.reason.c_str());
    }
    void errorsAndEndpointsAreJudgedInEachWindow() {
        BuiltRun run;
        run.each(100, 20ms);
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, 50, 20ms, t < 60 ? Outcome::Http5xx : Outcome::Ok, 1);
        }
        QCOMPARE(judged({inEach(60s, latency(0.95, 0.25, "GET /"))}, run.build()).status, VerdictStatus::Pass);
        const Verdict verdict = judged({inEach(60s, errors(0.01))}, run.build());
        QCOMPARE(verdict.status, VerdictStatus::Fail);
        QVERIFY2(verdict.reason.starts_with("from 0 to 60 s, the worst of 5 windows of 60 s, errors were 33.3 %"), verdict.reason.c_str());
        QCOMPARE(judged({inEach(60s, latency(0.95, 0.25, "GET /rare"))}, run.build()).status, VerdictStatus::Fail);
    }
    void whatTheTargetConsumedIsJudgedInEachWindow() {
        Measurement run = BuiltRun().each(100, 20ms).build();
        double cpu = 0;
        std::uint64_t throttled = 0;
        for (int i = 0; i <= 300; ++i) {
            ResourceSample sample;
            sample.source = "process";
            sample.name = sample.instance = "shop";
            sample.at = i * 1s;
            sample.cpuTime = fromSeconds(cpu);
            sample.cpuLimitCores = 2;
            sample.memory = ByteCount{static_cast<std::uint64_t>(i == 200 ? 600 : 100) << 20U};
            sample.periods = 10 * static_cast<std::uint64_t>(i);
            sample.throttledPeriods = throttled;
            run.resources.push_back(sample);
            const bool busy = i >= 60 && i < 120;
            cpu += busy ? 1.5 : 0.5;
            throttled += busy ? 1 : 0;
        }
        JUDGED({resource(Metric::CpuCores, 1)}, run, Pass, "cpu of shop was 0.7 cores on average, limit 1 core");
        JUDGED(
            {inEach(60s, resource(Metric::CpuCores, 1))}, run, Fail,
            "from 60 to 120 s, the worst of 5 windows of 60 s, cpu of shop was 1.5 cores on average, limit 1 core; 1 of 5 windows failed");
        JUDGED(
            {inEach(60s, resource(Metric::Throttled, 0.05))}, run, Fail,
            "from 60 to 120 s, the worst of 5 windows of 60 s, shop was throttled in 10 % of the periods of its limit of 2 cores, limit 5 "
            "%; 1 of 5 windows failed");
        JUDGED(
            {inEach(60s, resource(Metric::Memory, 512 << 20))}, run, Fail,
            "from 180 to 240 s, the worst of 5 windows of 60 s, memory of shop was at most 600 MiB, limit 512 MiB; 1 of 5 windows failed");
        run.resources.clear();
        QCOMPARE(judged({inEach(60s, resource(Metric::CpuCores, 1))}, run).status, VerdictStatus::Inconclusive);
    }

    // --- chance, and no data ---

    void aBreachBarelyBeyondChanceDoesNotFailAmongSeveralWindows() {
        const auto [run, borderline] = borderlineInTheFirstMinute(0.015);
        const Verdict verdict = judged({inEach(60s, borderline)}, run);
        QCOMPARE(verdict.status, VerdictStatus::Inconclusive);
        QVERIFY2(verdict.reason.ends_with("over the limit, not significant among 5 windows; 1 of 5 windows is inconclusive"),
                 verdict.reason.c_str());
    }
    void theWindowsCountAmongTheOtherChecksToo() {
        const auto [run, borderline] = borderlineInTheFirstMinute(0.003);  // five times that is within 2.5 %, fifteen times is not
        QCOMPARE(judged({inEach(60s, borderline)}, run).status, VerdictStatus::Fail);
        const Verdict verdict = judged({inEach(60s, borderline), latency(0.5, 0.25), latency(0.5, 0.25)}, run);
        QCOMPARE(verdict.status, VerdictStatus::Inconclusive);
        QVERIFY2(verdict.reason.ends_with("1 of 5 windows failed; over the limit, not significant among 3 checks"), verdict.reason.c_str());
    }
    void whatIsCountedFailsInOneWindowWithoutCorrection() {
        BuiltRun run;
        run.each(100, 20ms).add(130, 1, 1ms, Outcome::Reset);
        const std::vector<Objective> none{inEach(60s, errors(0)), inEach(60s, latency(0.5, 0.25)), errors(0.5)};
        const Verdict verdict = judged(none, run.build());
        QCOMPARE(verdict.status, VerdictStatus::Fail);
        QVERIFY2(verdict.reason.starts_with("from 120 to 180 s, the worst of 5 windows of 60 s, errors were"), verdict.reason.c_str());
    }
    void aWindowInWhichNothingWorkedFailsBesideThoseThatChanceCanTouch() {
        BuiltRun run;
        for (std::size_t t = 0; t < 240; ++t) {
            run.add(t, 100, 20ms);
        }
        run.add(250, 20, 1ms, Outcome::Refused);  // too few for statistics
        JUDGED({inEach(60s, latency(0.99, 0.25))}, run.build(), Fail,
               "from 240 to 300 s, the worst of 5 windows of 60 s, p99 was 1 ms, limit 250 ms; not one of 20 requests was answered well in "
               "time, which needs no statistics; 1 of 5 windows failed");
    }
    void aWindowWithoutRequestsIsNoPassButAThroughputOfNothing() {
        BuiltRun run(300, LoadModel::Closed);
        for (std::size_t t = 0; t < 240; ++t) {
            run.add(t, 100, 20ms);
        }
        JUDGED(
            {inEach(60s, latency(0.95, 0.25))}, run.build(), Inconclusive,
            "from 240 to 300 s, the worst of 5 windows of 60 s, p95 has no data: not one request was due; 1 of 5 windows is inconclusive");
        const Verdict verdict = judged({inEach(60s, throughput(50))}, run.build());
        QCOMPARE(verdict.status, VerdictStatus::Fail);
        QVERIFY2(verdict.reason.starts_with("from 240 to 300 s, the worst of 5 windows of 60 s, throughput was 0 req/s"),
                 verdict.reason.c_str());
    }
    void withoutAnyRequestItIsInvalid() {
        JUDGED({inEach(60s, latency(0.95, 0.25))}, BuiltRun().build(), Invalid,
               "no request was answered or failed: there is nothing to judge");
        JUDGED({inEach(60s, throughput(10))}, BuiltRun().build(), Invalid, "no request was answered or failed: there is nothing to judge");
    }
    void aSaturatedGeneratorMakesWindowsInvalid() {
        const Verdict verdict = judge(std::vector{inEach(60s, latency(0.95, 0.25))}, slowBetween(60, 120, 20).build(),
                                      {.status = GeneratorStatus::Saturated, .reasons = {"it ran out of ports"}});
        QCOMPARE(verdict.status, VerdictStatus::Invalid);
        QCOMPARE(verdict.checks.at(0).reason,
                 std::string("p95 in each 1m cannot be judged, because the load generator was saturated: it ran "
                             "out of ports"));
    }

    // --- while it goes ---

    void aLiveCheckLooksAtTheWindowThatGoes() {
        LiveChecks checks({inEach(20s, latency(0.95, 0.25))}, {"GET /"}, {250ms});
        QStringList told;
        for (int t = 1; t <= 50; ++t) {
            // Bad for a moment in the first window, which recovers; over the limit at the end of the second.
            for (const LiveCheck& check : checks.add(live(t * 1s, 100, t == 2 ? 20 : t > 38 && t <= 40 ? 90 : 0))) {
                told << QString("%1 %2").arg(t).arg(QString::fromUtf8(toText(check.state).data()));
            }
        }
        QCOMPARE(told, (QStringList{"1 on_track", "2 breached", "4 at_risk", "5 on_track", "39 at_risk", "40 breached"}));
    }
};

QTEST_APPLESS_MAIN(WindowsTest)
#include "windows_test.moc"
