// SPDX-License-Identifier: Apache-2.0
#include "engine/pacer.h"
#include "engine/alias_table.h"
#include "engine/plan.h"
#include "model/counter_random.h"
#include "testkit/phrases.h"

#include <QtTest>

#include <array>
#include <cmath>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

std::vector<Due> allOf(const LoadCurve& curve, std::uint32_t worker = 0, std::uint32_t workers = 1, Arrivals arrivals = Arrivals::Constant,
                       std::uint64_t seed = 1) {
    std::vector<Due> all;
    for (Pacer pacer(curve, arrivals, seed, worker, workers); pacer.next(); pacer.pop()) {
        all.push_back(*pacer.next());
    }
    return all;
}

}  // namespace

class PacerTest : public QObject {
    Q_OBJECT
  private slots:
    void agreesWithTheCurveOnEveryDueTime_data() {
        QTest::addColumn<QString>("phrase");
        QTest::newRow("constant") << "0s:1000 3s:1000";
        QTest::newRow("ramp") << "0s:0 10s:123";
        QTest::newRow("ramp down") << "0s:50 7s:0";
        QTest::newRow("steps") << "0s:10 5s:10 5s:50 9s:50 9s:0 12s:0 12s:7 20s:7";
        QTest::newRow("silence first") << "0s:0 5s:0 5s:20 6s:20";
        QTest::newRow("fractions") << "0s:0.3 100s:0.7";
        QTest::newRow("ends with a step") << "0s:10.5 1s:10.5 1s:0";
    }
    void agreesWithTheCurveOnEveryDueTime() {
        QFETCH(QString, phrase);
        const LoadCurve curve = testkit::curve(phrase.toStdString(), LoadModel::Open);
        const auto all = allOf(curve);
        QCOMPARE(all.size(), curve.requests());
        for (const Due& due : all) {
            const auto expected = curve.dueTime(due.number);
            QVERIFY(expected.has_value());
            QVERIFY2(std::abs((due.at - *expected).count()) <= 2,
                     qPrintable(QString("n=%1: %2 and %3").arg(due.number).arg(due.at.count()).arg(expected->count())));
            QVERIFY(due.at < curve.length());
        }
    }

    void everySecondOfAConstantRateHoldsTheSameNumber() {
        std::array<int, 3> perSecond{};
        for (const Due& due : allOf(testkit::curve("0s:1000 3s:1000", LoadModel::Open))) {
            ++perSecond[static_cast<std::size_t>(due.at / 1s)];
        }
        QCOMPARE(perSecond[0], 1000);
        QCOMPARE(perSecond[1], 1000);
        QCOMPARE(perSecond[2], 1000);
    }

    void workersShareTheNumbersWithoutGapOrOverlap() {
        const LoadCurve curve = testkit::curve("0s:0 10s:100", LoadModel::Open);
        std::vector<Due> merged;
        for (std::uint32_t w = 0; w < 3; ++w) {
            for (const Due& due : allOf(curve, w, 3)) {
                QCOMPARE(due.number % 3, w);
                merged.push_back(due);
            }
        }
        std::sort(merged.begin(), merged.end(), [](const Due& a, const Due& b) { return a.number < b.number; });
        QVERIFY(merged == allOf(curve));
    }

    void poissonArrivalsHaveExponentialGapsAndTheCurvesIntensity() {
        const LoadCurve curve = testkit::curve("0s:1000 100s:1000", LoadModel::Open);
        const auto all = allOf(curve, 0, 1, Arrivals::Poisson, 3);
        QCOMPARE(all.size(), plannedRequests(curve, Arrivals::Poisson, 3));
        QVERIFY(std::abs(static_cast<double>(all.size()) - 100'000) < 5 * std::sqrt(100'000.0));
        double sum = 0;
        double squares = 0;
        for (std::size_t i = 1; i < all.size(); ++i) {
            const double gap = toSeconds(all[i].at - all[i - 1].at) * 1000;
            sum += gap;
            squares += gap * gap;
        }
        const double n = static_cast<double>(all.size() - 1);
        const double mean = sum / n;
        QVERIFY(std::abs(mean - 1) < 0.02);
        QVERIFY(std::abs(squares / n / (mean * mean) - 2) < 0.05);  // E[x²] = 2 E[x]² for an exponential
    }

    void poissonWorkersAgreeOnTheSameArrivals() {
        const LoadCurve curve = testkit::curve("0s:50 10s:100", LoadModel::Open);
        std::vector<Due> merged;
        for (std::uint32_t w = 0; w < 4; ++w) {
            const auto part = allOf(curve, w, 4, Arrivals::Poisson, 9);
            merged.insert(merged.end(), part.begin(), part.end());
        }
        std::sort(merged.begin(), merged.end(), [](const Due& a, const Due& b) { return a.number < b.number; });
        QVERIFY(merged == allOf(curve, 0, 1, Arrivals::Poisson, 9));
    }

    void theAliasTableKeepsTheWeights() {
        const std::array weights{70.0, 20.0, 10.0};
        const AliasTable table(weights);
        std::array<int, 3> picked{};
        constexpr int kDraws = 200'000;
        for (std::uint64_t n = 1; n <= kDraws; ++n) {
            ++picked[table.pick(randomAt(1, Purpose::Endpoint, n))];
        }
        for (std::size_t i = 0; i < 3; ++i) {
            const double p = weights[i] / 100;
            QVERIFY(std::abs(picked[i] - kDraws * p) < 5 * std::sqrt(kDraws * p * (1 - p)));
        }
    }

    void oneWeightIsAlwaysPicked() {
        const std::array weights{0.1};
        QCOMPARE(AliasTable(weights).pick(UINT64_MAX), std::uint16_t{0});
        QCOMPARE(AliasTable(weights).pick(0), std::uint16_t{0});
    }

    void intervalsAreASixtiethOfTheRunWithinBounds() {
        QCOMPARE(intervalLengthFor(300s), Duration(1s));
        QCOMPARE(intervalLengthFor(30s), Duration(500ms));
        QCOMPARE(intervalLengthFor(1s), Duration(100ms));
    }
};

QTEST_GUILESS_MAIN(PacerTest)
#include "pacer_test.moc"
