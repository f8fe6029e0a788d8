// SPDX-License-Identifier: Apache-2.0
// Over real sockets, against servers that stall, are overloaded, break their connections or lie: the counts are the server's own, and the
// counting equations hold. Run once over each reactor: TEST_REACTOR.
#include "each_reactor.h"
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/reactors.h"
#include "engine/resolve.h"
#include "testkit/memory_peak.h"
#include "testkit/phrases.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QtTest>

#include <algorithm>
#include <cmath>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;
using testkit::LoggedRequest;
using testkit::RequestLog;
using testkit::ScriptedServer;
using testkit::TestServer;
namespace scripts = testkit::scripts;

namespace {

class ZeroSink final : public MeasureSink {
  public:
    void onZero(Duration steady) override { zero = testkit::TimePoint(steady); }
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval&) override {}
    testkit::TimePoint zero;
};

Plan planFor(const LoadCurve& curve, std::uint16_t port) {
    Plan plan;
    plan.curve = curve;
    plan.reactor = overUring() ? ReactorChoice::Uring : ReactorChoice::Epoll;
    plan.intervalLength = intervalLengthFor(curve.length());
    plan.addresses = *resolve("127.0.0.1", port);
    plan.requests.push_back({"GET /", *http1Request(RequestSpec{}, "localhost"), 1, 10s, {}, false, true});
    return plan;
}

LoadCurve arriving(const char* phrase) { return testkit::curve(phrase, LoadModel::Open); }
LoadCurve users(const char* phrase) { return testkit::curve(phrase, LoadModel::Closed); }

struct Seen {
    Measurement m;
    Tally tally;
    testkit::TimePoint zero;
};

Seen run(const Plan& plan, const std::stop_token& stop = {}) {
    ZeroSink sink;
    auto m = measure(plan, sink, stop);
    if (!m) {
        qFatal("%s", m.error().message.c_str());
    }
    const Tally tally = tallyOf(*m, Phase::WholeRun);
    return {std::move(m).value(), tally, sink.zero};
}

/// Both equations of the contract.
bool equationsHold(const Seen& seen) {
    const Tally& t = seen.tally;
    return t.sent == t.completed() + t.inFlightAtEnd &&
           (seen.m.model == LoadModel::Closed || seen.m.planned == t.sent + t.droppedLimit + t.droppedGenerator + seen.m.notReached);
}

std::uint64_t answered(const RequestLog& log) {
    return static_cast<std::uint64_t>(std::count_if(log.begin(), log.end(), [](const LoggedRequest& r) { return r.written.has_value(); }));
}

/// Longest time with a request in the server's hands and nothing written.
Duration silenceOf(const RequestLog& log) {
    std::vector<std::pair<testkit::TimePoint, int>> events;
    for (const LoggedRequest& request : log) {
        events.emplace_back(request.received, 1);
        events.emplace_back(request.written.value(), -1);
    }
    std::sort(events.begin(), events.end());
    Duration longest{};
    int underWay = 0;
    testkit::TimePoint since{};
    for (const auto& [at, change] : events) {
        if (underWay > 0 && change < 0) {
            longest = std::max<Duration>(longest, at - since);
        }
        if (underWay == 0 || change < 0) {
            since = at;
        }
        underWay += change;
    }
    return longest;
}

double milliseconds(Duration d) { return toSeconds(d) * 1000; }

}  // namespace

class TruthTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        if (const QString why = whyNotHere(); !why.isEmpty()) {
            QSKIP(qPrintable(why));
        }
    }

    void bytesInAndOutAreTheServersOwn_data() {
        QTest::addColumn<bool>("open");
        QTest::newRow("open") << true;
        QTest::newRow("closed") << false;
    }
    void bytesInAndOutAreTheServersOwn() {
        QFETCH(const bool, open);
        const TestServer server({.delay = 1ms, .errorEvery = 5, .closeAfter = 7, .body = std::string(3000, 'b')});
        const Seen seen = run(planFor(open ? arriving("0s:200 500ms:200") : users("0s:5 500ms:5"), server.port()));
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.tally.sent, server.log().size());
        QCOMPARE(seen.tally.bytesOut, server.traffic().received);
        QCOMPARE(seen.tally.bytesIn, server.traffic().written);
    }

    void aStallLosesNothingAndItsSilenceIsMeasured_data() { bytesInAndOutAreTheServersOwn_data(); }
    void aStallLosesNothingAndItsSilenceIsMeasured() {
        QFETCH(const bool, open);
        const TestServer server({.delay = 1ms, .stallEvery = 800ms, .stallFor = 300ms});
        const Seen seen = run(planFor(open ? arriving("0s:200 1s:200") : users("0s:5 1s:5"), server.port()));
        const RequestLog log = server.log();
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.tally.sent, log.size());
        QCOMPARE(seen.tally.ok(), answered(log));
        QCOMPARE(seen.tally.ok(), seen.tally.sent);
        const double ours = milliseconds(seen.m.longestSilence);
        const double theirs = milliseconds(silenceOf(log));
        QVERIFY(theirs > 250);
        QVERIFY2(std::abs(ours - theirs) < 50, qPrintable(QString("%1 ms, by the server's log %2 ms").arg(ours).arg(theirs)));
    }

    void underTwiceTheCapacityResponseTimesAreThoseOfTheServersLog() {
        // One place of 5 ms, and 400 a second: the n-th of 200 is answered n * 2.5 ms after it was due.
        const TestServer server({.delay = 5ms, .capacity = 1});
        const Plan plan = planFor(arriving("0s:400 500ms:400"), server.port());
        const Seen seen = run(plan);
        const RequestLog log = server.log();
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.m.planned, 200U);
        QCOMPARE(seen.tally.ok(), 200U);
        QCOMPARE(log.size(), std::size_t{200});
        Duration written{};
        Duration due{};
        for (std::uint64_t n = 1; n <= 200; ++n) {
            written += log[n - 1].written.value() - seen.zero;
            due += *plan.curve.dueTime(n);
        }
        const double byLog = milliseconds((written - due) / 200);
        const Series all = total(seen.m, Phase::Measured);
        const double ours = milliseconds(all.response.mean().value());
        QVERIFY2(byLog >= 250, qPrintable(QString::number(byLog)));
        QVERIFY2(ours > byLog * 0.995 - 1 && ours < byLog * 1.05 + 10, qPrintable(QString("%1 ms, by the log %2 ms").arg(ours).arg(byLog)));
        QVERIFY(*all.response.max() > 490ms);
        QVERIFY(*all.response.quantile(0.5) > 240ms);
    }

    void whatIsShedUnderOverloadIsCountedAndNeverReachesTheServer() {
        const TestServer server({.delay = 5ms, .capacity = 1});
        Plan plan = planFor(arriving("0s:400 500ms:400"), server.port());
        plan.maxInFlight = 10;
        const Seen seen = run(plan);
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.tally.sent, server.log().size());
        QCOMPARE(seen.tally.ok(), answered(server.log()));
        QVERIFY(seen.tally.droppedLimit > 50);
        QCOMPARE(seen.tally.sent + seen.tally.droppedLimit, 200U);
    }

    void connectionsThatBreakAreCountedAsTheServerBrokeThem_data() {
        QTest::addColumn<bool>("open");
        QTest::addColumn<double>("resets");
        QTest::addColumn<unsigned>("closes");
        for (const bool open : {true, false}) {
            const char* model = open ? "open" : "closed";
            QTest::addRow("%s, closes after three", model) << open << 0.0 << 3U;
            QTest::addRow("%s, resets at random", model) << open << 0.3 << 0U;
            QTest::addRow("%s, both", model) << open << 0.2 << 5U;
        }
    }
    void connectionsThatBreakAreCountedAsTheServerBrokeThem() {
        QFETCH(const bool, open);
        QFETCH(const double, resets);
        QFETCH(const unsigned, closes);
        const TestServer server({.delay = 1ms, .closeAfter = closes, .announceClose = false, .resetShare = resets});
        const Seen seen = run(planFor(open ? arriving("0s:300 1s:300") : users("0s:4 500ms:4"), server.port()));
        const RequestLog log = server.log();
        const std::uint64_t good = answered(log);
        QVERIFY(equationsHold(seen));
        QVERIFY(good > 50);
        QCOMPARE(seen.tally.ok(), good);
        QCOMPARE(seen.tally.failed(), seen.tally.of(Outcome::Reset));
        QCOMPARE(seen.tally.inFlightAtEnd, 0U);
        // Each reset is a failure, or the reason why a request was sent once more.
        const std::uint64_t broken = log.size() - good;
        QVERIFY(resets == 0 || broken > 20);
        QVERIFY2(broken <= seen.tally.of(Outcome::Reset) + seen.tally.retried, "a reset was not counted");
        if (closes == 0) {
            QCOMPARE(broken, seen.tally.of(Outcome::Reset) + seen.tally.retried);
            QCOMPARE(log.size(), seen.tally.sent + seen.tally.retried);
        }
        if (resets == 0) {
            QCOMPARE(log.size(), seen.tally.sent);
        }
    }

    void byteByByteAndSilentServersAreCountedToTheLastRequest_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<bool>("open");
        for (const char* script : {"byteByByte", "chunkedByteByByte", "neverAnswers"}) {
            QTest::addRow("%s, open", script) << script << true;
            QTest::addRow("%s, closed", script) << script << false;
        }
    }
    void byteByByteAndSilentServersAreCountedToTheLastRequest() {
        QFETCH(const QString, script);
        QFETCH(const bool, open);
        const ScriptedServer server(testkit::scriptNamed(script.toStdString()).value());
        Plan plan = planFor(open ? arriving("0s:50 400ms:50") : users("0s:3 400ms:3"), server.port());
        const bool silent = script == "neverAnswers";
        if (silent) {
            plan.requests[0].timeout = 150ms;
        }
        const Seen seen = run(plan);
        QVERIFY(equationsHold(seen));
        QVERIFY(seen.tally.sent >= 3);
        QCOMPARE(seen.tally.of(silent ? Outcome::Timeout : Outcome::Ok), seen.tally.sent);
        QCOMPARE(seen.tally.sent, server.requests().size());
        QCOMPARE(total(seen.m, Phase::WholeRun).response.censored(), silent ? seen.tally.sent : 0U);
    }

    void whatIsUnderWayAtAStopIsInFlightAtTheEnd() {
        const ScriptedServer server(scripts::neverAnswers());
        Plan plan = planFor(arriving("0s:50 60s:50"), server.port());
        plan.drainWhenStopped = 50ms;
        class StopSoon final : public MeasureSink {
          public:
            void onPhase(RunPhase, Duration) override {}
            void onInterval(const LiveInterval& interval) override {
                if (interval.tally.sent + interval.inFlight >= 20) {
                    source.request_stop();
                }
            }
            std::stop_source source;
        } sink;
        const Measurement m = measure(plan, sink, sink.source.get_token()).value();
        const Seen seen{m, tallyOf(m, Phase::WholeRun), {}};
        QVERIFY(equationsHold(seen));
        QVERIFY(seen.tally.inFlightAtEnd >= 20);
        QCOMPARE(seen.tally.sent, seen.tally.inFlightAtEnd);
        QCOMPARE(seen.tally.sent, server.requests().size());
        QCOMPARE(seen.m.planned, 3000U);
        QCOMPARE(total(m, Phase::WholeRun).response.censored(), seen.tally.sent);
    }

    void aLieIsMalformedItsConnectionReplacedAndTheRestIsRight_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<int>("outcome");
        for (const char* lie : {"badLength", "twoLengths", "negativeLength", "overflowingLength", "endlessHead", "endlessHeaderLine",
                                "endlessHeaders", "endlessInterim", "endlessExtension", "endlessTrailers", "garbage", "extraBytes"}) {
            QTest::newRow(lie) << lie << static_cast<int>(Outcome::Malformed);
        }
        // What could still come true is waited for, and not longer than any other answer.
        for (const char* promise : {"enormousLength", "endlessChunks"}) {
            QTest::newRow(promise) << promise << static_cast<int>(Outcome::Timeout);
        }
    }
    void aLieIsMalformedItsConnectionReplacedAndTheRestIsRight() {
        QFETCH(const QString, script);
        QFETCH(const int, outcome);
        const testkit::Script lie = testkit::scriptNamed(script.toStdString()).value();
        const ScriptedServer server({lie, scripts::closesAfter(2), lie, lie, scripts::keepsAnswering()});
        Plan plan = planFor(users("0s:1 700ms:1"), server.port());
        plan.requests[0].timeout = outcome == static_cast<int>(Outcome::Timeout) ? 100ms : 10s;
        const Seen seen = run(plan);
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.tally.by[static_cast<std::size_t>(outcome)], 3U);
        QCOMPARE(seen.tally.failed(), 3U);
        QVERIFY(seen.tally.ok() > 5);
        QCOMPARE(seen.tally.sent, server.requests().size());
        QCOMPARE(server.connections(), std::size_t{5});
    }

    void lyingServersCostNoMemory_data() {
        QTest::addColumn<QString>("script");
        for (const char* lie :
             {"endlessHeaderLine", "endlessHeaders", "endlessInterim", "endlessExtension", "endlessTrailers", "endlessChunks"}) {
            QTest::newRow(lie) << lie;
        }
    }
    void lyingServersCostNoMemory() {
        QFETCH(const QString, script);
        const ScriptedServer server(testkit::scriptNamed(script.toStdString()).value());
        Plan plan = planFor(users("0s:8 300ms:8"), server.port());
        plan.requests[0].timeout = 100ms;
        testkit::MemoryPeak peak;
        if (!peak.works()) {
            QSKIP("the peak of resident memory cannot be measured here");
        }
        const Seen seen = run(plan);
        QVERIFY(equationsHold(seen));
        QVERIFY(seen.tally.failed() >= 8);
        QCOMPARE(seen.tally.ok(), 0U);
        // At most 64 KiB of a line for each connection, buffers, the server's own threads, histograms.
        QVERIFY2(peak.grewBy() < 24U << 20U, qPrintable(QString("%1 bytes").arg(peak.grewBy())));
    }

    void bytesThatNobodyAskedForCostTheirConnectionAndAreTold_data() {
        QTest::addColumn<QString>("script");
        QTest::newRow("a second answer to a request") << "answersTwice";
        QTest::newRow("an answer before the request") << "answersBeforeAsked";
    }
    void bytesThatNobodyAskedForCostTheirConnectionAndAreTold() {
        QFETCH(const QString, script);
        const ScriptedServer server(testkit::scriptNamed(script.toStdString()).value());
        const Seen seen = run(planFor(arriving("0s:10 1s:10"), server.port()));
        QVERIFY(equationsHold(seen));
        QCOMPARE(seen.tally.sent, 10U);
        // Where both come together, the second is told from the first and spoils it.
        QCOMPARE(seen.tally.ok() + seen.tally.of(Outcome::Malformed), 10U);
        QVERIFY2(server.connections() > 5, qPrintable(QString::number(server.connections())));
        QVERIFY(std::any_of(seen.m.examples.begin(), seen.m.examples.end(), [](const ErrorExample& example) {
            return example.outcome == Outcome::Malformed && (example.text == "bytes that no request had asked for; connection replaced" ||
                                                             example.text == "bytes after the end of the answer");
        }));
    }
};

QTEST_GUILESS_MAIN(TruthTest)
#include "truth_test.moc"
