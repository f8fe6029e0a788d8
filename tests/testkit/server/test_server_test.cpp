// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/test_server.h"
#include "testkit/server/raw_client.h"
#include "testkit/server/service_times.h"

#include <QtTest/QTest>

#include <algorithm>
#include <sstream>
#include <system_error>

using namespace loadgate::testkit;
using namespace std::chrono_literals;

namespace {

const std::string kGet = "GET /items HTTP/1.1\r\nHost: x\r\n\r\n";
const std::string kOk = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";

}  // namespace

class TestServerTest : public QObject {
    Q_OBJECT
  private slots:
    void answersAndLogsWhatItSaw();
    void listensOnBothFamilies();
    void neverAnswersBeforeItsDelay();
    void aSlowAnswerHoldsUpNoOtherConnection();
    void answersOfOneConnectionKeepTheirOrder();
    void oneSlotMakesAQueue();
    void twoSlotsHalveTheQueue();
    void lognormalDelaysHaveTheMedianAskedFor();
    void stallsFollowTheTimetable();
    void stallArithmeticMatchesCounting();
    void answersNothingThatCameInAStallBeforeItsEnd();
    void readsBodiesOfBothKinds();
    void pathsChooseStatuses();
    void countsErrorsItWasAskedFor();
    void closesAfterSoManyAnswers();
    void aHeadAnswerHasNoBody();
    void aBigBodyArrivesWhole();
    void aStoppedServerRefuses();
    void theLogSurvivesAFile();
    void quantilesAreOfTheLog();
};

void TestServerTest::answersAndLogsWhatItSaw() {
    const TestServer server;
    const TimePoint before = Clock::now();
    QCOMPARE(RawClient(server.port()).send(kGet).read(kOk.size()), kOk);
    const RequestLog log = server.log();
    QCOMPARE(log.size(), std::size_t{1});
    QCOMPARE(log[0].method, std::string("GET"));
    QCOMPARE(log[0].path, std::string("/items"));
    QCOMPARE(log[0].status, 200);
    QVERIFY(log[0].received >= before);
}

void TestServerTest::listensOnBothFamilies() {
    const TestServer server({.host = "::1"});
    QCOMPARE(RawClient(server.port(), "::1").send(kGet).read(kOk.size()), kOk);
    QCOMPARE(server.url(), "http://[::1]:" + std::to_string(server.port()));
}

void TestServerTest::neverAnswersBeforeItsDelay() {
    const TestServer server({.delay = 20ms});
    const TimePoint before = Clock::now();
    QCOMPARE(RawClient(server.port()).send(kGet).read(kOk.size()), kOk);
    QVERIFY(Clock::now() - before >= 20ms);
}

void TestServerTest::aSlowAnswerHoldsUpNoOtherConnection() {
    TestServer server({.delay = 100ms});
    RawClient first(server.port());
    RawClient second(server.port());
    first.send(kGet);
    second.send(kGet);
    QCOMPARE(first.read(kOk.size()), kOk);
    QCOMPARE(second.read(kOk.size()), kOk);
    server.stop();
    const RequestLog log = server.log();
    // The second was read while the first was still being served.
    QVERIFY(log[1].received < *log[0].written);
    QCOMPARE(log[1].connection, std::uint64_t{1});
}

void TestServerTest::answersOfOneConnectionKeepTheirOrder() {
    TestServer server({.delay = 1ms, .spread = 1});
    RawClient client(server.port());
    std::string expected;
    for (int i = 0; i < 20; ++i) {
        const bool bad = i % 2 == 1;
        client.send(bad ? "GET /status/204 HTTP/1.1\r\n\r\n" : kGet);
        expected += bad ? "HTTP/1.1 204 Status\r\n\r\n" : kOk;
    }
    QCOMPARE(client.read(expected.size()), expected);
}

void TestServerTest::oneSlotMakesAQueue() {
    ServiceTimes times(10ms, 0, 1, 1);
    const TimePoint start{};
    QCOMPARE(times.finishOf(start).time_since_epoch(), Nanos(10ms));
    QCOMPARE(times.finishOf(start).time_since_epoch(), Nanos(20ms));
    QCOMPARE(times.finishOf(start + 15ms).time_since_epoch(), Nanos(30ms));
    QCOMPARE(times.finishOf(start + 50ms).time_since_epoch(), Nanos(60ms));
}

void TestServerTest::twoSlotsHalveTheQueue() {
    ServiceTimes times(10ms, 0, 2, 1);
    const TimePoint start{};
    std::vector<Nanos> finished;
    finished.reserve(4);
    for (int i = 0; i < 4; ++i) {
        finished.emplace_back(times.finishOf(start).time_since_epoch());
    }
    QCOMPARE(finished, (std::vector<Nanos>{10ms, 10ms, 20ms, 20ms}));
}

void TestServerTest::lognormalDelaysHaveTheMedianAskedFor() {
    ServiceTimes times(10ms, 0.5, 0, 7);
    int below = 0;
    int belowOneSigma = 0;
    for (int i = 0; i < 10000; ++i) {
        const Nanos time(times.finishOf(TimePoint{}).time_since_epoch());
        below += time < 10ms ? 1 : 0;
        belowOneSigma += time < 16487us ? 1 : 0;  // 10 ms * exp(0.5)
    }
    QVERIFY2(std::abs(below - 5000) < 250, qPrintable(QString::number(below)));
    QVERIFY2(std::abs(belowOneSigma - 8413) < 200, qPrintable(QString::number(belowOneSigma)));
}

void TestServerTest::stallsFollowTheTimetable() {
    const TimePoint start{1000s};
    const StallTimetable stalls{start, 2s, 200ms};
    QVERIFY(!stalls.stalledAt(start));
    QVERIFY(!stalls.stalledAt(start + 999ms));
    QVERIFY(stalls.stalledAt(start + 1s));
    QVERIFY(stalls.stalledAt(start + 3199ms));
    QVERIFY(!stalls.stalledAt(start + 3200ms));
    QCOMPARE(stalls.takenUpAt(start), start);
    QCOMPARE(stalls.takenUpAt(start + 3100ms), start + 3200ms);
    QCOMPARE(stalls.takenUpAt(start + 3200ms), start + 3200ms);
    QCOMPARE((StallTimetable{start, 0s, 0s}.takenUpAt(start + 1s)), start + 1s);
}

void TestServerTest::stallArithmeticMatchesCounting() {
    QCOMPARE(stalledLatency(0.95, 5ms, 2s, 200ms), Nanos(105ms));
    QCOMPARE(stalledLatency(0.99, 5ms, 2s, 200ms), Nanos(185ms));
    QCOMPARE(stalledLatency(0.50, 5ms, 2s, 200ms), Nanos(5ms));
    // Arrivals every 100 µs over one period; those in the stall are taken up at its end.
    const StallTimetable stalls{TimePoint{}, 2s, 200ms};
    int above = 0;
    for (Nanos at = 2s; at < 4s; at += 100us) {
        above += stalls.takenUpAt(TimePoint{at}) + 5ms - TimePoint{at} > 105ms ? 1 : 0;
    }
    QCOMPARE(above, 1000);  // 5 % of 20,000
}

void TestServerTest::answersNothingThatCameInAStallBeforeItsEnd() {
    TestServer server({.stallEvery = 40ms, .stallFor = 30ms});
    RawClient client(server.port());
    while (Clock::now() < server.started() + 140ms) {
        QCOMPARE(client.send(kGet).read(kOk.size()), kOk);
    }
    server.stop();
    const StallTimetable stalls{server.started(), 40ms, 30ms};
    const RequestLog log = server.log();
    int held = 0;
    for (const LoggedRequest& request : log) {
        QVERIFY(request.written.value_or(request.received) >= stalls.takenUpAt(request.received));
        held += stalls.stalledAt(request.received) ? 1 : 0;
    }
    QVERIFY2(held >= 1, "no request came in one of the three stalls");
}

void TestServerTest::readsBodiesOfBothKinds() {
    TestServer server;
    RawClient client(server.port());
    client.send("POST /a HTTP/1.1\r\nContent-Length: 5\r\n\r\nhello");
    client.send("POST /b HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n5;x=y\r\nhello\r\n0\r\nA: b\r\n\r\n");
    client.send("GET /c HTTP/1.1\r\n\r\n");
    QCOMPARE(client.read(3 * kOk.size()), kOk + kOk + kOk);
    QCOMPARE(countByPath(server.log()), (std::map<std::string, std::uint64_t>{{"/a", 1}, {"/b", 1}, {"/c", 1}}));
}

void TestServerTest::pathsChooseStatuses() {
    TestServer server;
    QVERIFY(RawClient(server.port())
                .send("GET /status/404 HTTP/1.1\r\nConnection: close\r\n\r\n")
                .readToEnd()
                .starts_with("HTTP/1.1 404 Not Found\r\n"));
    server.stop();
    QCOMPARE(countByStatus(server.log()), (std::map<int, std::uint64_t>{{404, 1}}));
}

void TestServerTest::countsErrorsItWasAskedFor() {
    TestServer server({.errorEvery = 4});
    for (int i = 0; i < 8; ++i) {
        (void)RawClient(server.port()).send("GET / HTTP/1.0\r\n\r\n").readToEnd();
    }
    server.stop();
    QCOMPARE(countByStatus(server.log()), (std::map<int, std::uint64_t>{{200, 6}, {500, 2}}));
}

void TestServerTest::closesAfterSoManyAnswers() {
    const TestServer polite({.closeAfter = 2});
    const std::string answers = RawClient(polite.port()).send(kGet + kGet + kGet).readToEnd();
    QCOMPARE(answers.find("Connection: close"), kOk.size() + std::string("HTTP/1.1 200 OK\r\n").size());
    const TestServer silent({.closeAfter = 2, .announceClose = false});
    RawClient client(silent.port());
    QCOMPARE(client.send(kGet + kGet).readToEnd(), kOk + kOk);
}

void TestServerTest::aHeadAnswerHasNoBody() {
    const TestServer server;
    const std::string answer = RawClient(server.port()).send("HEAD / HTTP/1.1\r\nConnection: close\r\n\r\n").readToEnd();
    QVERIFY(answer.ends_with("Content-Length: 2\r\n\r\n"));
}

void TestServerTest::aBigBodyArrivesWhole() {
    const TestServer server({.body = std::string(20'000'000, 'x')});
    const std::string answer = RawClient(server.port()).send("GET / HTTP/1.0\r\n\r\n").readToEnd();
    QCOMPARE(answer.size() - answer.find("\r\n\r\n") - 4, std::size_t{20'000'000});
}

void TestServerTest::aStoppedServerRefuses() {
    TestServer server;
    server.stop();
    QVERIFY_THROWS_EXCEPTION(std::system_error, RawClient(server.port()));
}

void TestServerTest::theLogSurvivesAFile() {
    TestServer server;
    (void)RawClient(server.port()).send(kGet).read(kOk.size());
    server.stop();
    std::stringstream file;
    writeLog(file, server.log());
    const RequestLog back = readLog(file);
    QCOMPARE(back.size(), std::size_t{1});
    QCOMPARE(back[0].path, std::string("/items"));
    QCOMPARE(back[0].received, server.log()[0].received);
    QCOMPARE(*back[0].written, *server.log()[0].written);
}

void TestServerTest::quantilesAreOfTheLog() {
    RequestLog log;
    const TimePoint start{1s};
    for (int i = 1; i <= 100; ++i) {
        log.push_back({0, "GET", "/", 200, start + 10ms * i, start + 10ms * i + 1ms * i});
    }
    QCOMPARE(servedQuantile(log, 0.5), Nanos(50ms));
    QCOMPARE(servedQuantile(log, 0.99), Nanos(99ms));
    QCOMPARE(servedQuantile(log, 1), Nanos(100ms));
    QCOMPARE(countBySecond(log, start), (std::vector<std::uint64_t>{99, 1}));
}

QTEST_GUILESS_MAIN(TestServerTest)
#include "test_server_test.moc"
