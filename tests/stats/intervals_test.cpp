// SPDX-License-Identifier: Apache-2.0
#include "stats/intervals.h"
#include "digits.h"
#include "stats/share_ladder.h"

#include <cstdint>
#include <functional>

using namespace loadgate;
using namespace loadgate::stats;

namespace {

using PerSecond = std::function<std::uint64_t(std::uint64_t)>;

Counts countsOf(std::uint64_t seconds, const PerSecond& due, const PerSecond& bad) {
    Counts counts;
    for (std::uint64_t t = 0; t < seconds; ++t) {
        counts.due.push_back(due(t));
        counts.bad.push_back(bad(t));
    }
    return counts;
}

std::uint64_t wavyDue(std::uint64_t t) { return 50 + 7 * t % 11; }
std::uint64_t burstyBad(std::uint64_t t) { return (3 * t * t + t) % 5 + (t >= 20 && t <= 22 ? 20 : 0); }
Counts bursty() { return countsOf(40, wavyDue, burstyBad); }

Counts collapsed() {
    return countsOf(
        60, [](auto) { return 100; }, [](auto t) { return t < 20 ? t % 2 : 30 + t % 3; });
}

std::vector<Histogram> stallingSeconds() {
    std::vector<Histogram> seconds;
    for (std::uint64_t t = 0; t < 60; ++t) {
        HistogramBuilder builder;
        for (std::uint64_t i = 0; i < 100; ++i) {
            builder.record(std::chrono::milliseconds(10 + (37 * i + 11 * t) % 90 + (t % 15 == 7 ? 60 : 0)));
        }
        seconds.push_back(builder.build());
    }
    return seconds;
}

Counts above(const std::vector<Histogram>& seconds, Duration limit) {
    Counts counts;
    for (const Histogram& second : seconds) {
        counts.due.push_back(second.count());
        counts.bad.push_back(second.above(limit));
    }
    return counts;
}

/// Buckets are at most 1/1024 wide, so a whole number of milliseconds can be read off an edge.
qint64 wholeMs(Duration edge) { return edge.count() / 1'000'000; }

std::vector<double> pausingCompletions() {
    std::vector<double> events;
    for (int t = 0; t < 40; ++t) {
        events.push_back(1000.0 - (t % 8 == 3 ? 300 : 0) + 37 * t % 21);
    }
    return events;
}

}  // namespace

class IntervalsTest : public QObject {
    Q_OBJECT

  private slots:
    void theLadderHalvesDownToTenBatches() {
        QCOMPARE(ladder(300), (std::vector<std::size_t>{300, 150, 75, 37, 18, 10}));
        QCOMPARE(ladder(10), (std::vector<std::size_t>{10}));
    }

    void studentsLevelIsCarriedOverToABinomialTail() {
        COMPARE_DIGITS(tailLevel(10, 0.05), 0.0118438, 7);
        COMPARE_DIGITS(tailLevel(20, 0.05), 0.0181735, 7);
        COMPARE_DIGITS(tailLevel(40, 0.05), 0.0215525, 7);
        COMPARE_DIGITS(tailLevel(300, 0.05), 0.0245381, 7);
    }

    void eachRungIsTheWorkedExample_data() {
        QTest::addColumn<int>("rung");
        QTest::addColumn<QList<double>>("want");  // S rho rho' f d L w p+ d+ U
        QTest::newRow("40") << 0 << QList<double>{1324.8865, 0.545802, 0.611737,  4.151143, 43.02713,
                                                  0.0137381, 22,       0.0728242, 48.99751, 0.1951325};
        QTest::newRow("20") << 1 << QList<double>{1912.4078, 0.226183, 0.310110,  1.899013, 29.15987,
                                                  0.0186662, 10,       0.0795160, 37.73213, 0.1880560};
        QTest::newRow("10") << 2 << QList<double>{3279.1404, -0.044146, 0.042610,  1.089013, 30.26574,
                                                  0.0161235, 5,         0.0859149, 37.44433, 0.2054385};
    }
    void eachRungIsTheWorkedExample() {
        QFETCH(int, rung);
        QFETCH(QList<double>, want);
        const ShareLadder ladder(bursty());
        QCOMPARE(ladder.rungs().size(), std::size_t{3});
        const ShareRung& got = ladder.rungs().at(static_cast<std::size_t>(rung));
        COMPARE_DIGITS(got.swing.squares, want[0], 4);
        COMPARE_DIGITS(got.swing.correlation, want[1], 6);
        COMPARE_DIGITS(got.swing.corrected, want[2], 6);
        COMPARE_DIGITS(got.swing.factor, want[3], 6);
        COMPARE_DIGITS(got.design, want[4], 5);
        COMPARE_DIGITS(got.lower(0.05), want[5], 7);
        QCOMPARE(static_cast<double>(got.worst), want[6]);
        COMPARE_DIGITS(got.sharePlus, want[7], 7);
        COMPARE_DIGITS(got.designPlus, want[8], 5);
        COMPARE_DIGITS(got.upper(0.05), want[9], 7);
    }

    void theWidestRungIsTheInterval() {
        const auto wide = shareInterval(bursty(), 0.05);
        QVERIFY(wide);
        COMPARE_DIGITS(wide->share, 0.0635786, 7);
        COMPARE_DIGITS(wide->lower, 0.0137381, 7);
        COMPARE_DIGITS(wide->upper, 0.2054385, 7);
        COMPARE_DIGITS(wide->effectiveSamples, 51.177, 3);
        COMPARE_DIGITS(wide->driftAtTen, 0.042610, 6);
        const auto wider = shareInterval(bursty(), 0.01);
        COMPARE_DIGITS(wider->lower, 0.0072367, 7);
        COMPARE_DIGITS(wider->upper, 0.2650105, 7);
        COMPARE_DIGITS(failPValue(bursty(), 0.02), 0.0625352, 7);
        COMPARE_DIGITS(failPValue(bursty(), 0.03), 0.1571396, 7);
    }

    void withoutOneBadRequestOrOneGoodOneTheBoundIsExact() {
        const auto good = shareInterval(countsOf(40, wavyDue, [](auto) { return 0; }), 0.05);
        QCOMPARE(good->lower, 0.0);
        COMPARE_DIGITS(good->upper, 0.00201248, 8);
        const auto bad = shareInterval(countsOf(40, wavyDue, wavyDue), 0.05);
        COMPARE_DIGITS(bad->lower, 0.9979875, 7);
        QCOMPARE(bad->upper, 1.0);
    }

    void belowTwentyIntervalsOrWithoutRequestsThereIsNone() {
        QVERIFY(!shareInterval(countsOf(19, wavyDue, burstyBad), 0.05));
        QVERIFY(shareInterval(countsOf(20, wavyDue, burstyBad), 0.05));
        QVERIFY(!shareInterval(countsOf(
                                   40, [](auto) { return 0; }, [](auto) { return 0; }),
                               0.05));
        QCOMPARE(failPValue(countsOf(19, wavyDue, wavyDue), 0.01), 1.0);
    }

    void secondsWithoutRequestsAreAllowed() {
        const auto interval = shareInterval(countsOf(
                                                60, [](auto t) { return t % 3 == 0 ? 90 : 0; }, [](auto t) { return t % 9 == 0 ? 4 : 0; }),
                                            0.05);
        QVERIFY(interval->lower > 0 && interval->lower < interval->share && interval->share < interval->upper && interval->upper < 1);
    }

    void aCollapseInMidRunIsAGrossBreach() {
        const auto interval = shareInterval(collapsed(), 0.05);
        COMPARE_DIGITS(interval->share, 0.2085, 6);
        COMPARE_DIGITS(interval->lower, 0.0014076, 7);
        COMPARE_DIGITS(interval->upper, 0.8007443, 7);
        COMPARE_DIGITS(6000 / interval->effectiveSamples, 1428.042, 3);
        COMPARE_DIGITS(interval->grossLower, 0.1719085, 7);
        COMPARE_DIGITS(grossLimit(0.01), 0.0480769, 7);
        QVERIFY(grossBreach(collapsed(), 0.01, 0.05));
        QVERIFY(failPValue(collapsed(), 0.01) < 0.025);
    }

    void theGrossRuleIsForSmallLimitsAndAtLeastSixtyIntervals() {
        QVERIFY(!grossBreach(countsOf(
                                 59, [](auto) { return 100; }, [](auto t) { return t < 20 ? t % 2 : 30 + t % 3; }),
                             0.01, 0.05));
        QVERIFY(!grossBreach(collapsed(), 0.11, 0.05));
        QVERIFY(!grossBreach(collapsed(), 0.05, 0.05));
        QVERIFY(grossBreach(countsOf(60, wavyDue, wavyDue), 0.1, 0.05));
        QVERIFY(!grossBreach(countsOf(60, wavyDue, [](auto) { return 0; }), 0.01, 0.05));
    }

    void decidingWithoutInversionAgreesWithTheBounds() {
        for (const Counts& counts :
             {bursty(), collapsed(), countsOf(40, wavyDue, wavyDue), countsOf(40, wavyDue, [](auto) { return 0; })}) {
            const ShareLadder ladder(counts);
            const ShareInterval interval = ladder.interval(0.05);
            for (const double nudge : {-1e-7, 1e-7}) {
                QCOMPARE(ladder.lowerAbove(interval.lower + nudge, 0.05), nudge < 0 && interval.lower > 0);
                QCOMPARE(ladder.upperBelow(interval.upper + nudge, 0.05), nudge > 0 && interval.upper < 1);
            }
        }
    }

    void tenTimesTheRequestsTellNoMoreWhereTheLevelSwings() {
        const auto tenfold = [](const PerSecond& f) { return [f](std::uint64_t t) { return 10 * f(t); }; };
        const auto once = shareInterval(bursty(), 0.05);
        const auto ten = shareInterval(countsOf(40, tenfold(wavyDue), tenfold(burstyBad)), 0.05);
        COMPARE_DIGITS(ten->lower, once->lower, 9);
        COMPARE_DIGITS(ten->upper, once->upper, 9);
        COMPARE_DIGITS(ten->effectiveSamples, once->effectiveSamples, 6);
    }

    void aQuantileLiesWhereItsShareCannotBeRefuted_data() {
        QTest::addColumn<double>("q");
        QTest::addColumn<QList<qint64>>("want");  // estimate, lo, hi
        QTest::newRow("p50") << 0.50 << QList<qint64>{58, 53, 63};
        QTest::newRow("p95") << 0.95 << QList<qint64>{99, 95, 136};
        QTest::newRow("p99") << 0.99 << QList<qint64>{146, 108, 155};
    }
    void aQuantileLiesWhereItsShareCannotBeRefuted() {
        QFETCH(double, q);
        QFETCH(QList<qint64>, want);
        const std::vector<Histogram> seconds = stallingSeconds();
        Histogram all;
        for (const Histogram& second : seconds) {
            all += second;
        }
        QCOMPARE(wholeMs(*all.quantile(q)), want[0]);
        const auto interval = quantileInterval(seconds, q, 0.05);
        QVERIFY(interval && interval->upper);
        QCOMPARE(wholeMs(interval->lower), want[1]);
        QCOMPARE(wholeMs(*interval->upper), want[2]);
    }

    void theShareAboveALimitIsTheWorkedExample() {
        const std::vector<Histogram> seconds = stallingSeconds();
        const auto above120 = shareInterval(above(seconds, std::chrono::microseconds(120'500)), 0.05);
        COMPARE_DIGITS(above120->share, 174 / 6000.0, 12);
        COMPARE_DIGITS(above120->lower, 0.0078730, 7);
        COMPARE_DIGITS(above120->upper, 0.0819688, 7);
        const auto above95 = shareInterval(above(seconds, std::chrono::microseconds(95'500)), 0.05);
        COMPARE_DIGITS(above95->share, 533 / 6000.0, 12);
        COMPARE_DIGITS(above95->lower, 0.0502286, 7);
        COMPARE_DIGITS(above95->upper, 0.1584553, 7);
    }

    void aLimitPassesExactlyFromTheUpperEndOn() {
        const std::vector<Histogram> seconds = stallingSeconds();
        const auto interval = quantileInterval(seconds, 0.95, 0.05);
        const double p0 = 1 - 0.95;
        QVERIFY(ShareLadder(above(seconds, *interval->upper)).upperBelow(p0, 0.05));
        QVERIFY(!ShareLadder(above(seconds, *interval->upper - std::chrono::milliseconds(1))).upperBelow(p0, 0.05));
        QVERIFY(ShareLadder(above(seconds, interval->lower)).lowerAbove(p0, 0.05));
        QVERIFY(!ShareLadder(above(seconds, interval->lower + std::chrono::milliseconds(1))).lowerAbove(p0, 0.05));
    }

    void aQuantileAmongTimeoutsHasNoUpperEnd() {
        std::vector<Histogram> seconds;
        for (int t = 0; t < 40; ++t) {
            HistogramBuilder builder;
            builder.record(std::chrono::milliseconds(20), 50);
            builder.recordAtLeast(std::chrono::seconds(10), 50);
            seconds.push_back(builder.build());
        }
        const auto p95 = quantileInterval(seconds, 0.95, 0.05);
        QVERIFY(p95 && !p95->upper);
        QCOMPARE(wholeMs(p95->lower), qint64{20});
        const auto p25 = quantileInterval(seconds, 0.25, 0.05);
        QVERIFY(p25 && p25->upper);
        QCOMPARE(wholeMs(*p25->upper), qint64{20});
    }

    void tooFewRequestsBoundNoTail() {
        std::vector<Histogram> seconds(30);
        HistogramBuilder builder;
        builder.record(std::chrono::milliseconds(5), 4);
        for (Histogram& second : seconds) {
            second = builder.build();
        }
        const auto p99 = quantileInterval(seconds, 0.99, 0.05);  // 120 of 442 needed
        QVERIFY(p99 && !p99->upper);
        QVERIFY(!quantileInterval(std::vector<Histogram>(30), 0.99, 0.05));
    }

    void theThroughputIntervalIsTheWorkedExample() {
        const std::vector<double> seconds(40, 1.0);
        const auto interval = rateInterval(pausingCompletions(), seconds, 0.05);
        QVERIFY(interval);
        COMPARE_DIGITS(interval->mean, 972.625, 3);
        COMPARE_DIGITS(interval->lower, 932.0630, 4);
        COMPARE_DIGITS(interval->upper, 1004.8369, 4);
        QVERIFY(shortfallPValue(pausingCompletions(), seconds, interval->upper + 0.001) < 0.025);
        QVERIFY(shortfallPValue(pausingCompletions(), seconds, interval->upper - 0.001) > 0.025);
        QCOMPARE(shortfallPValue(pausingCompletions(), seconds, 900), 1.0);
    }

    void aRateIsPerSecondWhateverTheIntervalsLength() {
        std::vector<double> events = pausingCompletions();
        const auto whole = rateInterval(events, std::vector<double>(40, 1.0), 0.05);
        const auto tenth = rateInterval(events, std::vector<double>(40, 0.1), 0.05);
        COMPARE_DIGITS(tenth->lower, 10 * whole->lower, 6);
        COMPARE_DIGITS(tenth->upper, 10 * whole->upper, 6);
        QVERIFY(!rateInterval(std::vector<double>(19, 5), std::vector<double>(19, 1), 0.05));
    }

    void severalChecksShareOneRiskOfAFalseAlarm() {
        QCOMPARE(holm(std::vector<double>{0.3, 0.012, 0.0004, 0.02}, 0.025), (std::vector<bool>{false, false, true, false}));
        QCOMPARE(holm(std::vector<double>{0.0004, 0.008, 0.012, 0.025}, 0.025), (std::vector<bool>{true, true, true, true}));
        QCOMPARE(holm({}, 0.025), std::vector<bool>{});
    }
};

QTEST_APPLESS_MAIN(IntervalsTest)
#include "intervals_test.moc"
