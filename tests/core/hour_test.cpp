// SPDX-License-Identifier: Apache-2.0
// An hour at 2,000 requests a second, simulated: the collector folds 7.2 million records as it does in a run.
#include "built_record.h"
#include "engine/collector.h"

#include <QTest>

#include <malloc.h>
#include <cmath>
#include <cstdint>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

constexpr std::int64_t kSeconds = 3600;
constexpr std::int64_t kRate = 2000;
constexpr std::size_t kEndpoints = 3;

engine::Plan hourAt2000() {
    engine::Plan plan;
    plan.curve = testkit::curve("0s:2000 3600s:2000", LoadModel::Open);
    plan.intervalLength = engine::intervalLengthFor(plan.curve.length());
    plan.limits = {250ms};
    for (const char* name : {"list", "item", "order"}) {
        engine::PlannedRequest request;
        request.name = name;
        request.timeout = 10s;
        plan.requests.push_back(request);
    }
    return plan;
}

/// In (0, 1), a function of `n` alone (the mixing steps of SplitMix64).
double uniform(std::uint64_t n) {
    n = (n + 0x9E3779B97F4A7C15ULL) * 0xBF58476D1CE4E5B9ULL;
    n = (n ^ (n >> 27)) * 0x94D049BB133111EBULL;
    return (static_cast<double>((n ^ (n >> 31)) >> 11) + 0.5) / 9007199254740992.0;
}

/// Log-normal around 20 ms (Box and Muller, 1958); one in a thousand fails.
engine::OutcomeRecord requestOf(std::int64_t n) {
    const auto seed = static_cast<std::uint64_t>(n) * 4;
    const double normal = std::sqrt(-2 * std::log(uniform(seed))) * std::cos(2 * 3.14159265358979323846 * uniform(seed + 1));
    engine::OutcomeRecord r;
    r.due = (2 * n + 1) * 1'000'000'000 / (2 * kRate);
    r.freed = r.due;
    r.sent = r.due + 20'000 + static_cast<std::int64_t>(50'000 * uniform(seed + 2));
    r.done = r.sent + static_cast<std::int64_t>(2e7 * std::exp(0.4 * normal));
    r.bytesIn = 140;
    r.bytesOut = 90;
    r.endpoint = static_cast<std::uint16_t>(n % static_cast<std::int64_t>(kEndpoints));
    const bool bad = uniform(seed + 3) < 0.001;
    r.status = bad ? 503 : 200;
    r.outcome = bad ? Outcome::Http5xx : Outcome::Ok;
    return r;
}

double heldMiB() { return static_cast<double>(::mallinfo2().uordblks + ::mallinfo2().hblkhd) / (1024.0 * 1024.0); }

}  // namespace

class HourTest : public QObject {
    Q_OBJECT
  private slots:
    void threeQuartersOfAnHourTakeLessThan20MegabytesAndTheJsonLessThan5() {
        const engine::Plan plan = hourAt2000();
        engine::Collector collector(plan);
        double afterAQuarter = 0;
        for (std::int64_t second = 0; second < kSeconds; ++second) {
            for (std::int64_t i = 0; i < kRate; ++i) {
                collector.add(requestOf(second * kRate + i));
            }
            static_cast<void>(collector.takeLive());
            collector.closeBefore(std::chrono::seconds(second) - 500ms);
            if (second == kSeconds / 4) {
                afterAQuarter = heldMiB();
            }
        }
        const double grown = heldMiB() - afterAQuarter;
        RunRecord record = test::builtRecord();
        record.measurement = collector.finish(plan.curve.length());
        record.measurement.planned = kSeconds * kRate;
        const Tally all = tallyOf(record.measurement, Phase::WholeRun);
        QCOMPARE(all.sent, static_cast<std::uint64_t>(kSeconds * kRate));
        const std::string json = jsonReport(record);
        qInfo("three quarters of an hour took %.1f MiB (%.1f KiB a second), the JSON has %.2f MB", grown, grown * 1024 / (kSeconds * 0.75),
              static_cast<double>(json.size()) / 1e6);
        QVERIFY2(grown < 20, qPrintable(QString("grown by %1 MiB").arg(grown)));
        QVERIFY2(json.size() < 5'000'000, qPrintable(QString("%1 bytes of JSON").arg(json.size())));
    }
};

QTEST_GUILESS_MAIN(HourTest)
#include "hour_test.moc"
