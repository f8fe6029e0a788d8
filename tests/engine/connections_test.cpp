// SPDX-License-Identifier: Apache-2.0
// How connections are made, used, replaced and given up, over real sockets. Run once over each reactor: TEST_REACTOR.
#include "each_reactor.h"
#include "engine/foreseen.h"
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/reactors.h"
#include "engine/resolve.h"
#include "testkit/phrases.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QtTest>

#include <algorithm>
#include <map>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

class DeafSink final : public MeasureSink {
  public:
    void onZero(Duration steady) override { zero = steady; }
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval&) override {}
    Duration zero{};
};

Plan planFor(const LoadCurve& curve, std::uint16_t port, Reuse reuse = Reuse::Keep, const std::string& method = "GET") {
    Plan plan;
    plan.curve = curve;
    plan.reactor = overUring() ? ReactorChoice::Uring : ReactorChoice::Epoll;
    plan.intervalLength = intervalLengthFor(curve.length());
    plan.addresses = *resolve("127.0.0.1", port);
    plan.connections.maxRequests = reuse == Reuse::PerRequest ? 1 : 0;
    RequestSpec request;
    request.method = method;
    plan.requests.push_back({method + " /", *http1Request(request, "localhost", reuse), 1, 5s, {}, false, isIdempotent(method)});
    return plan;
}

Measurement run(const Plan& plan) {
    DeafSink sink;
    auto m = measure(plan, sink, {});
    if (!m) {
        qFatal("%s", m.error().message.c_str());
    }
    return std::move(m).value();
}

QString refusalOf(const Plan& plan) {
    DeafSink sink;
    const auto m = measure(plan, sink, {});
    return m ? QString("not refused") : QString::fromStdString(m.error().message);
}

Tally wholeRun(const Measurement& m) { return tallyOf(m, Phase::WholeRun); }

LoadCurve users(int n, const char* length = "300ms") {
    const std::string load = ":" + std::to_string(n);
    return testkit::curve("0s" + load + " " + length + load, LoadModel::Closed);
}
LoadCurve fiftyASecond() { return testkit::curve("0s:50 300ms:50", LoadModel::Open); }

std::map<std::uint64_t, std::size_t> requestsByConnection(const testkit::RequestLog& log) {
    std::map<std::uint64_t, std::size_t> counts;
    for (const testkit::LoggedRequest& request : log) {
        ++counts[request.connection];
    }
    return counts;
}

std::map<std::string, std::size_t> connectionsBySource(const testkit::TestServer& server) {
    std::map<std::string, std::size_t> counts;
    for (const std::string& peer : server.peers()) {
        ++counts[peer];
    }
    return counts;
}

bool saysSomewhere(const Measurement& m, const char* text) {
    return std::any_of(m.examples.begin(), m.examples.end(), [text](const ErrorExample& example) { return example.text == text; });
}

void openAndClosed() {
    QTest::addColumn<bool>("open");
    QTest::newRow("open") << true;
    QTest::newRow("closed") << false;
}

}  // namespace

class ConnectionsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        if (const QString why = whyNotHere(); !why.isEmpty()) {
            QSKIP(qPrintable(why));
        }
    }

    void aConnectionForEachRequestIsWhatTheServerSees_data() {
        QTest::addColumn<bool>("open");
        QTest::addColumn<unsigned>("workers");
        QTest::newRow("open") << true << 1U;
        QTest::newRow("open, two workers") << true << 2U;
        QTest::newRow("closed") << false << 1U;
        QTest::newRow("closed, two workers") << false << 2U;
    }
    void aConnectionForEachRequestIsWhatTheServerSees() {
        QFETCH(bool, open);
        QFETCH(unsigned, workers);
        const testkit::TestServer server({.delay = 5ms});
        Plan plan = planFor(open ? testkit::curve("0s:200 500ms:200", LoadModel::Open) : users(7), server.port(), Reuse::PerRequest);
        plan.workers = workers;
        const Tally tally = wholeRun(run(plan));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.retried, 0U);
        QCOMPARE(tally.sent, server.log().size());
        QCOMPARE(server.peers().size(), server.log().size());
        QCOMPARE(requestsByConnection(server.log()).size(), server.log().size());
        QVERIFY(tally.sent >= (open ? 100U : 14U));
    }

    void aRequestThatHasItsConnectionAloneSaysSo() {
        const auto bytes = [](Reuse reuse) { return std::string(http1Request(RequestSpec{}, "h", reuse)->bytes()); };
        QVERIFY(bytes(Reuse::PerRequest).find("\r\nConnection: close\r\n") != std::string::npos);
        QVERIFY(bytes(Reuse::Keep).find("Connection:") == std::string::npos);
    }

    void aConnectionCarriesNoMoreRequestsThanItMay() {
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(users(1), server.port());
        plan.connections.maxRequests = 3;
        const Tally tally = wholeRun(run(plan));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.sent, server.log().size());
        QCOMPARE(server.peers().size(), (server.log().size() + 2) / 3);
        for (const auto& [connection, requests] : requestsByConnection(server.log())) {
            QVERIFY(requests <= 3);
        }
        QVERIFY(tally.sent > 6);
    }

    void anOldConnectionIsReplaced_data() { openAndClosed(); }
    void anOldConnectionIsReplaced() {
        QFETCH(bool, open);
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(open ? testkit::curve("0s:100 1s:100", LoadModel::Open) : users(1, "1s"), server.port());
        plan.connections.maxAge = 50ms;
        const Tally tally = wholeRun(run(plan));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.sent, server.log().size());
        QVERIFY(server.peers().size() >= 2);
        QVERIFY(open || server.peers().size() <= 21);  // one every 50 ms
    }

    void aServerThatNeverAnswersRunsIntoTheFirstByteTimeout_data() { openAndClosed(); }
    void aServerThatNeverAnswersRunsIntoTheFirstByteTimeout() {
        QFETCH(bool, open);
        const testkit::ScriptedServer server(testkit::scripts::neverAnswers());
        Plan plan = planFor(open ? fiftyASecond() : users(3), server.port());
        plan.firstByteTimeout = 60ms;
        const Measurement m = run(plan);
        const Tally tally = wholeRun(m);
        QVERIFY(tally.sent >= (open ? 15U : 3U));
        QCOMPARE(tally.of(TimeoutKind::FirstByte), tally.sent);
        QCOMPARE(tally.of(Outcome::Timeout), tally.sent);
        QVERIFY(*total(m, Phase::WholeRun).response.quantile(0.0) >= 59ms);
        QVERIFY(saysSomewhere(m, "no byte of the answer within the first-byte timeout"));
        QTRY_COMPARE(server.requests().size(), tally.sent);
    }

    void anAnswerThatStopsInItsMiddleRunsIntoTheTotal() {
        const testkit::ScriptedServer server(testkit::Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nfour"));
        Plan plan = planFor(users(2), server.port());
        plan.firstByteTimeout = 900ms;
        plan.requests[0].timeout = 1s;
        const Measurement m = run(plan);
        QCOMPARE(wholeRun(m).of(TimeoutKind::Total), 2U);
        QCOMPARE(wholeRun(m).sent, 2U);
        QVERIFY(saysSomewhere(m, "no whole answer within the timeout"));
    }

    void whatNeverConnectsRunsIntoTheConnectTimeout_data() { openAndClosed(); }
    void whatNeverConnectsRunsIntoTheConnectTimeout() {
        QFETCH(bool, open);
        const testkit::FullListener listener;
        Plan plan = planFor(open ? fiftyASecond() : users(3), listener.port());
        plan.connectTimeout = 60ms;
        const Measurement m = run(plan);
        const Tally tally = wholeRun(m);
        QVERIFY(tally.sent >= (open ? 15U : 3U));
        QCOMPARE(tally.of(TimeoutKind::Connect), tally.sent);
        QCOMPARE(tally.of(Outcome::Timeout), tally.sent);
        QVERIFY(saysSomewhere(m, "no connection within the connect timeout"));
        QVERIFY(!m.generator.outOfPorts && !m.generator.outOfDescriptors);
    }

    void withoutAConnectTimeoutTheTotalIncludesConnecting_data() { openAndClosed(); }
    void withoutAConnectTimeoutTheTotalIncludesConnecting() {
        QFETCH(bool, open);
        const testkit::FullListener listener;
        Plan plan = planFor(open ? fiftyASecond() : users(3), listener.port());
        plan.requests[0].timeout = 100ms;
        const Measurement m = run(plan);
        QVERIFY(wholeRun(m).sent >= 3);
        QCOMPARE(wholeRun(m).of(TimeoutKind::Total), wholeRun(m).sent);
        QVERIFY(saysSomewhere(m, "no connection within the timeout"));
    }

    void aTlsHandshakeThatIsNotAnsweredIsConnecting() {
        const testkit::ScriptedServer server(testkit::Script{});
        Plan plan = planFor(users(2), server.port());
        plan.tls = TlsOptions{"localhost", false, {}, {}, {}};
        plan.connectTimeout = 60ms;
        const Tally tally = wholeRun(run(plan));
        QVERIFY(tally.sent >= 2);
        QCOMPARE(tally.of(TimeoutKind::Connect), tally.sent);
    }

    void anAddressThatNeverConnectsIsLeftForTheNext_data() { openAndClosed(); }
    void anAddressThatNeverConnectsIsLeftForTheNext() {
        QFETCH(bool, open);
        const testkit::FullListener listener;
        const testkit::TestServer server;
        Plan plan = planFor(open ? fiftyASecond() : users(3), listener.port());
        plan.addresses.push_back(resolve("127.0.0.1", server.port())->front());
        plan.connectTimeout = 100ms;
        const Tally tally = wholeRun(run(plan));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.sent, server.log().size());
    }

    void connectionsComeFromEachSourceInTurn() {
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(users(8), server.port());
        for (const char* source : {"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"}) {
            plan.connections.sources.push_back(*sourceAddress(source));
        }
        const Tally tally = wholeRun(run(plan));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.sent, server.log().size());
        QCOMPARE(connectionsBySource(server),
                 (std::map<std::string, std::size_t>{{"127.0.0.2", 2}, {"127.0.0.3", 2}, {"127.0.0.4", 2}, {"127.0.0.5", 2}}));
    }

    void aSourceOfTheOtherFamilyIsPassedOver() {
        const testkit::TestServer server({.delay = 1ms, .host = "::1"});
        Plan plan = planFor(users(3), server.port());
        plan.addresses = *resolve("::1", server.port());
        plan.connections.sources = {*sourceAddress("127.0.0.2"), *sourceAddress("::1")};
        QVERIFY(wholeRun(run(plan)).ok() >= 3);
        QCOMPARE(connectionsBySource(server), (std::map<std::string, std::size_t>{{"::1", 3}}));
    }

    void aSourceThatIsNotOursIsRefusedBeforeAnythingIsSent() {
        const testkit::TestServer server;
        Plan plan = planFor(users(1), server.port());
        plan.connections.sources = {*sourceAddress("127.0.0.2"), *sourceAddress("192.0.2.1")};
        QCOMPARE(refusalOf(plan), QString("no connection can come from 192.0.2.1: it is no address of this machine; connections.sources of "
                                          "the profile names our own addresses"));
        QCOMPARE(server.peers().size(), 0U);
    }

    void usersAreConnectedNoFasterThanTheRateOfHandshakes_data() {
        QTest::addColumn<unsigned>("workers");
        QTest::newRow("one worker") << 1U;
        QTest::newRow("two workers") << 2U;
    }
    void usersAreConnectedNoFasterThanTheRateOfHandshakes() {
        QFETCH(unsigned, workers);
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(users(101, "100ms"), server.port());
        plan.workers = workers;
        plan.connections.handshakesPerSecond = 250;
        DeafSink sink;
        const Duration before = std::chrono::steady_clock::now().time_since_epoch();
        const auto m = measure(plan, sink, {});
        QVERIFY(m.has_value());
        QVERIFY(sink.zero - before >= 390ms);  // 100 pauses of 4 ms, but for what may be caught up
        QCOMPARE(server.peers().size(), 101U);
    }

    void aKeptConnectionThatWasClosedIsRetriedOnceAndCounted_data() { openAndClosed(); }
    void aKeptConnectionThatWasClosedIsRetriedOnceAndCounted() {
        QFETCH(bool, open);
        const testkit::ScriptedServer server(testkit::Script().awaitRequest().send(testkit::okAnswer()).awaitRequest().close());
        const Tally tally = wholeRun(run(planFor(open ? fiftyASecond() : users(1), server.port())));
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.failed(), 0U);
        QCOMPARE(server.requests().size(), tally.sent + tally.retried);
        QVERIFY(tally.retried >= 1);
        if (!open) {
            QCOMPARE(tally.retried, tally.sent - 1);  // each but the first met a connection that had served one
        }
    }

    void whatMayNotBeRepeatedIsNotRetried() {
        const testkit::ScriptedServer server(testkit::Script().awaitRequest().send(testkit::okAnswer()).awaitRequest().close());
        const Tally tally = wholeRun(run(planFor(users(1), server.port(), Reuse::Keep, "POST")));
        QCOMPARE(tally.retried, 0U);
        QCOMPARE(tally.of(Outcome::Closed), tally.sent / 2);  // every other one
        QCOMPARE(server.requests().size(), tally.sent);
        QVERIFY(tally.sent >= 2);
    }

    void aFreshConnectionThatIsClosedIsNotRetried() {
        const testkit::ScriptedServer server(testkit::scripts::closesWithoutAnswer());
        const Tally tally = wholeRun(run(planFor(users(1), server.port())));
        QCOMPARE(tally.retried, 0U);
        QCOMPARE(tally.of(Outcome::Closed), tally.sent);
        QCOMPARE(server.requests().size(), tally.sent);
    }

    void pinnedWorkersHaveProcessorsOfTheirOwn() {
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(users(2, "100ms"), server.port());
        plan.pinned = true;
        const std::vector<int> allowed = processorsAllowed();
        plan.workers = static_cast<std::uint32_t>(std::min<std::size_t>(2, allowed.size()));
        QVERIFY(run(plan).pinned == std::vector<int>(allowed.begin(), allowed.begin() + plan.workers));
        plan.pinned = false;
        QVERIFY(run(plan).pinned.empty());
    }
};

QTEST_GUILESS_MAIN(ConnectionsTest)
#include "connections_test.moc"
