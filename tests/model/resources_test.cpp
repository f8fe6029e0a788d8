// SPDX-License-Identifier: Apache-2.0
#include "model/resources.h"
#include "model/resource_usage.h"
#include "model/restarts.h"

#include <QtTest>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

/// A sample of the instance "a" of "shop": CPU seconds in all, MiB now.
ResourceSample sampled(Duration at, double cpu, std::uint64_t mib = 100, std::string instance = "a") {
    ResourceSample sample;
    sample.source = "process";
    sample.name = "shop";
    sample.instance = std::move(instance);
    sample.at = at;
    sample.cpuTime = fromSeconds(cpu);
    sample.memory = ByteCount{mib << 20U};
    return sample;
}

ResourceSample ended(Duration at, std::string instance = "a") {
    ResourceSample sample = sampled(at, 0, 0, std::move(instance));
    sample.running = false;
    sample.cpuTime.reset();
    sample.memory.reset();
    return sample;
}

QStringList told(const std::vector<ResourceSample>& samples) {
    QStringList all;
    for (const Incident& incident : incidentsOf(samples)) {
        all << QString("%1 s: %2: %3")
                   .arg(toSeconds(incident.at))
                   .arg(QString::fromUtf8(toText(incident.kind).data()), QString::fromStdString(incident.text));
    }
    return all;
}

#define HAS(actual, expected)                       \
    do {                                            \
        const std::optional<double> value = actual; \
        QVERIFY(value.has_value());                 \
        QCOMPARE(*value, double(expected));         \
    } while (false)

/// Ten measured seconds after two of warm-up, with a sample in the middle of each second from -0.5 s on.
Measurement measured(double coresFirst, double coresLater) {
    Measurement m;
    m.warmup = 2s;
    m.end = 12s;
    for (int i = 0; i < 12; ++i) {
        Interval interval;
        interval.from = i * 1s;
        interval.length = 1s;
        interval.warmup = i < 2;
        m.intervals.push_back(interval);
    }
    double cpu = 7;
    for (int i = 0; i < 14; ++i) {
        m.resources.push_back(sampled(i * 1s - 500ms, cpu, 100 + static_cast<std::uint64_t>(i)));
        cpu += i < 7 ? coresFirst : coresLater;
    }
    return m;
}

}  // namespace

class ResourcesTest : public QObject {
    Q_OBJECT

  private slots:
    void coresAreTheDifferenceOfTotalsAtTheEdges();
    void anEdgeWithoutANeighbourWithinTwoSecondsHasNoFigure();
    void anEdgeOnASampleBelongsToTheSegmentInside();
    void aRestartLeavesNoFigureAcrossIt();
    void anotherInstanceIsNotCounted();
    void theTargetsOwnClockIsExact();
    void meansOverWindowsAreWeightedByWhatTheyCover();
    void memoryIsTheMeanOfWhatWasHeld();
    void anEndIsAnIncidentAndNeverAZero();
    void aKillForWantOfMemoryIsNamed();
    void restartsAreSeenInEachForm();
    void eachEndCountsAsARestartOnce();
    void whoIsNotHeardOfAnyMoreHasEnded();
    void throttlingCountsWithItsPartInsideThePhase();
    void anotherInstanceOfTheNameReplacesIt();
    void instancesSideBySideReplaceNobody();
    void unhealthyIsSaidOnce();
    void usageIsOfTheMeasuredPhase();
    void usageOfAnEndedTargetCoversAPart();
    void whatWasNotSampledIsAbsent();
    void nowIsTheLastTwoSamples();
};

void ResourcesTest::coresAreTheDifferenceOfTotalsAtTheEdges() {
    const std::vector samples{sampled(0s, 10), sampled(1s, 10.5), sampled(2s, 11.5)};
    HAS(coresDuring(samples, "a", 0s, 2s), 0.75);         // (11.5 - 10) / 2
    HAS(coresDuring(samples, "a", 500ms, 1500ms), 0.75);  // (11.0 - 10.25) / 1
    HAS(coresDuring(samples, "a", 200ms, 600ms), 0.5);    // within one segment its slope
    QVERIFY(!coresDuring(samples, "a", 1s, 1s));
    QVERIFY(!coresDuring({}, "a", 0s, 1s));
}

void ResourcesTest::anEdgeWithoutANeighbourWithinTwoSecondsHasNoFigure() {
    const std::vector samples{sampled(1s, 1), sampled(5s, 5), sampled(10s, 10)};
    QVERIFY(!coresDuring(samples, "a", 500ms, 3s));   // nothing before 0.5 s
    HAS(coresDuring(samples, "a", 1s, 3s), 1);        // 3 s is 2 s from either side
    QVERIFY(!coresDuring(samples, "a", 1s, 2500ms));  // 2.5 s is 2.5 s from the right one
    QVERIFY(!coresDuring(samples, "a", 5s, 7s));
    HAS(coresDuring(samples, "a", 5s, 10s), 1);
    QVERIFY(!coresDuring(samples, "a", 5s, 11s));
}

void ResourcesTest::anEdgeOnASampleBelongsToTheSegmentInside() {
    const std::vector samples{sampled(0s, 50), sampled(1s, 51), sampled(2s, 0.25), sampled(3s, 0.75)};
    HAS(coresDuring(samples, "a", 0s, 1s), 1);
    HAS(coresDuring(samples, "a", 2s, 3s), 0.5);
}

void ResourcesTest::aRestartLeavesNoFigureAcrossIt() {
    const std::vector samples{sampled(0s, 50), sampled(1s, 51), sampled(2s, 0.25), sampled(3s, 0.75)};
    QVERIFY(!coresDuring(samples, "a", 1s, 2s));
    QVERIFY(!coresDuring(samples, "a", 0s, 3s));
    QVERIFY(!coresDuring(samples, "a", 1500ms, 3s));
    QVERIFY(!memoryDuring(samples, "a", 1s, 2s));
    const std::vector stopped{sampled(0s, 1), ended(1s), sampled(2s, 3)};
    QVERIFY(!coresDuring(stopped, "a", 0s, 2s));
}

void ResourcesTest::anotherInstanceIsNotCounted() {
    const std::vector samples{sampled(0s, 10), sampled(1s, 11), sampled(2s, 1, 10, "b"), sampled(3s, 3, 10, "b")};
    HAS(coresDuring(samples, "a", 0s, 1s), 1);
    HAS(coresDuring(samples, "b", 2s, 3s), 2);
    QVERIFY(!coresDuring(samples, "a", 0s, 3s));
    QVERIFY(!coresDuring(samples, "c", 0s, 1s));
}

void ResourcesTest::theTargetsOwnClockIsExact() {
    // Read at 100, 101 and 102 s of its own; the calls' middles are 0, 0.9 and 2 s: the second answer took its time.
    std::vector samples{sampled(0s, 10), sampled(900ms, 11), sampled(2s, 12)};
    HAS(coresDuring(samples, "a", 0s, 900ms), 1 / 0.9);
    samples[0].readAt = 100s;
    samples[1].readAt = 101s;
    samples[2].readAt = 102s;
    HAS(coresDuring(samples, "a", 0s, 1s), 1);
    HAS(coresDuring(samples, "a", 1s, 2s), 1);
}

void ResourcesTest::meansOverWindowsAreWeightedByWhatTheyCover() {
    std::vector samples{sampled(10s, 0), sampled(20s, 0)};
    for (ResourceSample& sample : samples) {
        sample.cpuTime.reset();
        sample.cpuWindow = 10s;
    }
    samples[0].cpuCores = 0.5;
    samples[1].cpuCores = 1.5;
    HAS(coresDuring(samples, "a", 0s, 10s), 0.5);
    HAS(coresDuring(samples, "a", 5s, 15s), 1);
    HAS(coresDuring(samples, "a", 15s, 25s), 1.5);  // half of it is covered
    QVERIFY(!coresDuring(samples, "a", 16s, 26s));
}

void ResourcesTest::memoryIsTheMeanOfWhatWasHeld() {
    const std::vector samples{sampled(0s, 1, 100), sampled(1s, 2, 200), sampled(2s, 3, 200)};
    HAS(memoryDuring(samples, "a", 0s, 1s), 150.0 * (1 << 20));
    HAS(memoryDuring(samples, "a", 0s, 2s), 175.0 * (1 << 20));
    HAS(memoryDuring(samples, "a", 500ms, 1500ms), 187.5 * (1 << 20));  // 150 to 200, then 200
    QVERIFY(!memoryDuring(samples, "a", 1s, 3s));
}

void ResourcesTest::anEndIsAnIncidentAndNeverAZero() {
    const std::vector samples{sampled(0s, 1), sampled(1s, 2), ended(2s), ended(3s)};
    QCOMPARE(told(samples), QStringList{"2 s: stopped: shop has ended"});
    HAS(coresDuring(samples, "a", 0s, 1s), 1);
    QVERIFY(!coresDuring(samples, "a", 1s, 2s));
    QVERIFY(!coresDuring(samples, "a", 2s, 3s));
    QVERIFY(!memoryDuring(samples, "a", 2s, 3s));
}

void ResourcesTest::aKillForWantOfMemoryIsNamed() {
    std::vector samples{sampled(0s, 1), ended(1s), ended(2s)};
    samples[1].oomKilled = samples[2].oomKilled = true;
    samples[1].exitCode = 137;
    QCOMPARE(told(samples), QStringList{"1 s: oom_killed: shop was killed for want of memory (exit code 137)"});
}

void ResourcesTest::restartsAreSeenInEachForm() {
    std::vector samples{sampled(0s, 1), sampled(1s, 2), sampled(2s, 3)};
    samples[0].restarts = samples[1].restarts = 4;
    samples[2].restarts = 5;
    QCOMPARE(told(samples), QStringList{"2 s: restarted: shop was restarted"});
    QCOMPARE(told({sampled(0s, 5), sampled(1s, 6), sampled(2s, 0.1)}), QStringList{"2 s: restarted: shop was restarted"});
    QCOMPARE(told({sampled(0s, 5), ended(1s), sampled(2s, 6)}),
             (QStringList{"1 s: stopped: shop has ended", "2 s: restarted: shop was restarted"}));
    QCOMPARE(told({sampled(0s, 5), sampled(1s, 6)}), QStringList{});
}

void ResourcesTest::eachEndCountsAsARestartOnce() {
    const auto count = [](const std::vector<ResourceSample>& samples) { return restartsOf(samples, "process", "shop"); };
    QCOMPARE(count({sampled(0s, 5), sampled(1s, 6)}), std::optional<std::uint64_t>(0));
    QCOMPARE(count({sampled(0s, 5), ended(1s), ended(2s)}), std::optional<std::uint64_t>(1));  // nobody took its place
    QCOMPARE(count({sampled(0s, 5), ended(1s), sampled(2s, 6)}), std::optional<std::uint64_t>(1));
    QCOMPARE(count({sampled(0s, 5), ended(1s), sampled(2s, 1, 10, "b"), sampled(3s, 2, 10, "b")}), std::optional<std::uint64_t>(1));
    QCOMPARE(count({sampled(0s, 5), sampled(1s, 0.1), sampled(2s, 0.2), ended(3s)}), std::optional<std::uint64_t>(2));
    QCOMPARE(count({ended(0s), ended(1s)}), std::optional<std::uint64_t>(0));  // it had ended before
    QCOMPARE(count({sampled(0s, 5)}), std::optional<std::uint64_t>());
    QCOMPARE(count({}), std::optional<std::uint64_t>());
    std::vector counted{sampled(0s, 1), ended(1s), sampled(2s, 0.5), sampled(3s, 1)};
    counted[0].restarts = 4;
    counted[2].restarts = counted[3].restarts = 7;
    QCOMPARE(count(counted), std::optional<std::uint64_t>(3));  // its own counter saw what happened between the samples
}

void ResourcesTest::whoIsNotHeardOfAnyMoreHasEnded() {
    const auto count = [](const std::vector<ResourceSample>& samples) { return restartsOf(samples, "process", "shop"); };
    QCOMPARE(count({sampled(0s, 5), sampled(5s, 1, 10, "b"), sampled(6s, 1, 10, "b")}), std::optional<std::uint64_t>(1));
    QCOMPARE(count({sampled(0s, 5), sampled(0s, 1, 10, "b"), sampled(1s, 6), sampled(1s, 2, 10, "b")}),
             std::optional<std::uint64_t>(0));  // side by side
}

void ResourcesTest::throttlingCountsWithItsPartInsideThePhase() {
    Measurement m = measured(1, 1);  // the measured phase begins at 2 s, the samples are at 1.5 s and 2.5 s
    for (std::size_t i = 0; i < m.resources.size(); ++i) {
        m.resources[i].periods = 10 * i;
        m.resources[i].throttledPeriods = i < 3 ? 0 : 10;  // all of the second in which the phase begins
    }
    HAS(usageOf(m).front().throttledShare, 0.05);
    QCOMPARE(usageOf(m).front().throttledCovered, 1.0);
    m.resources.resize(9);  // the last sample is at 7.5 s
    QCOMPARE(usageOf(m).front().throttledCovered, 0.55);
    for (std::size_t i = 0; i < m.resources.size(); ++i) {
        m.resources[i].periods = 10;
    }
    QVERIFY(!usageOf(m).front().throttledShare);  // nothing of the quota was used
}

void ResourcesTest::anotherInstanceOfTheNameReplacesIt() {
    QCOMPARE(told({sampled(0s, 5), ended(1s), sampled(2s, 1, 10, "b"), sampled(3s, 2, 10, "b")}),
             (QStringList{"1 s: stopped: shop has ended", "2 s: replaced: shop was replaced: it is now b, it was a"}));
}

void ResourcesTest::instancesSideBySideReplaceNobody() {
    QCOMPARE(told({sampled(0s, 5), sampled(0s, 1, 10, "b"), sampled(1s, 6), sampled(1s, 2, 10, "b")}), QStringList{});
}

void ResourcesTest::unhealthyIsSaidOnce() {
    std::vector samples{sampled(0s, 1), sampled(1s, 2), sampled(2s, 3)};
    samples[0].healthy = true;
    samples[1].healthy = samples[2].healthy = false;
    QCOMPARE(told(samples), QStringList{"1 s: unhealthy: shop says that it is not healthy"});
}

void ResourcesTest::usageIsOfTheMeasuredPhase() {
    // 0.4 cores until 6.5 s, then 0.8: the intervals from 2 s on have 0.4 (four of them), 0.6, and 0.8 (five).
    Measurement m = measured(0.4, 0.8);
    for (ResourceSample& sample : m.resources) {
        sample.cpuLimitCores = 2;
        sample.threads = 3;
    }
    for (std::size_t i = 0; i < m.resources.size(); ++i) {
        m.resources[i].periods = 10 * i;
        m.resources[i].throttledPeriods = i < 3 ? 0 : i - 2;  // one of ten from 2.5 s on
    }
    const auto all = usageOf(m);
    QCOMPARE(all.size(), std::size_t{1});
    const ResourceUsage& usage = all.front();
    QCOMPARE(QString::fromStdString(usage.name), QString("shop"));
    HAS(usage.meanCores, 0.62);
    HAS(usage.p95Cores, 0.8);
    HAS(usage.maxCores, 0.8);
    HAS(usage.cpuLimitCores, 2);
    HAS(usage.throttledShare, 0.1);
    QCOMPARE(usage.cpuCovered, 1.0);
    QCOMPARE(usage.samples, std::size_t{10});
    QCOMPARE(usage.maxMemory->bytes, std::uint64_t{112} << 20U);  // the sample at 11.5 s
    HAS(usage.meanMemory, 107.5 * (1 << 20));
    QCOMPARE(*usage.threads, std::uint64_t{3});
    QVERIFY(!usage.descriptors);
    const auto intervals = usagePerInterval(m);
    QCOMPARE(intervals.size(), std::size_t{12});
    HAS(intervals[0].cpuCores, 0.4);
    HAS(intervals[6].cpuCores, 0.6);
}

void ResourcesTest::usageOfAnEndedTargetCoversAPart() {
    Measurement m = measured(0.5, 0.5);
    for (std::size_t i = 8; i < m.resources.size(); ++i) {
        m.resources[i] = ended(m.resources[i].at);
    }
    const ResourceUsage usage = usageOf(m).front();
    HAS(usage.meanCores, 0.5);
    QCOMPARE(usage.cpuCovered, 0.4);  // 2 s to 6 s of 10; the last sample was at 6.5 s
    QVERIFY(!usagePerInterval(m)[8].cpuCores);
}

void ResourcesTest::whatWasNotSampledIsAbsent() {
    Measurement m = measured(1, 1);
    m.resources.clear();
    QVERIFY(usageOf(m).empty());
    QVERIFY(!usagePerInterval(m)[3].cpuCores);
    m.resources = {ended(0s)};
    const ResourceUsage usage = usageOf(m).front();
    QVERIFY(!usage.meanCores && !usage.maxMemory && !usage.throttledShare);
    QCOMPARE(usage.samples, std::size_t{0});
}

void ResourcesTest::nowIsTheLastTwoSamples() {
    std::vector samples{sampled(0s, 1), sampled(1s, 2), sampled(2s, 2.25, 30)};
    samples[1].periods = 10;
    samples[2].periods = 20;
    samples[1].throttledPeriods = 4;
    samples[2].throttledPeriods = 9;
    const auto now = resourcesNow(samples);
    QCOMPARE(now.size(), std::size_t{1});
    HAS(now[0].cpuCores, 0.25);
    HAS(now[0].throttledShare, 0.5);
    QCOMPARE(now[0].memory->bytes, std::uint64_t{30} << 20U);
    QVERIFY(!resourcesNow(std::vector{sampled(0s, 1)})[0].cpuCores);
    QVERIFY(!resourcesNow(std::vector{sampled(0s, 1), sampled(9s, 2)})[0].cpuCores);
    QVERIFY(!resourcesNow(std::vector{sampled(0s, 1), ended(1s)})[0].running);
    QVERIFY(resourcesNow({}).empty());
}

QTEST_APPLESS_MAIN(ResourcesTest)
#include "resources_test.moc"
