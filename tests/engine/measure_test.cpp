// SPDX-License-Identifier: Apache-2.0
// The whole engine over real sockets, against servers whose own log is the truth. Run once over each reactor: TEST_REACTOR.
#include "engine/measure.h"
#include "each_reactor.h"
#include "engine/http1_request.h"
#include "engine/reactors.h"
#include "engine/resolve.h"
#include "testkit/phrases.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QtTest>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

class CountingSink final : public MeasureSink {
  public:
    void onPhase(RunPhase, Duration) override { ++phases; }
    void onInterval(const LiveInterval& interval) override { seen += interval.tally; }
    int phases{};
    Tally seen;
};

Plan planFor(const LoadCurve& curve, std::uint16_t port, const std::string& host = "127.0.0.1", const std::string& method = "GET",
             const std::string& body = {}) {
    Plan plan;
    plan.curve = curve;
    plan.reactor = overUring() ? ReactorChoice::Uring : ReactorChoice::Epoll;
    plan.intervalLength = intervalLengthFor(curve.length());
    plan.addresses = *resolve(host, port);
    RequestSpec request;
    request.method = method;
    request.body = body;
    plan.requests.push_back({method + " /", *http1Request(request, "localhost"), 1, 2s, {}, method == "HEAD", isIdempotent(method)});
    return plan;
}

Measurement run(const Plan& plan) {
    CountingSink sink;
    auto m = measure(plan, sink, {});
    if (!m) {
        qFatal("%s", m.error().message.c_str());
    }
    return std::move(m).value();
}

LoadCurve briefly() { return testkit::curve("0s:50 300ms:50", LoadModel::Open); }

bool equationsHold(const Measurement& m) {
    const Tally t = tallyOf(m, Phase::WholeRun);
    return t.sent == t.completed() + t.inFlightAtEnd &&
           (m.model == LoadModel::Closed || m.planned == t.sent + t.droppedLimit + t.droppedGenerator + m.notReached);
}

}  // namespace

class MeasureTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        if (const QString why = whyNotHere(); !why.isEmpty()) {
            QSKIP(qPrintable(why));
        }
    }

    void theReactorThatWasAskedForSends() {
        const testkit::TestServer server;
        const Measurement m = run(planFor(briefly(), server.port()));
        QCOMPARE(m.reactor, std::string(overUring() ? "io_uring" : "epoll"));
        QCOMPARE(m.whyNotUring.empty(), overUring());
    }

    void countsWhatTheServerCounted_data() {
        QTest::addColumn<bool>("open");
        QTest::addColumn<unsigned>("workers");
        QTest::newRow("open") << true << 1U;
        QTest::newRow("open, two workers") << true << 2U;
        QTest::newRow("closed") << false << 1U;
        QTest::newRow("closed, two workers") << false << 2U;
    }
    void countsWhatTheServerCounted() {
        QFETCH(bool, open);
        QFETCH(unsigned, workers);
        const testkit::TestServer server({.delay = 1ms, .errorEvery = 7});
        Plan plan = planFor(open ? testkit::curve("0s:300 1s:300", LoadModel::Open) : testkit::curve("0s:7 1s:7", LoadModel::Closed),
                            server.port());
        plan.workers = workers;
        const Measurement m = run(plan);
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QVERIFY(equationsHold(m));
        QCOMPARE(tally.sent, server.log().size());
        const auto byStatus = testkit::countByStatus(server.log());
        QCOMPARE(tally.ok(), byStatus.at(200));
        QCOMPARE(tally.of(Outcome::Http5xx), byStatus.at(500));
        if (open) {
            QCOMPARE(m.planned, 300U);
        }
    }

    void watchersSeeEveryRequest() {
        const testkit::TestServer server({.delay = 1ms});
        CountingSink sink;
        const auto m = measure(planFor(briefly(), server.port()), sink, {});
        QVERIFY(m.has_value());
        QCOMPARE(sink.seen.sent, tallyOf(*m, Phase::WholeRun).sent);
        QVERIFY(sink.phases >= 3);
    }

    void ipv6IsAsGood() {
        const testkit::TestServer server({.delay = 1ms, .host = "::1"});
        QCOMPARE(tallyOf(run(planFor(briefly(), server.port(), "::1")), Phase::WholeRun).ok(), 15U);
    }

    void aNameWithAnAddressThatRefusesUsesTheOther() {
        const testkit::TestServer server({.delay = 1ms});
        Plan plan = planFor(briefly(), server.port(), "::1");  // nobody listens there
        plan.addresses.push_back(resolve("127.0.0.1", server.port())->front());
        const Tally tally = tallyOf(run(plan), Phase::WholeRun);
        QCOMPARE(tally.ok(), 15U);
        QCOMPARE(tally.sent, 15U);
    }

    void eachWayOfAnsweringIsUnderstood_data() {
        QTest::addColumn<QString>("script");
        QTest::addColumn<QString>("method");
        QTest::addColumn<int>("outcome");
        const auto row = [](const char* script, const char* method, Outcome outcome) {
            QTest::newRow(script) << script << method << static_cast<int>(outcome);
        };
        row("keepsAnswering", "GET", Outcome::Ok);
        row("byteByByte", "GET", Outcome::Ok);
        row("chunked", "GET", Outcome::Ok);
        row("chunkedByteByByte", "GET", Outcome::Ok);
        row("interimAnswers", "GET", Outcome::Ok);
        row("headWithLength", "HEAD", Outcome::Ok);
        row("noContent", "GET", Outcome::Ok);
        row("notModified", "GET", Outcome::Ok);
        row("bodyUntilClose", "GET", Outcome::Ok);
        row("http10", "GET", Outcome::Ok);
        row("closesWithoutAnswer", "GET", Outcome::Closed);
        row("closesInTheHead", "GET", Outcome::Closed);
        row("closesInTheBody", "GET", Outcome::Closed);
        row("resets", "GET", Outcome::Reset);
        row("badLength", "GET", Outcome::Malformed);
        row("twoLengths", "GET", Outcome::Malformed);
        row("garbage", "GET", Outcome::Malformed);
        row("extraBytes", "GET", Outcome::Malformed);
        row("endlessHead", "GET", Outcome::Malformed);
    }
    void eachWayOfAnsweringIsUnderstood() {
        QFETCH(QString, script);
        QFETCH(QString, method);
        QFETCH(int, outcome);
        const testkit::ScriptedServer server(testkit::scriptNamed(script.toStdString()).value());
        const Measurement m = run(planFor(briefly(), server.port(), "127.0.0.1", method.toStdString()));
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QVERIFY(equationsHold(m));
        QCOMPARE(tally.sent, 15U);
        QCOMPARE(tally.by[static_cast<std::size_t>(outcome)], 15U);
    }

    void aServerThatClosesNowAndThenLosesNothing() {
        const testkit::TestServer server({.closeAfter = 3, .announceClose = false});
        const Measurement m = run(planFor(testkit::curve("0s:4 500ms:4", LoadModel::Closed), server.port()));
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QVERIFY(equationsHold(m));
        QCOMPARE(tally.failed(), 0U);
        QVERIFY(tally.ok() > 20);
    }

    void largeAnswersAreReadWhole() {
        const std::string body(100'000, 'x');
        const testkit::TestServer server({.body = body});
        const Measurement m = run(planFor(testkit::curve("0s:8 500ms:8", LoadModel::Closed), server.port()));
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QCOMPARE(tally.ok(), tally.sent);
        QCOMPARE(tally.sent, server.log().size());
        QVERIFY(tally.sent > 8);
        QVERIFY(tally.bytesIn > tally.ok() * body.size());
    }

    void largeRequestsAreSentWhole_data() {
        QTest::addColumn<QString>("body");
        const QString filler(3'000'000, 'y');
        QTest::newRow("always the same") << filler;
        QTest::newRow("filled in") << "{{seq}}" + filler;
    }
    void largeRequestsAreSentWhole() {
        QFETCH(QString, body);
        const testkit::TestServer server({.delay = 1ms});
        const Plan plan =
            planFor(testkit::curve("0s:4 300ms:4", LoadModel::Closed), server.port(), "127.0.0.1", "POST", body.toStdString());
        const Measurement m = run(plan);
        const Tally tally = tallyOf(m, Phase::WholeRun);
        QCOMPARE(tally.ok(), tally.sent);  // the server answers when it has read the whole body
        QCOMPARE(tally.sent, server.log().size());
        QVERIFY(tally.sent >= 4);
    }

    void anEarlyAnswerIsAnAnswer() {
        const testkit::ScriptedServer server(testkit::scripts::earlyAnswerKeepsReading());
        Plan plan =
            planFor(testkit::curve("0s:10 300ms:10", LoadModel::Open), server.port(), "127.0.0.1", "POST", std::string(1U << 20U, 'b'));
        const Tally tally = tallyOf(run(plan), Phase::WholeRun);
        QCOMPARE(tally.ok(), 3U);
    }

    void aSilentServerTimesOut() {
        const testkit::ScriptedServer server(testkit::scripts::neverAnswers());
        Plan plan = planFor(testkit::curve("0s:3 200ms:3", LoadModel::Closed), server.port());
        plan.requests[0].timeout = 150ms;
        const Measurement m = run(plan);
        QVERIFY(equationsHold(m));
        QVERIFY(tallyOf(m, Phase::WholeRun).of(Outcome::Timeout) >= 3);
        QCOMPARE(tallyOf(m, Phase::WholeRun).ok(), 0U);
    }

    void nobodyThereIsRefused() {
        std::uint16_t port = 0;
        {
            const testkit::TestServer gone;
            port = gone.port();
        }
        const Measurement m = run(planFor(briefly(), port));
        QCOMPARE(tallyOf(m, Phase::WholeRun).of(Outcome::Refused), 15U);
        QVERIFY(!m.examples.empty());
        QCOMPARE(QString::fromStdString(m.examples[0].text), QString("connect: Connection refused"));
    }

    void aNameThatDoesNotResolveIsADnsFailure() {
        Plan plan = planFor(testkit::curve("0s:2 250ms:2", LoadModel::Closed), 1);
        plan.addresses.clear();
        plan.unresolved = "cannot resolve 'nowhere.invalid'";
        const Measurement m = run(plan);
        QVERIFY(tallyOf(m, Phase::WholeRun).of(Outcome::Dns) >= 4);
        QVERIFY(!resolve("nowhere.invalid", 80).has_value());
    }

    void aStopComesBackSoonWithWhatWasMeasured() {
        const testkit::TestServer server({.delay = 1ms});
        std::stop_source stop;
        class StoppingSink final : public MeasureSink {
          public:
            explicit StoppingSink(std::stop_source& s) : source(s) {}
            void onPhase(RunPhase, Duration) override {}
            void onInterval(const LiveInterval& interval) override {
                if (interval.at > 300ms) {
                    source.request_stop();
                }
            }
            std::stop_source& source;
        } sink(stop);
        const auto m = measure(planFor(testkit::curve("0s:100 600s:100", LoadModel::Open), server.port()), sink, stop.get_token());
        QVERIFY(m.has_value());
        QVERIFY(m->stoppedEarly);
        QVERIFY(equationsHold(*m));
        QVERIFY(m->notReached > 50'000);
        QCOMPARE(tallyOf(*m, Phase::WholeRun).sent, server.log().size());
    }

    void connectTimesAreMeasured() {
        const testkit::TestServer server({.delay = 1ms});
        const Measurement m = run(planFor(testkit::curve("0s:5 200ms:5", LoadModel::Closed), server.port()));
        QCOMPARE(m.connectTime.count(), 5U);
    }
};

QTEST_GUILESS_MAIN(MeasureTest)
#include "measure_test.moc"
