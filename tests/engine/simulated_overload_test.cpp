// SPDX-License-Identifier: Apache-2.0
// A server with twice the work it can do, and servers that do whatever they like, on simulated time: queueing arithmetic and the counting
// equations hold to the last request.
#include "sim_load.h"

#include "model/counter_random.h"
#include "testkit/phrases.h"

#include <QtTest>

#include <cerrno>
#include <deque>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

constexpr Duration kService = 1ms;
constexpr Duration kWay = 100us;  ///< of an answer; so no answer comes at the very moment of an arrival

/// One clerk: a request is served when all before it are.
class Clerk {
  public:
    [[nodiscard]] Duration finishOf(Duration arrived) {
        m_busyUntil = std::max(m_busyUntil, arrived) + kService;
        return m_busyUntil + kWay;
    }

  private:
    Duration m_busyUntil{};
};

SimWorld::Serve servedBy(Clerk& clerk) {
    return [&clerk](std::string_view, Duration now, std::uint32_t) {
        return std::vector<SimEvent>{{clerk.finishOf(now) - now, kOkAnswer, {}}};
    };
}

LoadCurve twiceTheCapacity() { return testkit::curve("0s:2000 1s:2000", LoadModel::Open); }

/// What a server did, by its own count.
struct Deeds {
    std::uint64_t answered{}, refusedWith500{}, ended{}, lied{}, silent{};
};

/// Answers in one piece or in three, with an error, with nonsense, with an end before or inside the answer, or never.
class MoodyServer {
  public:
    explicit MoodyServer(std::uint64_t seed) : m_seed(seed) {}
    std::vector<SimEvent> serve() {
        switch (randomAt(m_seed, Purpose::Endpoint, ++m_requests) % 16) {
            case 0: ++m_did.ended; return {{1ms, {}, 0}};
            case 1: ++m_did.ended; return {{1ms, {}, ECONNRESET}};
            case 2: ++m_did.ended; return {{1ms, "HTTP/1.1 200 OK\r\nContent-Le", {}}, {2ms, {}, 0}};
            case 3: ++m_did.lied; return {{1ms, "HTTP/1.1 200 OK\r\nContent-Length: -2\r\n\r\nok", {}}};
            case 4: ++m_did.silent; return {};
            case 5: ++m_did.refusedWith500; return {{3ms, "HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n", {}}};
            case 6:
                ++m_did.answered;
                return {{1ms, "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", {}}, {1ms, {}, 0}};
            case 7: ++m_did.answered; return {{1ms, "HTTP/1.1 200 OK\r\n", {}}, {2ms, "Content-Length: 2\r\n\r\no", {}}, {4ms, "k", {}}};
            default: ++m_did.answered; return {{2ms, kOkAnswer, {}}};
        }
    }
    [[nodiscard]] const Deeds& did() const { return m_did; }

  private:
    std::uint64_t m_seed, m_requests{};
    Deeds m_did;
};

}  // namespace

class SimulatedOverloadTest : public QObject {
    Q_OBJECT
  private slots:
    void atTwiceTheCapacityEachRequestWaitsHalfAServiceTimeLonger() {
        const Plan plan = planFor(twiceTheCapacity());
        Clerk clerk;
        SimWorld world{.serve = servedBy(clerk)};
        const Measurement m = measured(plan, world);
        // The n-th is due at (n - 1/2)/2 ms and finished n ms after the first one came, which was at 1/4 ms.
        HistogramBuilder expected;
        for (int n = 1; n <= 2000; ++n) {
            expected.record(250us + n * kService - (2 * n - 1) * 250us + kWay);
        }
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 2000U);
        QVERIFY(total(m, Phase::Measured).response == expected.build());
        QCOMPARE(total(m, Phase::Measured).lag.above(0ns), 0U);
    }

    void theInFlightBoundShedsExactlyWhatFindsNoRoom() {
        constexpr std::size_t kBound = 50;
        Plan plan = planFor(twiceTheCapacity());
        plan.maxInFlight = kBound;
        Clerk clerk;
        SimWorld world{.serve = servedBy(clerk)};
        const Measurement m = measured(plan, world);
        Clerk oracle;
        std::deque<Duration> underWay;  // when each one ends
        HistogramBuilder expected;
        std::uint64_t sent = 0;
        for (std::uint64_t n = 1; n <= 2000; ++n) {
            const Duration due = *plan.curve.dueTime(n);
            while (!underWay.empty() && underWay.front() < due) {
                underWay.pop_front();
            }
            if (underWay.size() == kBound) {
                expected.recordAtLeast(Duration{});
                continue;
            }
            ++sent;
            underWay.push_back(oracle.finishOf(due));
            expected.record(underWay.back() - due);
        }
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QCOMPARE(tally.sent, sent);
        QCOMPARE(tally.droppedLimit, 2000 - sent);
        QCOMPARE(world.received.size(), static_cast<std::size_t>(sent));
        QVERIFY(total(m, Phase::Measured).response == expected.build());
    }

    void loopingUsersWaitForEachOther() {
        constexpr int kUsers = 8;
        const Plan plan = planFor(testkit::curve("0s:8 2s:8", LoadModel::Closed));
        SimWorld world;
        Duration busyUntil{};
        world.serve = [&busyUntil](std::string_view, Duration now, std::uint32_t) {
            busyUntil = std::max(busyUntil, now) + kService;
            return std::vector<SimEvent>{{busyUntil - now, kOkAnswer, {}}};
        };
        const Measurement m = measured(plan, world);
        // One is answered each millisecond, and asks again at once: 8 at first and then one each ms before the end.
        HistogramBuilder expected;
        for (int n = 1; n <= 1999 + kUsers; ++n) {
            expected.record(std::min(n, kUsers) * kService);
        }
        QVERIFY(total(m, Phase::Measured).response == expected.build());
    }

    void whateverTheServerDoesTheCountsAreItsOwn_data() {
        QTest::addColumn<bool>("open");
        QTest::addColumn<std::uint64_t>("seed");
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            QTest::addRow("open, seed %d", static_cast<int>(seed)) << true << seed;
            QTest::addRow("closed, seed %d", static_cast<int>(seed)) << false << seed;
        }
    }
    void whateverTheServerDoesTheCountsAreItsOwn() {
        QFETCH(const bool, open);
        QFETCH(const std::uint64_t, seed);
        Plan plan = planFor(open ? testkit::curve("0s:500 2s:500", LoadModel::Open) : testkit::curve("0s:5 2s:5", LoadModel::Closed));
        plan.requests[0].timeout = 100ms;
        MoodyServer server(seed);
        SimWorld world{.connectTime = 200us, .serve = [&server](auto...) { return server.serve(); }};
        const Tally tally = tallyOf(measured(plan, world), Phase::WholeRun);
        const Deeds did = server.did();
        QVERIFY(tally.sent > 100);
        QCOMPARE(tally.sent, tally.completed() + tally.inFlightAtEnd);
        QCOMPARE(tally.inFlightAtEnd, 0U);
        QCOMPARE(tally.sent + tally.retried, world.received.size());
        QCOMPARE(tally.ok(), did.answered);
        QCOMPARE(tally.of(Outcome::Http5xx), did.refusedWith500);
        QCOMPARE(tally.of(Outcome::Malformed), did.lied);
        QCOMPARE(tally.of(Outcome::Timeout), did.silent);
        QCOMPARE(tally.of(Outcome::Closed) + tally.of(Outcome::Reset) + tally.retried, did.ended);
        if (open) {
            QCOMPARE(tally.sent + tally.droppedLimit + tally.droppedGenerator, 1000U);
        }
    }
};

QTEST_GUILESS_MAIN(SimulatedOverloadTest)
#include "simulated_overload_test.moc"
