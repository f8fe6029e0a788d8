// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/judge.h"

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

constexpr auto kOk = GeneratorStatus::Ok;
constexpr auto kSuspect = GeneratorStatus::Suspect;
constexpr auto kSaturated = GeneratorStatus::Saturated;

BuiltRun calm(LoadModel model = LoadModel::Open) { return std::move(BuiltRun(100, model).each(100, 20ms)); }

GeneratorStatus statusOf(const BuiltRun& run, const std::vector<Objective>& objectives = {}, double plannedFactor = 1) {
    return assessGenerator(run.build(plannedFactor), objectives).status;
}

}  // namespace

Q_DECLARE_METATYPE(loadgate::GeneratorStatus)

class GeneratorTest : public QObject {
    Q_OBJECT

  private slots:
    void aCalmGeneratorHasNothingToSay() {
        const GeneratorHealth health = assessGenerator(calm().build(), {});
        QCOMPARE(health.status, kOk);
        QCOMPARE(health.achievedShare, 1.0);
        QVERIFY(health.reasons.empty());
    }

    void droppingOnePercentItselfIsTheLimit_data() {
        QTest::addColumn<int>("dropped");  // of 10,000 planned
        QTest::addColumn<GeneratorStatus>("status");
        QTest::newRow("0.2 %") << 20 << kOk;
        QTest::newRow("0.21 %") << 21 << kSuspect;
        QTest::newRow("1 %") << 100 << kSuspect;
        QTest::newRow("1.01 %") << 101 << kSaturated;
    }
    void droppingOnePercentItselfIsTheLimit() {
        QFETCH(int, dropped);
        QFETCH(GeneratorStatus, status);
        BuiltRun run(1);
        run.add(0, static_cast<std::uint64_t>(10'000 - dropped), 20ms).droppedByUs(0, static_cast<std::uint64_t>(dropped));
        const GeneratorHealth health = assessGenerator(run.build(), {});
        QCOMPARE(health.status, status);
        if (status == kSaturated) {
            QCOMPARE(QString::fromStdString(health.reasons.at(0)),
                     QString("it dropped 101 requests of its own (1.01 % of those planned), at most 1 % is sound"));
        }
    }

    void lagIsMeasuredAgainstTheTightestLimit_data() {
        QTest::addColumn<int>("lagUs");
        QTest::addColumn<QList<double>>("limits");
        QTest::addColumn<GeneratorStatus>("status");
        QTest::newRow("under a fifth") << 990 << QList<double>{} << kOk;
        QTest::newRow("over a fifth") << 1100 << QList<double>{} << kSuspect;
        QTest::newRow("over 5 ms") << 5100 << QList<double>{} << kSaturated;
        QTest::newRow("5 ms at least") << 4900 << QList<double>{0.01} << kSuspect;
        QTest::newRow("under a tenth of 250 ms") << 24'000 << QList<double>{1.0, 0.25} << kSuspect;
        QTest::newRow("over a tenth of 250 ms") << 26'000 << QList<double>{1.0, 0.25} << kSaturated;
        QTest::newRow("under a fiftieth of 250 ms") << 4900 << QList<double>{0.25} << kOk;
    }
    void lagIsMeasuredAgainstTheTightestLimit() {
        QFETCH(int, lagUs);
        QFETCH(QList<double>, limits);
        QFETCH(GeneratorStatus, status);
        std::vector<Objective> objectives{errors(0.001), throughput(0.001)};
        for (const double limit : limits) {
            objectives.push_back(latency(0.95, limit));
        }
        for (const LoadModel model : {LoadModel::Open, LoadModel::Closed}) {
            BuiltRun run = calm(model);
            run.lag(3, 980, 10us).lag(4, 20, std::chrono::microseconds(lagUs));
            QCOMPARE(statusOf(run, objectives), status);
            BuiltRun rare = calm(model);
            rare.lag(3, 995, 10us).lag(4, 5, std::chrono::microseconds(lagUs));
            QCOMPARE(statusOf(rare, objectives), kOk);
        }
    }

    void theReasonForLagHasNumbers() {
        BuiltRun run = calm();
        run.lag(0, 100, 61300us);
        QCOMPARE(QString::fromStdString(assessGenerator(run.build(), std::vector{latency(0.95, 0.25)}).reasons.at(0)),
                 QString("it sent late: generator lag p99 was 61.3 ms, at most 25 ms (10 % of the tightest latency limit) is sound"));
    }

    void sendingLessThanPlannedIsOursWhenNothingWasInTheWay_data() {
        QTest::addColumn<double>("planned");  // of 10,000 sent
        QTest::addColumn<GeneratorStatus>("status");
        QTest::newRow("99.1 %") << 1 / 0.991 << kOk;
        QTest::newRow("98.9 %") << 1 / 0.989 << kSuspect;
        QTest::newRow("95.1 %") << 1 / 0.951 << kSuspect;
        QTest::newRow("94.9 %") << 1 / 0.949 << kSaturated;
    }
    void sendingLessThanPlannedIsOursWhenNothingWasInTheWay() {
        QFETCH(double, planned);
        QFETCH(GeneratorStatus, status);
        QCOMPARE(statusOf(calm(), {}, planned), status);
        QCOMPARE(statusOf(calm(LoadModel::Closed), {}, planned), kOk);
        BuiltRun waiting = calm();
        waiting.readings().waited = 1;
        QCOMPARE(statusOf(waiting, {}, planned), kOk);
        BuiltRun full = calm();
        full.readings().peakInFlight = full.readings().inFlightBound;
        QCOMPARE(statusOf(full, {}, planned), kOk);
        BuiltRun nearlyFull = calm();
        nearlyFull.readings().peakInFlight = nearlyFull.readings().inFlightBound - 1;
        QCOMPARE(statusOf(nearlyFull, {}, planned), status);
    }

    void oneRequestIsTheRoundingOfTheCurve() {
        BuiltRun run(10);
        run.add(0, 9, 20ms);
        QCOMPARE(statusOf(run, {}, 10 / 9.0), kOk);
        BuiltRun two(10);
        two.add(0, 8, 20ms);
        QCOMPARE(statusOf(two, {}, 10 / 8.0), kSaturated);
    }

    void randomArrivalsMayBeFewer() {
        // 1,000 planned: four standard deviations are 126.
        BuiltRun run(10);
        run.each(90, 20ms);
        QCOMPARE(statusOf(run, {}, 1000 / 900.0), kSaturated);
        run.randomArrivals();
        QCOMPARE(statusOf(run, {}, 1000 / 900.0), kOk);
        QCOMPARE(statusOf(run, {}, 1100 / 900.0), kSaturated);
    }

    void aSlowServiceIsNeverASaturatedGenerator() {
        // Twice what the service can do: its queue grows, the bound is reached, the rest is shed.
        BuiltRun run(60);
        for (std::size_t t = 0; t < 60; ++t) {
            run.add(t, 100, 5s).shed(t, 100);
        }
        run.readings().peakInFlight = run.readings().inFlightBound;
        run.readings().waited = 5900;
        const std::vector<Objective> objectives{latency(0.95, 0.25), errors(0.01), throughput(200)};
        const Measurement measurement = run.build();
        const GeneratorHealth health = assessGenerator(measurement, objectives);
        QCOMPARE(health.status, kOk);
        QCOMPARE(health.achievedShare, 0.5);
        QCOMPARE(judge(objectives, measurement, health).status, VerdictStatus::Fail);
    }

    void aStarvedGeneratorIsInvalidThoughTheServiceLooksSlow() {
        BuiltRun run(60);
        for (std::size_t t = 0; t < 60; ++t) {
            run.add(t, 100, 900ms).lag(t, 100, 880ms);
        }
        const std::vector<Objective> objectives{latency(0.95, 0.25), errors(0.01)};
        const Measurement measurement = run.build();
        QCOMPARE(judge(objectives, measurement, assessGenerator(measurement, objectives)).status, VerdictStatus::Invalid);
    }

    void whatRanOutIsSaid() {
        BuiltRun run = calm();
        run.readings().outOfDescriptors = true;
        run.readings().outOfPorts = true;
        run.readings().stealShare = 0.1;
        const GeneratorHealth health = assessGenerator(run.build(), {});
        QCOMPARE(health.status, kSaturated);
        QCOMPARE(health.reasons, (std::vector<std::string>{"it ran out of file descriptors", "it ran out of ports",
                                                           "the host lost 10 % of its CPU time to others (steal), at most 5 % is sound"}));
    }

    void aClockThatJumpedSaturates() {
        BuiltRun run = calm();
        run.readings().longestPause = 19ms;
        QCOMPARE(statusOf(run), kOk);
        run.readings().longestPause = 30ms;
        QCOMPARE(statusOf(run), kSuspect);
        run.readings().longestPause = 150ms;
        run.readings().pauses = 1;
        const GeneratorHealth health = assessGenerator(run.build(), {});
        QCOMPARE(health.status, kSaturated);
        QCOMPARE(QString::fromStdString(health.reasons.at(0)), QString("its clock jumped by up to 150 ms, at most 100 ms is sound"));
    }

    void aBusyWorkerIsSuspectInTheOpenModelOnly() {
        for (const LoadModel model : {LoadModel::Open, LoadModel::Closed}) {
            BuiltRun run = calm(model);
            run.readings().busiestWorker = 0.96;
            QCOMPARE(statusOf(run), model == LoadModel::Open ? kSuspect : kOk);
            run.readings().busiestWorker = 0.95;
            QCOMPARE(statusOf(run), kOk);
        }
    }

    void stealAndThrottlingAreSuspect() {
        BuiltRun stolen = calm();
        stolen.readings().stealShare = 0.06;
        QCOMPARE(statusOf(stolen), kSuspect);
        BuiltRun throttled = calm();
        throttled.readings().throttledShare = 0.06;
        QCOMPARE(statusOf(throttled), kSuspect);
        throttled.readings().throttledShare = 0.05;
        QCOMPARE(statusOf(throttled), kOk);
    }

    void warmUpDoesNotCount() {
        BuiltRun run = calm();
        run.droppedByUs(0, 5000).lag(0, 10'000, 900ms).lag(1, 100, 10us).warmup(1);
        QCOMPARE(statusOf(run), kOk);
    }
};

QTEST_APPLESS_MAIN(GeneratorTest)
#include "generator_test.moc"
