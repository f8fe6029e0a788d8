// SPDX-License-Identifier: Apache-2.0
// The latencies we report are those that a server measured of itself, and those that arithmetic demands of a stalling one.
#include "acceptance/cli_run.h"
#include "acceptance/undisturbed.h"
#include "testkit/server/service_times.h"
#include "testkit/server/test_server.h"

#include <QtTest/QTest>

#include <algorithm>
#include <cmath>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;
using namespace std::chrono_literals;

namespace {

struct Quantile {
    const char* name;
    double q;
};
constexpr std::array kQuantiles{Quantile{"latency_s.p50", 0.5}, Quantile{"latency_s.p95", 0.95}, Quantile{"latency_s.p99", 0.99}};

double inSeconds(Nanos time) { return std::chrono::duration<double>(time).count(); }

QByteArray difference(const char* name, double reported, double expected) {
    return QString("%1: reported %2 ms, expected %3 ms").arg(name).arg(reported * 1000).arg(expected * 1000).toUtf8();
}

}  // namespace

class LatencyTest : public QObject {
    Q_OBJECT
  private slots:
    void percentilesAgreeWithTheServersOwnLog_data();
    void percentilesAgreeWithTheServersOwnLog();
    void aStallIsSeenByEverybodyWhoArrivedInIt();
    void aClosedModelNamesTheLongestSilence();
};

void LatencyTest::percentilesAgreeWithTheServersOwnLog_data() {
    QTest::addColumn<QStringList>("load");
    QTest::newRow("closed") << QStringList{"--concurrency", "20"};
    QTest::newRow("open") << QStringList{"--rate", "500"};
}

void LatencyTest::percentilesAgreeWithTheServersOwnLog() {
    QFETCH(const QStringList, load);
    std::array<std::vector<double>, kQuantiles.size()> errors;
    std::array<std::vector<double>, kQuantiles.size()> allowed;
    for (int round = 0; round < 5; ++round) {
        TestServer server({.delay = 20ms, .spread = 0.5, .seed = static_cast<std::uint64_t>(round)});
        const CliResult result = Cli().run(load + QStringList{"--duration", "3s", "--target", QString::fromStdString(server.url())});
        server.stop();
        for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
            const double expected = inSeconds(servedQuantile(server.log(), kQuantiles[i].q));
            QVERIFY2(expected > 0, result.told());
            errors[i].push_back(std::abs(result.number(kQuantiles[i].name) - expected));
            allowed[i].push_back(0.001 + 0.01 * expected);
        }
    }
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        std::sort(errors[i].begin(), errors[i].end());
        std::sort(allowed[i].begin(), allowed[i].end());
        QVERIFY2(errors[i][2] <= allowed[i][2],
                 qPrintable(QString("%1 is off by %2 s, the median of five").arg(kQuantiles[i].name).arg(errors[i][2])));
    }
}

namespace {

/// What arrivals at a steady rate saw by the server's log alone: the k-th was due (k - 1/2)/rate after the start, and was answered k-th.
/// The start is the latest that lets nothing be received before it was due.
double latencyByLog(RequestLog log, double rate, double quantile) {
    std::vector<double> received;
    std::vector<double> written;
    for (const LoggedRequest& request : log) {
        received.push_back(inSeconds(request.received.time_since_epoch()));
        written.push_back(inSeconds(request.written.value_or(request.received).time_since_epoch()));
    }
    std::sort(received.begin(), received.end());
    std::sort(written.begin(), written.end());
    const auto due = [rate](std::size_t k) { return (static_cast<double>(k) + 0.5) / rate; };
    double start = received.front();
    for (std::size_t k = 0; k < received.size(); ++k) {
        start = std::min(start, received[k] - due(k));
    }
    std::vector<double> latencies;
    for (std::size_t k = 0; k < written.size(); ++k) {
        latencies.push_back(written[k] - start - due(k));
    }
    std::sort(latencies.begin(), latencies.end());
    return latencies[static_cast<std::size_t>(std::ceil(quantile * static_cast<double>(latencies.size()))) - 1];
}

}  // namespace

void LatencyTest::aStallIsSeenByEverybodyWhoArrivedInIt() {
    const Undisturbed undisturbed;
    if (!undisturbed.granted()) {
        qInfo("no right to a real-time priority and a network namespace: the server's catching up after a stall is allowed 15 ms");
    }
    const double catchingUp = undisturbed.granted() ? 0 : 0.015;
    // Whole periods, begun in the free half of the first: the run meets exactly its share of stalls.
    const auto length = std::chrono::seconds(std::max<long>(2, acceptanceLength().count() / 2 * 2));
    constexpr int kRounds = 5;
    std::array<std::vector<double>, kQuantiles.size()> all;
    for (int round = 0; round < kRounds; ++round) {
        const TestServer server({.delay = 5ms, .stallEvery = 2s, .stallFor = 200ms});
        const CliResult result = Cli().run(
            {"--rate", "2000", "--duration", seconds(length), "--target", QString::fromStdString(server.url()), "--yes", "--p99", "1s"});
        QVERIFY2(result.exitCode == 0 || result.exitCode == 20, result.told());
        QCOMPARE(result.number("requests.sent"), result.number("requests.planned"));
        for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
            const double reported = result.number(kQuantiles[i].name);
            const double logged = latencyByLog(server.log(), 2000, kQuantiles[i].q);
            QVERIFY2(std::abs(reported - logged) <= 0.02 * logged + 0.001, difference(kQuantiles[i].name, reported, logged));
            all[i].push_back(reported);
        }
    }
    // By arithmetic, which knows nothing of the 10 µs that a real server takes for each of the 400 answers that have piled up.
    for (std::size_t i = 0; i < kQuantiles.size(); ++i) {
        std::sort(all[i].begin(), all[i].end());
        const double median = all[i][kRounds / 2];
        const double ideal = inSeconds(stalledLatency(kQuantiles[i].q, 5ms, 2s, 200ms));
        QVERIFY2(median >= ideal * 0.98 - 0.001 && median <= ideal * 1.02 + 0.001 + catchingUp,
                 difference(kQuantiles[i].name, median, ideal));
    }
}

void LatencyTest::aClosedModelNamesTheLongestSilence() {
    const TestServer server({.delay = 5ms, .stallEvery = 2s, .stallFor = 200ms});
    const CliResult result = Cli().run({"--concurrency", "20", "--duration", "5s", "--target", QString::fromStdString(server.url())});
    // Its users wait out the stall one time each, so its p99 stays near 5 ms; the silence is what tells.
    const double silence = result.number("longest_silence_s");
    QVERIFY2(silence >= 0.19 && silence <= 0.4, result.told() + QByteArray::number(silence));
}

QTEST_GUILESS_MAIN(LatencyTest)
#include "latency_test.moc"
