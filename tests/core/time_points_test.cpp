// SPDX-License-Identifier: Apache-2.0
#include "core/report/time_points.h"
#include "built_record.h"

#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;
using report::TimePoint;

class TimePointsTest : public QObject {
    Q_OBJECT
  private slots:
    void aShortRunKeepsEachInterval() {
        const auto points = report::timePoints(test::builtMeasurement(), 300);
        QCOMPARE(points.size(), std::size_t{5});
        QVERIFY(points[0].warmup && !points[1].warmup);
        QCOMPARE(points[1].tally.failed(), std::uint64_t{5});
        QCOMPARE(points[2].middle(), 5.0);
        QCOMPARE(points[2].perSecond(points[2].planned), 100.0);
    }
    void aLongRunHasFewPointsAndLosesNoRequest() {
        Measurement m = test::builtMeasurement();
        const Interval one = m.intervals[1];
        m.intervals.assign(3600, one);
        for (std::size_t i = 0; i < m.intervals.size(); ++i) {
            m.intervals[i].from = static_cast<std::int64_t>(i) * 1s;
            m.intervals[i].length = 1s;
        }
        const auto points = report::timePoints(m, 300);
        QCOMPARE(points.size(), std::size_t{300});
        std::uint64_t requests = 0;
        for (const TimePoint& point : points) {
            QCOMPARE(point.length, 12s);
            requests += point.response.count();
        }
        QCOMPARE(requests, total(m, Phase::WholeRun).response.count());
    }
    void warmUpAndMeasuredPhaseNeverShareAPoint() {
        const auto points = report::timePoints(test::builtMeasurement(), 1);
        QCOMPARE(points.size(), std::size_t{2});
        QVERIFY(points[0].warmup && points[0].length == 2s && !points[1].warmup && points[1].length == 8s);
    }
    void aSliverAtTheEndIsNoFallToZero() {
        Measurement m = test::builtMeasurement();
        m.intervals.push_back({m.end, 20ns, false, 0, 0, 4, {}});
        const auto points = report::timePoints(m, 300);
        QCOMPARE(points.size(), std::size_t{5});
        QCOMPARE(points.back().length, 2s + 20ns);
    }
    void theTargetsUsageIsAMeanOverTheTimeThatHasOne() {
        Measurement m = test::builtMeasurement();
        test::addResources(m);
        const auto points = report::timePoints(m, 300);
        QCOMPARE(points[1].cores, std::optional(0.5));
        QVERIFY(!points.back().cores);
    }
};

QTEST_APPLESS_MAIN(TimePointsTest)
#include "time_points_test.moc"
