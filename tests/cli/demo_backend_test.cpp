// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/answers.h"
#include "cli/demo/backend.h"
#include "program.h"

#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cmath>
#include <csignal>
#include <vector>

using namespace loadgate;
using namespace loadgate::cli;
using namespace loadgate::clitest;
using namespace std::chrono_literals;

namespace {

/// Sends bytes on one fresh connection and returns what comes until it closes, or until `until` was seen.
QByteArray exchange(quint16 port, const QByteArray& bytes, const QByteArray& until = {}) {
    QTcpSocket socket;
    socket.connectToHost("127.0.0.1", port);
    if (!socket.waitForConnected(5000)) {
        return "no connection";
    }
    socket.write(bytes);
    QByteArray got;
    while (socket.waitForReadyRead(5000)) {
        got += socket.readAll();
        if (!until.isEmpty() && got.contains(until)) {
            break;
        }
    }
    return got + socket.readAll();
}

std::vector<double> latencies(const AnswerModel& model, const char* path, int count) {
    std::vector<double> all;
    for (int n = 0; n < count; ++n) {
        all.push_back(toSeconds(answerTo(model, "GET", path, static_cast<std::uint64_t>(n)).latency));
    }
    std::sort(all.begin(), all.end());
    return all;
}

int failures(const AnswerModel& model, const char* path, int count) {
    int failed = 0;
    for (int n = 0; n < count; ++n) {
        failed += answerTo(model, "GET", path, static_cast<std::uint64_t>(n)).status == 500 ? 1 : 0;
    }
    return failed;
}

}  // namespace

class DemoBackendTest : public QObject {
    Q_OBJECT
  private slots:
    void latencyIsLogNormalAroundTheMedian();
    void endpointsDifferInSpeedAndErrors();
    void theSameSeedAnswersTheSame();
    void withoutSpreadEveryAnswerTakesTheMedian();
    void anAnswerIsStampedWithTheVersion();
    void aConnectionIsKeptForTheNextRequest();
    void aRequestMayAskToClose();
    void headHasALengthAndNoBody();
    void whatIsNoRequestGetsOneAnswer();
    void signalsStopItCleanly_data();
    void signalsStopItCleanly();
    void theEndOfItsInputStopsItWhenAsked();
    void aBusyPortIsExplained();
};

void DemoBackendTest::latencyIsLogNormalAroundTheMedian() {
    constexpr int kCount = 20'000;
    const auto all = latencies({20ms, 0.3, 0, 1}, "/items", kCount);
    const auto at = [&](double q) { return all[static_cast<std::size_t>(q * kCount)]; };
    QVERIFY(std::fabs(at(0.5) - 0.020) < 0.0003);
    QVERIFY(std::fabs(at(0.95) - 0.020 * std::exp(0.3 * 1.6449)) < 0.001);
    QVERIFY(std::fabs(at(0.05) - 0.020 * std::exp(-0.3 * 1.6449)) < 0.001);
}

void DemoBackendTest::endpointsDifferInSpeedAndErrors() {
    const AnswerModel model{20ms, 0, 0.01, 7};
    QCOMPARE(answerTo(model, "GET", "/items?page=1", 1).latency, Duration(20ms));
    QCOMPARE(answerTo(model, "GET", "/slow", 1).latency, Duration(60ms));
    QCOMPARE(answerTo(model, "GET", "/fast", 1).latency, Duration(5ms));
    QCOMPARE(answerTo(model, "GET", "/healthz", 1).latency, Duration{});
    QCOMPARE(answerTo(model, "GET", "/nowhere", 1).status, 404U);
    QCOMPARE(answerTo({20ms, 0, 0, 1}, "POST", "/orders", 1).status, 201U);
    QVERIFY(std::abs(failures(model, "/items", 10'000) - 100) < 40);
    QVERIFY(std::abs(failures(model, "/flaky", 10'000) - 1000) < 120);
    QCOMPARE(failures(model, "/healthz", 1000), 0);
}

void DemoBackendTest::theSameSeedAnswersTheSame() {
    const AnswerModel model{20ms, 0.3, 0.1, 42};
    AnswerModel other = model;
    other.seed = 43;
    int same = 0;
    for (std::uint64_t n = 0; n < 100; ++n) {
        QCOMPARE(answerTo(model, "GET", "/", n), answerTo(model, "GET", "/", n));
        same += answerTo(model, "GET", "/", n).latency == answerTo(other, "GET", "/", n).latency ? 1 : 0;
    }
    QCOMPARE(same, 0);
}

void DemoBackendTest::withoutSpreadEveryAnswerTakesTheMedian() {
    const auto all = latencies({15ms, 0, 0, 1}, "/", 100);
    QCOMPARE(all.front(), 0.015);
    QCOMPARE(all.back(), 0.015);
}

void DemoBackendTest::anAnswerIsStampedWithTheVersion() {
    const Backend backend({"--latency", "1ms", "--errors", "0%", "--version-stamp", "v2 beta"});
    QVERIFY(backend.port() != 0);
    const QByteArray got = exchange(backend.port(), "GET /items HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QVERIFY2(got.startsWith("HTTP/1.1 200 OK\r\n"), got);
    QVERIFY(got.contains("\r\nX-Version: v2 beta\r\n"));
    QVERIFY(got.contains("\r\nContent-Type: application/json\r\n"));
    QVERIFY(got.endsWith("{\"path\":\"/items\",\"n\":0}\n"));
}

void DemoBackendTest::aConnectionIsKeptForTheNextRequest() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const QByteArray request = "GET /fast HTTP/1.1\r\nHost: x\r\n\r\n";
    const QByteArray post = "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}";
    const QByteArray got = exchange(backend.port(), request + request + post);
    QCOMPARE(got.count("HTTP/1.1 200 OK"), 2);
    QCOMPARE(got.count("HTTP/1.1 201 Created"), 1);
}

void DemoBackendTest::aRequestMayAskToClose() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    QVERIFY(exchange(backend.port(), "GET /fast HTTP/1.0\r\n\r\n").contains("200 OK"));
}

void DemoBackendTest::headHasALengthAndNoBody() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const QByteArray got = exchange(backend.port(), "HEAD /items HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
    QVERIFY(got.contains("Content-Length: 24\r\n"));
    QVERIFY(got.endsWith("\r\n\r\n"));
}

void DemoBackendTest::whatIsNoRequestGetsOneAnswer() {
    const Backend backend({"--latency", "1ms"});
    const QByteArray got = exchange(backend.port(), "this is no request\r\n\r\nGET / HTTP/1.1\r\n\r\n");
    QVERIFY2(got.startsWith("HTTP/1.1 400 "), got);
    QCOMPARE(got.count("HTTP/1.1 "), 1);
    const QByteArray large = exchange(backend.port(), "POST /orders HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999\r\n\r\n");
    QVERIFY2(large.startsWith("HTTP/1.1 413 "), large);
}

void DemoBackendTest::signalsStopItCleanly_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void DemoBackendTest::signalsStopItCleanly() {
    QFETCH(int, signal);
    Backend backend({"--latency", "10s"});
    QTcpSocket waiting;
    waiting.connectToHost("127.0.0.1", backend.port());
    QVERIFY(waiting.waitForConnected(5000));
    waiting.write("GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    QVERIFY(waiting.waitForBytesWritten(5000));
    ::kill(static_cast<pid_t>(backend.process().processId()), signal);
    QVERIFY(backend.process().waitForFinished(5000));
    QCOMPARE(backend.process().exitStatus(), QProcess::NormalExit);
    QCOMPARE(backend.process().exitCode(), 0);
}

void DemoBackendTest::theEndOfItsInputStopsItWhenAsked() {
    Backend backend({"--until-eof"});
    QVERIFY(backend.port() != 0);
    backend.process().closeWriteChannel();
    QVERIFY(backend.process().waitForFinished(5000));
    QCOMPARE(backend.process().exitCode(), 0);
}

void DemoBackendTest::aBusyPortIsExplained() {
    const Backend first;
    const QString place = first.url().mid(7);
    const QTemporaryDir folder;
    const Ended second = runProgram({"demo", "backend", "--listen", place}, folder.path());
    QCOMPARE(second.exitCode, 1);
    QCOMPARE(second.err,
             "loadgate: cannot listen on " + place + ": Address already in use; --listen names another place, port 0 any free one\n");
}

QTEST_GUILESS_MAIN(DemoBackendTest)
#include "demo_backend_test.moc"
