// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/judge.h"
#include "stats/live.h"

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

Objective limit(Metric metric, double most) {
    Objective objective;
    objective.metric = metric;
    objective.limit = most;
    return objective;
}

/// 60 s of healthy answers from a target that uses `cores` of two, and `mib` of memory from the middle on, sampled for `seconds`.
Measurement consumed(double cores, std::uint64_t mib, int seconds = 61, std::optional<double> limitCores = 2.0) {
    Measurement m = BuiltRun(60).each(100, 20ms).build();
    for (int i = 0; i < seconds; ++i) {
        ResourceSample sample;
        sample.source = "process";
        sample.name = sample.instance = "shop";
        sample.at = i * 1s;
        sample.cpuTime = fromSeconds(cores * i);
        sample.cpuLimitCores = limitCores;
        sample.memory = ByteCount{(i < 30 ? 10 : mib) << 20U};
        m.resources.push_back(sample);
    }
    return m;
}

/// A hundred periods between any two samples, so many of them throttled.
void throttle(Measurement& m, std::uint64_t ofHundred) {
    for (std::size_t i = 0; i < m.resources.size(); ++i) {
        m.resources[i].periods = 100 * i;
        m.resources[i].throttledPeriods = ofHundred * i;
    }
}

Check checked(const Objective& objective, const Measurement& m) { return judge(std::vector{objective}, m, {}).checks.at(0); }

LiveInterval live(Duration at, RunPhase phase, std::uint64_t good, std::uint64_t slow, std::uint64_t failed = 0) {
    LiveInterval interval;
    interval.at = at;
    interval.length = 1s;
    interval.phase = phase;
    Series series;
    series.tally.sent = good + slow + failed;
    series.tally.by[0] = good + slow;
    series.tally.by[static_cast<std::size_t>(Outcome::Http5xx)] = failed;
    series.slow = {slow + failed};
    HistogramBuilder response;
    response.record(20ms, good + failed);
    response.record(400ms, slow);
    series.response = response.build();
    interval.endpoints = {series};
    interval.tally = series.tally;
    return interval;
}

QStringList told(const std::vector<LiveCheck>& checks) {
    QStringList all;
    for (const LiveCheck& check : checks) {
        all << QString::fromStdString(toText(check.check.objective)) + " " + QString::fromUtf8(toText(check.state).data());
    }
    return all;
}

}  // namespace

#define CHECKED(objective, run, wanted, sentence)                          \
    do {                                                                   \
        const Check check = checked(objective, run);                       \
        QCOMPARE(QString::fromStdString(check.reason), QString(sentence)); \
        QCOMPARE(toText(check.status), toText(VerdictStatus::wanted));     \
    } while (false)

class ResourceCheckTest : public QObject {
    Q_OBJECT

  private slots:
    void cpuIsItsMeanOfTheLimit() {
        CHECKED(limit(Metric::CpuShare, 0.8), consumed(1.5, 10), Pass,
                "cpu of shop was 75 % on average of its limit of 2 cores, limit 80 %");
        CHECKED(limit(Metric::CpuShare, 0.7), consumed(1.5, 10), Fail,
                "cpu of shop was 75 % on average of its limit of 2 cores, limit 70 %");
        CHECKED(limit(Metric::CpuCores, 1.5), consumed(1.5, 10), Pass, "cpu of shop was 1.5 cores on average, limit 1.5 cores");
        CHECKED(limit(Metric::CpuCores, 1), consumed(1.5, 10), Fail, "cpu of shop was 1.5 cores on average, limit 1 core");
    }
    void withoutALimitAShareIsOfTheMachine() {
        Measurement m = consumed(1.5, 10, 61, std::nullopt);
        CHECKED(
            limit(Metric::CpuShare, 0.8), m, Inconclusive,
            "cpu of shop cannot be judged as a share: it has no limit, and how many cores its machine has is not known; write it in cores");
        for (ResourceSample& sample : m.resources) {
            sample.machineCores = 4;
        }
        CHECKED(limit(Metric::CpuShare, 0.8), m, Pass, "cpu of shop was 37.5 % on average of the machine, which has 4 cores, limit 80 %");
    }
    void memoryIsItsLargestSample() {
        CHECKED(limit(Metric::Memory, 512 << 20), consumed(1, 512), Pass, "memory of shop was at most 512 MiB, limit 512 MiB");
        CHECKED(limit(Metric::Memory, 512 << 20), consumed(1, 513), Fail, "memory of shop was at most 513 MiB, limit 512 MiB");
    }
    void withoutSamplesNothingPasses() {
        for (const Metric metric : {Metric::CpuShare, Metric::CpuCores, Metric::Memory}) {
            CHECKED(limit(metric, 1e12), consumed(1, 10, 0), Inconclusive,
                    (metric == Metric::Memory ? "memory" : "cpu") +
                        QString(" was not measured: this target does not tell what it consumes; name a process, as in process:NAME"));
            CHECKED(limit(metric, 1e12), consumed(1, 10, 1), Inconclusive,
                    metric == Metric::Memory
                        ? "memory of shop was at most 10 MiB, limit 931 GiB; it was measured for 0 % of the time, 80 % are needed"
                        : "cpu of shop was not measured: no two samples were near enough to each other");
        }
    }
    void aTargetThatEndedHalfWayPassesNothing() {
        CHECKED(limit(Metric::CpuCores, 1.5), consumed(1, 10, 31), Inconclusive,
                "cpu of shop was 1 core on average, limit 1.5 cores; it was measured for 50 % of the time, 80 % are needed");
        CHECKED(limit(Metric::CpuCores, 0.5), consumed(1, 10, 31), Inconclusive,
                "cpu of shop was 1 core on average, limit 0.5 cores; it was measured for 50 % of the time, 80 % are needed");
        CHECKED(limit(Metric::Memory, 1 << 20), consumed(1, 10, 31), Fail, "memory of shop was at most 10 MiB, limit 1 MiB");
    }
    void throttlingIsOfThePeriodsOfTheLimit() {
        Measurement m = consumed(1.5, 10);
        throttle(m, 6);
        CHECKED(limit(Metric::Throttled, 0.1), m, Pass, "shop was throttled in 6 % of the periods of its limit of 2 cores, limit 10 %");
        CHECKED(limit(Metric::Throttled, 0.05), m, Fail, "shop was throttled in 6 % of the periods of its limit of 2 cores, limit 5 %");
        CHECKED(limit(Metric::Throttled, 0), m, Fail, "shop was throttled in 6 % of the periods of its limit of 2 cores, limit 0 %");
    }
    void throttlingBeforeTheMeasuredPhaseDoesNotCount() {
        Measurement m = BuiltRun(60).each(100, 20ms).warmup(30).build();
        m.resources = consumed(1.5, 10).resources;
        throttle(m, 50);
        for (std::size_t i = 30; i < m.resources.size(); ++i) {
            m.resources[i].throttledPeriods = m.resources[30].throttledPeriods;
        }
        CHECKED(limit(Metric::Throttled, 0), m, Pass, "shop was throttled in 0 % of the periods of its limit of 2 cores, limit 0 %");
    }
    void withoutPeriodsThrottlingIsInconclusive() {
        CHECKED(limit(Metric::Throttled, 1), consumed(1, 10), Inconclusive,
                "throttled of shop was not measured: no period of its CPU limit was counted");
        CHECKED(limit(Metric::Throttled, 1), consumed(1, 10, 61, std::nullopt), Inconclusive,
                "throttled of shop was not measured: it has no CPU limit that could be seen");
        CHECKED(limit(Metric::Throttled, 1), consumed(1, 10, 0), Inconclusive,
                "throttled was not measured: this target does not tell what it consumes; name a process, as in process:NAME");
        Measurement half = consumed(1, 10, 31);
        throttle(half, 1);
        CHECKED(limit(Metric::Throttled, 1), half, Inconclusive,
                "shop was throttled in 1 % of the periods of its limit of 2 cores, limit 100 %; it was measured for 50 % of the time, 80 % "
                "are needed");
    }
    void restartsAreCountedOverTheWholeRun() {
        Measurement m = consumed(1, 10);
        CHECKED(limit(Metric::Restarts, 0), m, Pass, "restarts of shop were 0, limit 0");
        for (std::size_t i = 5; i < m.resources.size(); ++i) {
            m.resources[i].instance = "its successor";
        }
        m.resources[5].running = false;
        m.resources[5].instance = "shop";
        m.warmup = 10s;
        CHECKED(limit(Metric::Restarts, 0), m, Fail, "restarts of shop were 1 (each time it ended or began anew), limit 0");
        CHECKED(limit(Metric::Restarts, 1), m, Pass, "restarts of shop were 1 (each time it ended or began anew), limit 1");
    }
    void withoutSamplesRestartsAreInconclusive() {
        CHECKED(limit(Metric::Restarts, 9), consumed(1, 10, 0), Inconclusive,
                "restarts were not measured: this target does not tell what it consumes; name a process, as in process:NAME");
        CHECKED(limit(Metric::Restarts, 9), consumed(1, 10, 1), Inconclusive,
                "restarts of shop were not measured: it was sampled once, which shows no change");
        CHECKED(limit(Metric::Restarts, 9), consumed(1, 10, 31), Inconclusive,
                "restarts of shop were 0, limit 9; it was measured for 50 % of the time, 80 % are needed");
    }
    void aRestartThatWasSeenFailsHoweverLittleWasSeen() {
        Measurement m = consumed(1, 10, 31);
        m.resources[7].cpuTime = Duration{};
        CHECKED(limit(Metric::Restarts, 0), m, Fail, "restarts of shop were 1 (each time it ended or began anew), limit 0");
    }
    void theWorstOfSeveralNamesDecides() {
        Measurement m = consumed(0.5, 10);
        for (ResourceSample sample : consumed(1.5, 10).resources) {
            sample.name = sample.instance = "worker";
            m.resources.push_back(sample);
        }
        CHECKED(limit(Metric::CpuCores, 1), m, Fail, "cpu of worker was 1.5 cores on average, limit 1 core");
        QCOMPARE(checked(limit(Metric::CpuCores, 1), m).samples, std::uint64_t{122});
    }
    void aSaturatedGeneratorSaysNothingAboutIt() {
        const Verdict verdict =
            judge(std::vector{limit(Metric::CpuCores, 9)}, consumed(1, 10), {.status = GeneratorStatus::Saturated, .reasons = {"x"}});
        QCOMPARE(toText(verdict.status), toText(VerdictStatus::Invalid));
    }

    void aLiveCheckIsToldWhenItsStateChanges() {
        LiveChecks checks({latency(0.95, 0.25), errors(0.01), limit(Metric::CpuCores, 1)}, {"GET /"}, {250ms});
        QCOMPARE(told(checks.add(live(1s, RunPhase::Warmup, 0, 100))), QStringList{});  // left out
        QCOMPARE(told(checks.add(live(2s, RunPhase::Measure, 100, 0))), (QStringList{"p95 <= 250 ms on_track", "errors <= 1% on_track"}));
        QCOMPARE(told(checks.add(live(3s, RunPhase::Measure, 100, 0))), QStringList{});
        QCOMPARE(told(checks.add(live(4s, RunPhase::Measure, 86, 14))), QStringList{"p95 <= 250 ms at_risk"});  // 14 of 300, 15 may
        QCOMPARE(told(checks.add(live(5s, RunPhase::Measure, 90, 7, 5))),
                 (QStringList{"p95 <= 250 ms breached", "errors <= 1% breached"}));  // 26 of 402, 20 may; 5 of 402, 4 may
        QCOMPARE(told(checks.add(live(6s, RunPhase::Measure, 9000, 0))), (QStringList{"p95 <= 250 ms on_track", "errors <= 1% on_track"}));
    }
    void aJudgedCheckHasAStateToo() {
        QCOMPARE(toText(stateOf(VerdictStatus::Pass)), "on_track");
        QCOMPARE(toText(stateOf(VerdictStatus::Fail)), "breached");
        QCOMPARE(toText(stateOf(VerdictStatus::Inconclusive)), "at_risk");
        QCOMPARE(toText(stateOf(VerdictStatus::Invalid)), "at_risk");
    }
    void theGeneratorIsWatchedIntervalByInterval() {
        LiveInterval interval = live(1s, RunPhase::Measure, 100, 0);
        QCOMPARE(generatorNow(interval, {}), GeneratorStatus::Ok);
        interval.stealShare = 0.06;
        QCOMPARE(generatorNow(interval, {}), GeneratorStatus::Suspect);
        HistogramBuilder lag;
        lag.record(6ms, 100);
        interval.lag = lag.build();
        QCOMPARE(generatorNow(interval, {}), GeneratorStatus::Saturated);
        QCOMPARE(generatorNow(interval, std::vector{latency(0.95, 0.25)}), GeneratorStatus::Suspect);  // 25 ms is a tenth of the limit
        interval.planned = 100;
        interval.tally.droppedGenerator = 2;
        QCOMPARE(generatorNow(interval, std::vector{latency(0.95, 0.25)}), GeneratorStatus::Saturated);
    }
};

QTEST_APPLESS_MAIN(ResourceCheckTest)
#include "resource_check_test.moc"
