// SPDX-License-Identifier: Apache-2.0
// The worker on simulated time: every figure is exact.
#include "sim_load.h"

#include "testkit/phrases.h"

#include <QtTest>

#include <cerrno>
#include <set>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

/// Answers after `delay`, but nothing leaves the server during [k·every - length, k·every): it comes when the stall ends.
SimWorld::Serve stalls(Duration delay, Duration every, Duration length) {
    return [=](std::string_view, Duration now, std::uint32_t) {
        Duration done = now + delay;
        const Duration intoCycle = done % every;
        if (intoCycle >= every - length) {
            done += every - intoCycle;
        }
        return std::vector<SimEvent>{{done - now, kOkAnswer, {}}};
    };
}

}  // namespace

class SimulatedWorkerTest : public QObject {
    Q_OBJECT
  private slots:
    void everyPlannedRequestIsSentWhenItIsDue() {
        const Plan plan = planFor(testkit::curve("0s:0 10s:100", LoadModel::Open));
        SimWorld world{.serve = answersAfter(3ms)};
        const Measurement m = measured(plan, world);
        QCOMPARE(world.received.size(), 500U);
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 500U);
        for (std::uint64_t n = 1; n <= 500; ++n) {
            QCOMPARE(world.received[n - 1].first.count(), plan.curve.dueTime(n)->count());
        }
    }

    void latencyIsExactWhenNothingWaits() {
        const Plan plan = planFor(testkit::curve("0s:100 10s:100", LoadModel::Open));
        SimWorld world{.serve = answersAfter(3ms)};
        const Series all = total(measured(plan, world), Phase::Measured);
        QCOMPARE(all.response.above(3ms), 0U);
        QCOMPARE(all.response.above(Duration(3ms) - 10us), 1000U);
        QCOMPARE(all.lag.above(0ns), 0U);
        QCOMPARE(all.wait.above(0ns), 0U);
    }

    void aStalledTargetCannotHideItsDelay() {
        // 5 ms service; a 200 ms stall every 2 s: P(latency > x) = (205 - x) / 2000 for x in (5, 205) ms.
        Plan plan = planFor(testkit::curve("0s:2000 20s:2000", LoadModel::Open));
        SimWorld world{.serve = stalls(5ms, 2s, 200ms)};
        const Measurement m = measured(plan, world);
        const Series all = total(m, Phase::Measured);
        QCOMPARE(all.response.count(), 40'000U);
        const auto expected = [](double q) { return 205.0 - (1 - q) * 2000.0; };
        for (const double q : {0.95, 0.99}) {
            const double ms = toSeconds(*all.response.quantile(q)) * 1000;
            QVERIFY2(std::abs(ms - expected(q)) < 1.0,
                     qPrintable(QString("p%1 = %2 ms, expected %3").arg(q * 100).arg(ms).arg(expected(q))));
        }
    }

    void aClosedModelLoopsItsUsersOneAfterAnother() {
        const Plan plan = planFor(testkit::curve("0s:4 10s:4", LoadModel::Closed));
        SimWorld world{.serve = answersAfter(10ms)};
        const Measurement m = measured(plan, world);
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 4000U);  // 4 users × 10 s ÷ 10 ms
        QCOMPARE(world.attempts, 4U);                       // kept alive
        QCOMPARE(total(m, Phase::Measured).wait.above(0ns), 0U);
    }

    void thinkTimeIsKeptBetweenRequests() {
        Plan plan = planFor(testkit::curve("0s:1 10s:1", LoadModel::Closed));
        plan.thinkTime = ThinkTime::constant(90ms);
        SimWorld world{.serve = answersAfter(10ms)};
        const Measurement m = measured(plan, world);
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 100U);
        QCOMPARE(total(m, Phase::Measured).lag.above(1us), 0U);
    }

    void usersThinkAlikeOnAnyNumberOfWorkers_data() {
        QTest::addColumn<int>("kind");
        QTest::newRow("uniform") << static_cast<int>(ThinkTime::Kind::Uniform);
        QTest::newRow("exponential") << static_cast<int>(ThinkTime::Kind::Exponential);
    }
    void usersThinkAlikeOnAnyNumberOfWorkers() {
        QFETCH(const int, kind);
        Plan plan = planFor(testkit::curve("0s:20 10s:20", LoadModel::Closed));
        plan.thinkTime =
            kind == static_cast<int>(ThinkTime::Kind::Uniform) ? ThinkTime::uniform(50ms, 150ms) : ThinkTime::exponential(100ms);
        plan.requests[0].content = *RequestTemplate::parse("GET /{{seq}} HTTP/1.1\r\n\r\n", {}, RequestTemplate::BodyIs::Literal);
        const auto sequence = [&plan](std::uint32_t workers) {
            plan.workers = workers;
            std::set<std::pair<std::int64_t, std::string>> all;
            for (std::uint32_t w = 0; w < workers; ++w) {
                SimWorld world{.serve = answersAfter(1ms)};
                Worker<SimReactor> worker(plan, w, SimReactor(world));
                worker.connectFirst({});
                const Duration zero = world.now;
                worker.run(zero, {});
                for (const auto& [at, line] : world.received) {
                    all.emplace((at - zero).count(), line);
                }
            }
            return all;
        };
        const auto one = sequence(1);
        QVERIFY(one == sequence(4));
        // 20 users, 10 s, one request every 101 ms in the mean.
        QVERIFY2(std::abs(static_cast<double>(one.size()) - 1990) < 150, qPrintable(QString::number(one.size())));
        plan.seed = 2;
        QVERIFY(one != sequence(1));
    }

    void usersComeAndGoWithTheCurve() {
        const Plan plan = planFor(testkit::curve("0s:0 10s:10", LoadModel::Closed));
        SimWorld world{.serve = answersAfter(1ms)};
        const Measurement m = measured(plan, world);
        // User u is there from (u - 1/2) s on: 9.5 + 8.5 + … + 0.5 = 50 user seconds of one request a millisecond.
        const auto requests = static_cast<double>(tallyOf(m, Phase::WholeRun).ok());
        QVERIFY2(std::abs(requests - 50'000) <= 10, qPrintable(QString::number(requests)));
    }

    void waitingForAConnectionIsTheServicesDoing() {
        // Arrivals at 25, 75, 125 and 175 ms; a handshake takes 30 ms and an answer 100 ms, so the fourth finds the first one's connection.
        Plan plan = planFor(testkit::curve("0s:20 200ms:20", LoadModel::Open));
        plan.maxInFlight = 4;
        SimWorld world{.connectTime = 30ms, .serve = answersAfter(100ms)};
        const Series all = total(measured(plan, world), Phase::Measured);
        QCOMPARE(all.tally.ok(), 4U);
        QCOMPARE(all.lag.above(0ns), 0U);
        QCOMPARE(all.wait.above(29ms), 3U);
        QCOMPARE(all.wait.above(0ns), 3U);
        QCOMPARE(all.wait.above(31ms), 0U);
        QCOMPARE(all.response.above(131ms), 0U);
    }

    void whatTheInFlightBoundShedsStaysInTheTail() {
        Plan plan = planFor(testkit::curve("0s:100 1s:100", LoadModel::Open));
        plan.maxInFlight = 10;
        SimWorld world{.serve = [](auto...) { return std::vector<SimEvent>{}; }};  // never answers
        plan.requests[0].timeout = 20s;
        const Measurement m = measured(plan, world);
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QCOMPARE(tally.sent, 10U);
        QCOMPARE(tally.droppedLimit, 90U);
        QCOMPARE(tally.of(Outcome::Timeout), 10U);
        QCOMPARE(total(m, Phase::Measured).response.censored(), 100U);
    }

    void aTimeoutIsCountedOnceAndKnownToBeAtLeastThatLong() {
        Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        plan.requests[0].timeout = 500ms;
        SimWorld world{.serve = [](auto...) { return std::vector<SimEvent>{}; }};
        const Series all = total(measured(plan, world), Phase::Measured);
        QCOMPARE(all.tally.of(Outcome::Timeout), 10U);
        QCOMPARE(all.tally.sent, 10U);
        QVERIFY(all.response.quantileIsLowerBound(0.5));
        QVERIFY(*all.response.quantile(0.99) >= 500ms && *all.response.quantile(0.99) < 501ms);
    }

    void refusedConnectionsAreFailuresWithTheirName() {
        Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        SimWorld world{.connectError = ECONNREFUSED, .serve = answersAfter(1ms)};
        const Measurement open = measured(plan, world);
        QCOMPARE(tallyOf(open, Phase::WholeRun).of(Outcome::Refused), 10U);
        QCOMPARE(tallyOf(open, Phase::WholeRun).sent, 10U);

        plan = planFor(testkit::curve("0s:1 1s:1", LoadModel::Closed));
        SimWorld other{.connectError = ECONNREFUSED, .serve = answersAfter(1ms)};
        const Tally closed = tallyOf(measured(plan, other), Phase::WholeRun);
        QCOMPARE(closed.of(Outcome::Refused), 10U);  // a user tries again after 100 ms
        QCOMPARE(closed.ok(), 0U);
    }

    void aKeptConnectionThatTheServerClosedIsTriedOnceMore() {
        const Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        std::map<std::uint32_t, int> served;
        SimWorld world;
        int onThis = 0;
        world.serve = [&onThis](std::string_view, Duration, std::uint32_t) {
            if (++onThis % 3 == 0) {
                return std::vector<SimEvent>{{1ms, {}, 0}};  // closes just when the next request has been sent
            }
            return std::vector<SimEvent>{{1ms, kOkAnswer, {}}};
        };
        const Tally tally = tallyOf(measured(plan, world), Phase::WholeRun);
        QCOMPARE(tally.ok(), 10U);
        QCOMPARE(tally.failed(), 0U);
        QVERIFY(tally.retried >= 3);
        QCOMPARE(tally.sent, 10U);
    }

    void aNewConnectionThatIsClosedAtOnceIsAFailure() {
        const Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        SimWorld world{.serve = [](auto...) { return std::vector<SimEvent>{{1ms, {}, 0}}; }};
        const Tally tally = tallyOf(measured(plan, world), Phase::WholeRun);
        QCOMPARE(tally.of(Outcome::Closed), 10U);
        QCOMPARE(tally.retried, 0U);
    }

    void ourOwnSlownessIsLagAndNotService() {
        Plan plan = planFor(testkit::curve("0s:1000 1s:1000", LoadModel::Open));
        SimWorld world{.serve = answersAfter(1ms), .sendCost = 1500us};  // we cannot send 1000/s at 1.5 ms each
        const Series all = total(measured(plan, world), Phase::Measured);
        QVERIFY(*all.lag.quantile(0.9) > 100ms);
        QVERIFY2(*all.wait.quantile(0.9) < 20ms, qPrintable(QString::number(toSeconds(*all.wait.quantile(0.9)))));
        QCOMPARE(all.tally.sent, 1000U);
    }

    void arrivalsReachedTooLateAreOurDrops() {
        Plan plan = planFor(testkit::curve("0s:100 2s:100", LoadModel::Open));
        plan.requests[0].timeout = 100ms;
        SimWorld world{.serve = answersAfter(1ms), .sendCost = 300ms};
        const Measurement m = measured(plan, world);
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QVERIFY(tally.droppedGenerator > 100);
        QCOMPARE(tally.sent + tally.droppedGenerator + tally.droppedLimit, 200U);
    }

    void aStopKeepsWhatWasMeasuredAndCountsTheRest() {
        const Plan plan = planFor(testkit::curve("0s:100 10s:100", LoadModel::Open));
        std::stop_source stop;
        SimWorld world;
        world.serve = [&stop](std::string_view, Duration now, std::uint32_t) {
            if (now >= 2s) {
                stop.request_stop();
            }
            return std::vector<SimEvent>{{5ms, kOkAnswer, {}}};
        };
        WorkerReadings readings;
        const Measurement m = measured(plan, world, &readings, stop.get_token());
        QCOMPARE(tallyOf(m, Phase::WholeRun).completed(), 201U);
        QCOMPARE(tallyOf(m, Phase::WholeRun).inFlightAtEnd, 0U);  // drained
        QVERIFY(readings.stoppedAt >= 2s && readings.stoppedAt < 2100ms);
    }

    void aStopDoesNotWaitLongForASilentServer() {
        const Plan plan = planFor(testkit::curve("0s:5 60s:5", LoadModel::Closed));
        std::stop_source stop;
        SimWorld world;
        world.serve = [&stop](std::string_view, Duration, std::uint32_t) {
            stop.request_stop();
            return std::vector<SimEvent>{};
        };
        const Measurement m = measured(plan, world, nullptr, stop.get_token());
        QVERIFY(world.now <= 3200ms);
        QCOMPARE(tallyOf(m, Phase::WholeRun).inFlightAtEnd, 5U);
        QCOMPARE(tallyOf(m, Phase::WholeRun).sent, 5U);
    }

    void theSameSeedGivesTheSameSequenceOnAnyNumberOfWorkers() {
        Plan plan = planFor(testkit::curve("0s:100 3s:100", LoadModel::Open));
        plan.requests.push_back({"GET /b", RequestTemplate::fixed("GET /b HTTP/1.1\r\n\r\n"), 0.4, 10s, {}, false, true});
        plan.seed = 7;
        const auto sequence = [&plan](std::uint32_t workers) {
            plan.workers = workers;
            std::multimap<Duration, std::string> byTime;
            for (std::uint32_t w = 0; w < workers; ++w) {
                SimWorld world{.serve = answersAfter(1ms)};
                Worker<SimReactor> worker(plan, w, SimReactor(world));
                worker.run(Duration{}, {});
                byTime.insert(world.received.begin(), world.received.end());
            }
            return byTime;
        };
        const auto one = sequence(1);
        QCOMPARE(one.size(), 300U);
        QVERIFY(one == sequence(4));
        plan.seed = 8;
        QVERIFY(one != sequence(1));
    }

    void valuesFollowTheSeedOnAnyNumberOfWorkersInBothModels_data() {
        QTest::addColumn<bool>("open");
        QTest::newRow("open") << true;
        QTest::newRow("closed") << false;
    }
    void valuesFollowTheSeedOnAnyNumberOfWorkersInBothModels() {
        QFETCH(const bool, open);
        Plan plan = planFor(testkit::curve("0s:100 1s:100", open ? LoadModel::Open : LoadModel::Closed));
        plan.requests[0].content =
            *RequestTemplate::parse("GET /{{seq}}/{{uuid}}/{{random:-5:5}} HTTP/1.1\r\n\r\n", {}, RequestTemplate::BodyIs::Literal);
        const auto lines = [&plan](std::uint32_t workers) {
            plan.workers = workers;
            std::multiset<std::string> all;
            for (std::uint32_t w = 0; w < workers; ++w) {
                SimWorld world{.serve = answersAfter(100ms)};
                Worker<SimReactor> worker(plan, w, SimReactor(world));
                worker.connectFirst({});
                worker.run(world.now, {});
                for (const auto& [at, line] : world.received) {
                    all.insert(line);
                }
            }
            return all;
        };
        const auto one = lines(1);
        QVERIFY(one.size() >= 100);
        std::set<std::string> numbers;
        for (const std::string& line : one) {
            numbers.insert(line.substr(0, line.find('/', 5)));
        }
        QCOMPARE(numbers.size(), one.size());  // {{seq}} is unique
        QVERIFY(one == lines(4));
        plan.seed = 99;
        QVERIFY(one != lines(1));
    }

    void aRetryRepeatsItsValues() {
        Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        plan.requests[0].content = *RequestTemplate::parse("GET /{{uuid}} HTTP/1.1\r\n\r\n", {}, RequestTemplate::BodyIs::Literal);
        SimWorld world;
        int served = 0;
        world.serve = [&served](std::string_view, Duration, std::uint32_t) {
            return ++served == 2 ? std::vector<SimEvent>{{1ms, {}, 0}} : std::vector<SimEvent>{{1ms, kOkAnswer, {}}};
        };
        const Measurement m = measured(plan, world);
        QCOMPARE(tallyOf(m, Phase::WholeRun).retried, 1U);
        QCOMPARE(world.received[1].second, world.received[2].second);
        QVERIFY(world.received[0].second != world.received[1].second);
    }

    void aConnectionIsReplacedWhenItIsTooOld() {
        Plan plan = planFor(testkit::curve("0s:1 1s:1", LoadModel::Closed));
        plan.connections.maxAge = 100ms;
        SimWorld world{.serve = answersAfter(10ms)};
        QCOMPARE(tallyOf(measured(plan, world), Phase::WholeRun).ok(), 100U);
        QCOMPARE(world.attempts, 10U);  // ten requests of 10 ms each
    }

    void aConnectionThatGrowsOldWhileItRestsIsClosed_data() {
        QTest::addColumn<bool>("open");
        QTest::newRow("open") << true;
        QTest::newRow("closed") << false;
    }
    void aConnectionThatGrowsOldWhileItRestsIsClosed() {
        QFETCH(const bool, open);
        Plan plan = planFor(testkit::curve(open ? "0s:10 1s:10" : "0s:1 1s:1", open ? LoadModel::Open : LoadModel::Closed));
        plan.thinkTime = ThinkTime::constant(open ? 0ms : 99ms);
        plan.connections.maxAge = 50ms;
        SimWorld world{.serve = answersAfter(1ms)};
        QCOMPARE(tallyOf(measured(plan, world), Phase::WholeRun).ok(), 10U);
        QCOMPARE(world.attempts, 10U);
        plan.connections.maxAge = 150ms;  // carries a second one
        SimWorld longer{.serve = answersAfter(1ms)};
        QCOMPARE(tallyOf(measured(plan, longer), Phase::WholeRun).ok(), 10U);
        QCOMPARE(longer.attempts, 5U);
    }

    void theFirstByteHasATimeOfItsOwn() {
        Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        plan.firstByteTimeout = 300ms;
        plan.requests[0].timeout = 500ms;
        SimWorld silent{.serve = [](auto...) { return std::vector<SimEvent>{}; }};
        const Series none = total(measured(plan, silent), Phase::Measured);
        QCOMPARE(none.tally.of(TimeoutKind::FirstByte), 10U);
        QVERIFY(none.response.quantileIsLowerBound(0.5));
        QVERIFY(*none.response.quantile(0.99) >= 299ms && *none.response.quantile(0.99) < 301ms);

        // A byte in time: the whole answer may take as long as the total allows.
        SimWorld slow{.serve = [](auto...) {
            return std::vector<SimEvent>{{200ms, kOkAnswer.substr(0, 5), {}}, {400ms, kOkAnswer.substr(5), {}}};
        }};
        QCOMPARE(total(measured(plan, slow), Phase::Measured).tally.ok(), 10U);
        SimWorld stuck{.serve = [](auto...) { return std::vector<SimEvent>{{200ms, kOkAnswer.substr(0, 5), {}}}; }};
        const Series some = total(measured(plan, stuck), Phase::Measured);
        QCOMPARE(some.tally.of(TimeoutKind::Total), 10U);
        QVERIFY(*some.response.quantile(0.01) >= 499ms);
    }

    void connectingHasATimeOfItsOwn() {
        Plan plan = planFor(testkit::curve("0s:10 1s:10", LoadModel::Open));
        plan.connectTimeout = 200ms;
        SimWorld world{.connectTime = 1h, .serve = answersAfter(1ms)};
        const Series all = total(measured(plan, world), Phase::Measured);
        QCOMPARE(all.tally.of(TimeoutKind::Connect), 10U);
        QVERIFY(*all.response.quantile(0.01) >= 199ms && *all.response.quantile(0.99) < 202ms);

        plan = planFor(testkit::curve("0s:1 900ms:1", LoadModel::Closed));
        plan.connectTimeout = 200ms;
        SimWorld other{.connectTime = 1h, .serve = answersAfter(1ms)};
        const Tally closed = tallyOf(measured(plan, other), Phase::WholeRun);
        QCOMPARE(closed.of(TimeoutKind::Connect), 3U);  // 200 ms each, and 100 ms before the next attempt
        QCOMPARE(closed.sent, 3U);
    }

    void handshakesBeforeTheStartKeepTheirRateOnAnyNumberOfWorkers() {
        Plan plan = planFor(testkit::curve("0s:101 1s:101", LoadModel::Closed));
        plan.connections.handshakesPerSecond = 500;
        for (const std::uint32_t workers : {1U, 4U}) {
            plan.workers = workers;
            std::vector<Duration> at;
            for (std::uint32_t w = 0; w < workers; ++w) {
                SimWorld world{.serve = answersAfter(1ms)};
                Worker<SimReactor> worker(plan, w, SimReactor(world));
                worker.connectFirst({});
                at.insert(at.end(), world.attemptsAt.begin(), world.attemptsAt.end());
            }
            std::sort(at.begin(), at.end());
            QCOMPARE(at.size(), 101U);
            for (std::size_t i = 0; i < at.size(); ++i) {
                QCOMPARE(at[i].count(), (i * Duration(2ms)).count());
            }
        }
    }

    void usersOfALongRampOfHandshakesAreAllConnectedBeforeTheStart() {
        Plan plan = planFor(testkit::curve("0s:50 1s:50", LoadModel::Closed));
        plan.connections.handshakesPerSecond = 10;  // five seconds
        plan.requests[0].timeout = 1s;
        SimWorld world{.serve = answersAfter(10ms)};
        const Measurement m = measured(plan, world);
        QCOMPARE(world.attempts, 50U);
        QCOMPARE(total(m, Phase::WholeRun).wait.above(0ns), 0U);
    }

    void theLongestSilenceIsTheStall() {
        const Plan plan = planFor(testkit::curve("0s:4 10s:4", LoadModel::Closed));
        SimWorld world{.serve = stalls(5ms, 2s, 200ms)};
        WorkerReadings readings;
        static_cast<void>(measured(plan, world, &readings));
        QVERIFY2(readings.longestSilence >= 200ms && readings.longestSilence <= 206ms,
                 qPrintable(QString::number(toSeconds(readings.longestSilence))));
    }
};

QTEST_GUILESS_MAIN(SimulatedWorkerTest)
#include "simulated_worker_test.moc"
