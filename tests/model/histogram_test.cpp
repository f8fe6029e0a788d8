// SPDX-License-Identifier: Apache-2.0
#include "model/histogram.h"
#include "testkit/phrases.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;
using testkit::histogram;

namespace {

/// The true value is within one bucket: at most 1/1024 above.
bool holds(std::optional<Duration> edge, Duration value) {
    return edge && *edge >= value && toSeconds(*edge) <= toSeconds(value) * (1 + 1.0 / 1024) + 1e-9;
}

}  // namespace

class HistogramTest : public QObject {
    Q_OBJECT
  private slots:
    void bucketsTileTheWholeRangeWithoutGapOrOverlap();
    void noDataIsNeverZero();
    void quantilesAreTheUpperEdgeOfTheRankedBucket();
    void theRankIsNotSpoiledByRounding();
    void quantilesAgreeWithSortedValues();
    void censoredValuesStayInTheTail();
    void aLowerBoundIsSaidToBeOne();
    void shortCensoredValuesStillRankLast();
    void aboveCountsWhatIsKnownToBeLonger();
    void outOfRangeValuesAreKeptAndCounted();
    void momentsAreWithinABucket();
    void summingIsOrderFree();
    void takingAwayIsTheInverseOfAdding();
    void takingAwayTooMuchLeavesNothing();
    void sumOfManyEqualsAddingThemOneByOne();
    void aClearedBuilderStartsAgain();
    void recordingZeroTimesIsNothing();
};

void HistogramTest::bucketsTileTheWholeRangeWithoutGapOrOverlap() {
    const std::uint32_t last = hdr::bucketOf(hdr::kHighest);
    QVERIFY(last < hdr::kBuckets);
    QCOMPARE(hdr::lowestOf(0), std::int64_t(0));
    for (std::uint32_t bucket = 0; bucket <= last; ++bucket) {
        const std::int64_t low = hdr::lowestOf(bucket);
        const std::int64_t high = hdr::highestOf(bucket);
        QCOMPARE(hdr::bucketOf(low), bucket);
        QCOMPARE(hdr::bucketOf(high), bucket);
        QVERIFY(high - low <= low / 1024);
    }
}

void HistogramTest::noDataIsNeverZero() {
    const Histogram none;
    QVERIFY(none.empty());
    QVERIFY(!none.quantile(0.5) && !none.min() && !none.max() && !none.mean() && !none.stddev());
    QVERIFY(!none.quantileIsLowerBound(0.99));
    QCOMPARE(none.above(0s), std::uint64_t(0));
}

void HistogramTest::quantilesAreTheUpperEdgeOfTheRankedBucket() {
    const Histogram h = histogram("2ms*900 40ms*90 10s*10");
    QVERIFY(holds(h.quantile(0.9), 2ms));
    QVERIFY(holds(h.quantile(0.901), 40ms));
    QVERIFY(holds(h.quantile(0.99), 40ms));
    QVERIFY(holds(h.quantile(0.991), 10s));
    QVERIFY(holds(h.quantile(1), 10s));
    QVERIFY(holds(h.quantile(0), 2ms));
    QCOMPARE(histogram("7ns").quantile(0.5).value(), Duration(7ns));
}

void HistogramTest::theRankIsNotSpoiledByRounding() {
    // 0.07 · 100 is 7.000000000000001 as a double; the rank is 7 all the same.
    QVERIFY(holds(histogram("1ms*7 1s*93").quantile(0.07), 1ms));
    for (int percent = 1; percent < 100; ++percent) {
        HistogramBuilder builder;
        builder.record(1ms, static_cast<std::uint64_t>(percent));
        builder.record(1s, static_cast<std::uint64_t>(100 - percent));
        QVERIFY2(holds(builder.build().quantile(percent / 100.0), 1ms), qPrintable(QString::number(percent)));
    }
}

void HistogramTest::quantilesAgreeWithSortedValues() {
    std::mt19937_64 random(3);
    for (int round = 0; round < 30; ++round) {
        std::vector<Duration> values;
        HistogramBuilder builder;
        for (std::uint64_t i = 0, count = 1 + random() % 2000; i < count; ++i) {
            values.emplace_back(static_cast<std::int64_t>(random() >> (24 + random() % 30)));
            builder.record(values.back());
        }
        std::sort(values.begin(), values.end());
        const Histogram h = builder.build();
        for (const double q : {0.001, 0.25, 0.5, 0.9, 0.99, 0.999, 1.0}) {
            const auto rank = static_cast<std::size_t>(std::max(1.0, std::ceil(q * static_cast<double>(values.size()) - 1e-9)));
            QVERIFY(holds(h.quantile(q), values[rank - 1]));
        }
    }
}

void HistogramTest::censoredValuesStayInTheTail() {
    const Histogram h = histogram("2ms*990 >=10s*10");
    QCOMPARE(h.count(), std::uint64_t(1000));
    QCOMPARE(h.censored(), std::uint64_t(10));
    QVERIFY(holds(h.quantile(0.99), 2ms));
    QVERIFY(holds(h.quantile(0.995), 10s));
    QVERIFY(holds(h.max(), 10s));
}

void HistogramTest::aLowerBoundIsSaidToBeOne() {
    const Histogram h = histogram("2ms*990 >=10s*10");
    QVERIFY(!h.quantileIsLowerBound(0.5));
    QVERIFY(!h.quantileIsLowerBound(0.99));
    QVERIFY(h.quantileIsLowerBound(0.991));
    QVERIFY(h.quantileIsLowerBound(1));
    QVERIFY(!histogram("2ms*990").quantileIsLowerBound(1));
    QVERIFY(histogram(">=1s").quantileIsLowerBound(0.01));
}

void HistogramTest::shortCensoredValuesStillRankLast() {
    // Ten requests were shed after 1 ms. Nobody knows how long they would have taken, so they count as slow; of the largest value only
    // the longest that was seen is known.
    const Histogram h = histogram("2ms*80 50ms*10 >=1ms*10");
    QVERIFY(holds(h.quantile(0.8), 2ms));
    QVERIFY(holds(h.quantile(0.9), 50ms));
    QVERIFY(h.quantileIsLowerBound(0.95));
    QVERIFY(holds(h.quantile(0.95), 50ms));
    QVERIFY(holds(h.quantile(1), 50ms));
    QCOMPARE(h.min().value(), Duration(hdr::lowestOf(hdr::bucketOf(1'000'000))));
}

void HistogramTest::aboveCountsWhatIsKnownToBeLonger() {
    const Histogram h = histogram("0ns*3 2ms*900 40ms*9 >=1ms*2 >=10s*1");
    QCOMPARE(h.above(2ms), std::uint64_t(12));  // 2 ms is not longer than 2 ms; the censored ones always are
    QCOMPARE(h.above(1999us), std::uint64_t(912));
    QCOMPARE(h.above(50ms), std::uint64_t(3));
    QCOMPARE(h.above(0ns), std::uint64_t(912));
    QCOMPARE(h.above(-1ns), std::uint64_t(915));
    QCOMPARE(h.above(Duration::max()), std::uint64_t(3));
}

void HistogramTest::outOfRangeValuesAreKeptAndCounted() {
    HistogramBuilder builder;
    builder.record(2h, 3);
    builder.recordAtLeast(1h + 1ns);
    builder.record(-5ms);
    builder.record(1h);
    const Histogram h = builder.build();
    QCOMPARE(h.count(), std::uint64_t(6));
    QCOMPARE(h.saturated(), std::uint64_t(4));
    QCOMPARE(h.min().value(), Duration(0ns));
    QVERIFY(holds(h.max(), 1h));
}

void HistogramTest::momentsAreWithinABucket() {
    const Histogram h = histogram("10ms*50 30ms*50");
    QVERIFY(std::fabs(toSeconds(*h.mean()) - 0.020) < 0.020 / 1024);
    QVERIFY(std::fabs(toSeconds(*h.stddev()) - 0.010) < 0.010 / 512);
    QCOMPARE(histogram("5ns*7").stddev().value(), Duration(0ns));
    QCOMPARE(histogram("5ns*7").mean().value(), Duration(5ns));
    QVERIFY(std::fabs(toSeconds(*histogram("10ms*50 >=30ms*50").mean()) - 0.020) < 0.020 / 512);
    QVERIFY(histogram("10ms").min().value() <= 10ms);
}

void HistogramTest::summingIsOrderFree() {
    const Histogram a = histogram("2ms*900 40ms*9 >=10s*1");
    const Histogram b = histogram("1us*5 2ms*100 >=5s*2 >=10s*2");
    const Histogram c = histogram("3h*4");
    QCOMPARE(a + b, histogram("1us*5 2ms*1000 40ms*9 >=5s*2 >=10s*3"));
    QCOMPARE((a + b) + c, a + (c + b));
    QCOMPARE(a + Histogram{}, a);
    Histogram d = a;
    d += b;
    QCOMPARE(d, a + b);
    QCOMPARE((a + c).saturated(), std::uint64_t(4));
}

void HistogramTest::takingAwayIsTheInverseOfAdding() {
    const Histogram a = histogram("2ms*900 40ms*9 3h*2 >=10s*1");
    const Histogram b = histogram("1us*5 2ms*100 2h*1 >=5s*2");
    QCOMPARE((a + b) - b, a);
    QCOMPARE((a + b) - a, b);
    QCOMPARE(a - a, Histogram{});
}

void HistogramTest::takingAwayTooMuchLeavesNothing() {
    const Histogram rest = histogram("2ms*5 3ms*1") - histogram("1ms*9 2ms*9 >=1s*1");
    QCOMPARE(rest, histogram("3ms*1"));
    QCOMPARE(rest.count(), std::uint64_t(1));
}

void HistogramTest::sumOfManyEqualsAddingThemOneByOne() {
    std::vector<Histogram> parts;
    std::vector<const Histogram*> pointers;
    Histogram sum;
    std::mt19937_64 random(5);
    for (int i = 0; i < 50; ++i) {
        HistogramBuilder builder;
        for (int j = 0; j < 40; ++j) {
            builder.record(Duration(static_cast<std::int64_t>(random() >> 20U)), 1 + random() % 3);
            builder.recordAtLeast(Duration(static_cast<std::int64_t>(random() >> 25U)));
        }
        parts.push_back(builder.build());
        sum += parts.back();
    }
    for (const Histogram& part : parts) {
        pointers.push_back(&part);
    }
    QCOMPARE(sumOf(pointers), sum);
    QCOMPARE(sumOf({}), Histogram{});
}

void HistogramTest::aClearedBuilderStartsAgain() {
    HistogramBuilder builder;
    builder.record(2h);
    builder.recordAtLeast(1s);
    QCOMPARE(builder.count(), std::uint64_t(2));
    builder.clear();
    QCOMPARE(builder.count(), std::uint64_t(0));
    QCOMPARE(builder.build(), Histogram{});
    builder.record(1ms);
    QCOMPARE(builder.build(), histogram("1ms"));
}

void HistogramTest::recordingZeroTimesIsNothing() { QCOMPARE(histogram("1ms*0 >=1s*0"), Histogram{}); }

QTEST_APPLESS_MAIN(HistogramTest)
#include "histogram_test.moc"
