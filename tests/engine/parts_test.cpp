// SPDX-License-Identifier: Apache-2.0
#include "engine/collector.h"
#include "engine/connection.h"
#include "engine/host_counters.h"
#include "engine/outcome_log.h"
#include "engine/timing_wheel.h"
#include "engine/users.h"
#include "testkit/phrases.h"

#include <QtTest>

#include <random>
#include <set>
#include <thread>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

class PartsTest : public QObject {
    Q_OBJECT
  private slots:
    void timersFireInTheirTimeAndOnlyOnce() {
        TimingWheel wheel;
        constexpr std::uint32_t kTimers = 500;
        wheel.resize(kTimers);
        std::mt19937 random(5);
        std::vector<Duration> at(kTimers);
        for (std::uint32_t id = 0; id < kTimers; ++id) {
            at[id] = Duration(random() % 15'000'000'000ULL);
            wheel.set(id, at[id]);
        }
        for (std::uint32_t id = 0; id < kTimers; id += 10) {
            wheel.cancel(id);
        }
        std::set<std::uint32_t> fired;
        for (Duration now{}; now <= 16s;) {
            wheel.expire(now, [&](std::uint32_t id) {
                QVERIFY(fired.insert(id).second);
                QVERIFY(at[id] <= now && now - at[id] <= 1ms);
            });
            now = std::max(now + 1ns, std::min(wheel.nextAt(), Duration(17s)));
        }
        QCOMPARE(fired.size(), std::size_t{kTimers - kTimers / 10});
        QCOMPARE(wheel.nextAt(), Duration::max());
    }

    void aTimerMayBeSetAgainWhileFiring() {
        TimingWheel wheel;
        wheel.resize(2);
        wheel.set(0, 5ms);
        wheel.set(1, 5ms);
        int fired = 0;
        for (Duration now{}; now <= 50ms; now += 1ms) {
            wheel.expire(now, [&](std::uint32_t id) {
                ++fired;
                if (id == 0) {
                    wheel.set(0, now + 5ms);
                    wheel.cancel(1);
                }
            });
        }
        QVERIFY(fired >= 10 && fired <= 11);
    }

    void idleConnectionsAreReusedNewestFirst() {
        std::vector<Connection> connections(3);
        IdleList idle(connections);
        for (std::uint32_t id = 0; id < 3; ++id) {
            connections[id].since = Duration(id);
            idle.push(id);
        }
        QCOMPARE(idle.oldestSince(), Duration(0));
        idle.remove(0);
        QCOMPARE(idle.oldestSince(), Duration(1));
        QCOMPARE(idle.popNewest(), 2U);
        QCOMPARE(idle.popNewest(), 1U);
        QVERIFY(idle.empty());
    }

    void aRetriedTaskGoesToTheFrontOfTheQueue() {
        WaitingQueue queue;
        queue.reserve(2);
        queue.pushBack({.number = 1});
        queue.pushFront({.number = 9});
        QCOMPARE(queue.popFront().number, 9U);
        QCOMPARE(queue.popFront().number, 1U);
        QVERIFY(queue.empty());
    }

    void usersAreSharedAmongWorkers() {
        const LoadCurve curve = testkit::curve("0s:0 10s:10 20s:0", LoadModel::Closed);
        std::size_t events = 0;
        for (std::uint32_t w = 0; w < 3; ++w) {
            const auto part = userEvents(curve, w, 3);
            events += part.size();
            QVERIFY(std::is_sorted(part.begin(), part.end(), [](const UserEvent& a, const UserEvent& b) { return a.at < b.at; }));
        }
        QCOMPARE(events, std::size_t{20});  // ten users come, ten go
        QCOMPARE(userSlots(curve, 0, 3) + userSlots(curve, 1, 3) + userSlots(curve, 2, 3), 10U);
    }

    void theLogHandsEveryRecordOverOnceAndInOrder() {
        OutcomeLog log;
        constexpr std::int64_t kRecords = 100'000;
        std::thread writer([&log] {
            for (std::int64_t i = 0; i < kRecords; ++i) {
                OutcomeRecord record;
                record.due = i;
                log.add(record);
            }
            log.flush();
        });
        std::int64_t expected = 0;
        while (expected < kRecords) {
            log.drain([&expected](const OutcomeRecord& record) {
                if (record.due == expected) {
                    ++expected;
                } else {
                    expected = kRecords + 1;
                }
            });
        }
        writer.join();
        QCOMPARE(expected, kRecords);
    }

    void requestsAreCountedInTheIntervalTheyWereDueIn() {
        Plan plan;
        plan.curve = testkit::curve("0s:10 10s:10", LoadModel::Open);
        plan.intervalLength = 1s;
        plan.warmup = 2500ms;
        plan.limits = {100ms};
        plan.requests.resize(2);
        Collector collector(plan);
        const auto add = [&collector](Duration due, Duration response, std::uint16_t endpoint) {
            OutcomeRecord record;
            record.due = record.freed = record.sent = due.count();
            record.done = (due + response).count();
            record.endpoint = endpoint;
            record.status = 200;
            collector.add(record);
        };
        add(100ms, 5s, 0);
        add(2499ms, 1ms, 0);
        add(2500ms, 1ms, 1);
        add(9999ms, 150ms, 0);
        collector.closeBefore(4s);
        add(2600ms, 101ms, 1);  // late, and not lost
        const Measurement m = collector.finish(10s);
        QCOMPARE(m.intervals.size(), std::size_t{3 + 8});
        QCOMPARE(m.intervals[0].length, Duration(500ms));
        QCOMPARE(m.intervals[3].from, Duration(2500ms));
        QCOMPARE(m.intervals.back().length, Duration(500ms));
        QVERIFY(m.intervals[2].warmup && !m.intervals[3].warmup);
        QCOMPARE(m.intervals[2].series.at(0).tally.ok(), 1U);
        QCOMPARE(m.intervals[3].series.at(0).tally.ok(), 2U);
        QCOMPARE(m.intervals[3].series.at(0).slow.at(0), 1U);
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 5U);
        QCOMPARE(tallyOf(m, Phase::Measured).ok(), 3U);
        QCOMPARE(total(m, Phase::WholeRun).service.count(), 5U);
        QCOMPARE(total(m, Phase::Measured).service.count(), 3U);
        QCOMPARE(totalOf(m, Phase::Measured, 1).wait.count(), 2U);
        QCOMPARE(totalOf(m, Phase::Measured, 0).lag.count(), 1U);
        double planned = 0;
        for (const Interval& interval : m.intervals) {
            planned += interval.planned;
        }
        QCOMPARE(planned, 100.0);
    }

    void anIntervalIsSettledWhenAllThatWasDueInItHasEnded() {
        Plan plan;
        plan.curve = testkit::curve("0s:2 4s:2", LoadModel::Open);
        plan.intervalLength = 1s;
        plan.limits = {100ms};
        plan.requests.resize(1);
        Collector collector(plan);
        const auto add = [&collector](Duration due, Duration response) {
            OutcomeRecord record;
            record.due = record.freed = record.sent = due.count();
            record.done = (due + response).count();
            collector.add(record);
        };
        add(250ms, 1ms);
        add(1250ms, 1ms);
        add(1750ms, 200ms);
        // Of the first second one is missing, so nothing after it is told either.
        QCOMPARE(collector.takeSettled(2s, 0s).size(), std::size_t{0});
        add(750ms, 1500ms);
        const std::vector<Interval> settled = collector.takeSettled(2s, 0s);
        QCOMPARE(settled.size(), std::size_t{2});
        QCOMPARE(settled[1].from, Duration(1s));
        QCOMPARE(settled[1].series.at(0).tally.ok(), 2U);
        QCOMPARE(settled[1].series.at(0).slow.at(0), 1U);
        // What never comes is not waited for for ever, and nothing is told twice or beyond the load's end.
        add(2250ms, 1ms);
        QCOMPARE(collector.takeSettled(3s, 2500ms).size(), std::size_t{0});
        QCOMPARE(collector.takeSettled(5s, 3s).size(), std::size_t{1});
        QCOMPARE(collector.takeSettled(60s, 60s).size(), std::size_t{1});
        QCOMPARE(collector.takeSettled(60s, 60s).size(), std::size_t{0});
    }

    void withRandomArrivalsOnlyTheTimeoutSettles() {
        Plan plan;
        plan.curve = testkit::curve("0s:2 4s:2", LoadModel::Open);
        plan.arrivals = Arrivals::Poisson;
        plan.intervalLength = 1s;
        plan.requests.resize(1);
        Collector collector(plan);
        QCOMPARE(collector.takeSettled(4s, 0s).size(), std::size_t{0});
        QCOMPARE(collector.takeSettled(4s, 2s).size(), std::size_t{2});
    }

    void aFailureIsBadAgainstEveryLimit() {
        SeriesBuilder builder;
        OutcomeRecord record;
        record.sent = record.freed = 0;
        record.done = 1000;
        record.outcome = Outcome::Http5xx;
        record.status = 503;
        builder.add(record, {1s});
        record.outcome = Outcome::Ok;
        record.status = 200;
        builder.add(record, {1s});
        const Series series = builder.build(0);
        QCOMPARE(series.slow.at(0), 1U);
        QCOMPARE(series.statuses.at(503), 1U);
        QCOMPARE(series.response.count(), 2U);
    }

    void stealAndThrottlingAreRead() {
        HostCounters before;
        HostCounters after;
        readProcStat("cpu  10 0 10 80 0 0 0 0 0 0\ncpu0 1 1 1 1\n", before);
        readProcStat("cpu  20 0 20 140 0 0 0 20 0 0\n", after);
        QCOMPARE(stealShare(before, after), 0.2);
        readCpuStat("nr_periods 100\nnr_throttled 5\nthrottled_time 1\n", before);
        readCpuStat("usage_usec 1\nnr_periods 200\nnr_throttled 55\n", after);
        QCOMPARE(throttledShare(before, after), 0.5);
        QCOMPARE(throttledShare(HostCounters{}, HostCounters{}), 0.0);
    }
};

QTEST_GUILESS_MAIN(PartsTest)
#include "parts_test.moc"
