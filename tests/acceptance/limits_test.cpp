// SPDX-License-Identifier: Apache-2.0
// A machine that does not give what the load needs: said before the load starts, or the run is INVALID; never a wrong number.
#include "acceptance/cli_run.h"
#include "acceptance/private_network.h"
#include "testkit/server/test_server.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtCore/QTemporaryDir>
#include <QtTest/QTest>

#include <algorithm>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;
using namespace std::chrono_literals;

namespace {

/// The program where a process may have only so many descriptors: soft and hard limit.
class Limited {
  public:
    Limited(int soft, int hard) {
        QFile script(m_folder.filePath("loadgate"));
        if (!script.open(QIODevice::WriteOnly)) {
            qFatal("cannot write %s", qPrintable(script.fileName()));
        }
        script.write(
            QString("#!/bin/sh\nulimit -Sn %1 && ulimit -Hn %2 && exec '%3' \"$@\"\n").arg(soft).arg(hard).arg(LOADGATE_PROGRAM).toUtf8());
        script.setPermissions(QFile::ReadOwner | QFile::ExeOwner);
    }
    [[nodiscard]] CliResult run(const QStringList& arguments) const { return Cli(m_folder.filePath("loadgate")).run(arguments); }

  private:
    QTemporaryDir m_folder;
};

void addReactors() {
    QTest::addColumn<QString>("reactor");
    QTest::newRow("epoll") << "epoll";
    QTest::newRow("io_uring") << "io_uring";
}

QStringList at(const TestServer& server, const QString& reactor, const QStringList& more) {
    return QStringList{"--target", QString::fromStdString(server.url()), "--reactor", reactor} + more;
}

double answered(const RequestLog& log) {
    return static_cast<double>(std::count_if(log.begin(), log.end(), [](const LoggedRequest& r) { return r.written.has_value(); }));
}

bool equationsHold(const CliResult& result) {
    const auto count = [&result](const char* name) { return result.number(QString("requests.") + name); };
    const bool open = count("planned") >= 0;
    return count("sent") == count("ok") + count("failed") + count("in_flight_at_end") &&
           (!open || count("planned") == count("sent") + count("dropped_limit") + count("dropped_generator") + count("not_reached"));
}

/// A machine with other work has more than one.
bool isAmongReasons(const CliResult& result, const QString& reason) {
    return result.json["generator"].toObject()["reasons"].toArray().contains(reason);
}

}  // namespace

class LimitsTest : public QObject {
    Q_OBJECT
  private slots:
    void usersThatDoNotFitAreRefusedAndNothingIsSent_data() { addReactors(); }
    void usersThatDoNotFitAreRefusedAndNothingIsSent();
    void aLimitThatHoldsNotOneConnectionIsRefused();
    void aSoftLimitIsRaised_data() { addReactors(); }
    void aSoftLimitIsRaised();
    void aLowLimitThatSufficesSpoilsNothing_data() { addReactors(); }
    void aLowLimitThatSufficesSpoilsNothing();
    void descriptorsThatRunOutMakeTheRunInvalid_data() { addReactors(); }
    void descriptorsThatRunOutMakeTheRunInvalid();
    void portsThatRunOutAreForeseenOrMakeTheRunInvalid_data();
    void portsThatRunOutAreForeseenOrMakeTheRunInvalid();
};

void LimitsTest::usersThatDoNotFitAreRefusedAndNothingIsSent() {
    QFETCH(const QString, reactor);
    const TestServer server;
    const CliResult result = Limited(100, 100).run(at(server, reactor, {"--concurrency", "200", "--duration", "2s", "--threads", "1"}));
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("200 users need 266 file descriptors, and the limit is 100: raise it") &&
                 result.err.contains("or use at most 34 users"),
             result.told());
    QVERIFY(result.json.isEmpty());
    QCOMPARE(server.requests(), std::size_t{0});
}

void LimitsTest::aLimitThatHoldsNotOneConnectionIsRefused() {
    const TestServer server;
    const CliResult result = Limited(50, 50).run(at(server, "epoll", {"--rate", "20", "--duration", "1s", "--threads", "1"}));
    QCOMPARE(result.exitCode, 2);
    QVERIFY2(result.err.contains("a load needs more than 66 file descriptors, and the limit is 50: raise it"), result.told());
    QCOMPARE(server.requests(), std::size_t{0});
}

void LimitsTest::aSoftLimitIsRaised() {
    QFETCH(const QString, reactor);
    const TestServer server({.delay = 20ms});
    const CliResult result = Limited(64, 400).run(at(server, reactor, {"--concurrency", "200", "--duration", "1s"}));
    QVERIFY2(result.number("requests.sent") >= 200, result.told());
    QCOMPARE(result.number("requests.ok"), result.number("requests.sent"));
    QCOMPARE(result.number("requests.sent"), static_cast<double>(server.log().size()));
}

void LimitsTest::aLowLimitThatSufficesSpoilsNothing() {
    QFETCH(const QString, reactor);
    const TestServer server({.delay = 2ms});
    const CliResult result = Limited(120, 120).run(at(server, reactor, {"--rate", "50", "--duration", "1s", "--threads", "1"}));
    QVERIFY2(result.err.contains("the limit of 120 file descriptors allows 54 connections, fewer than the 10000 of --max-in-flight"),
             result.told());
    QCOMPARE(result.number("requests.ok"), 50.0);
    QVERIFY2(!result.reason().contains("descriptors"), result.told());
}

void LimitsTest::descriptorsThatRunOutMakeTheRunInvalid() {
    QFETCH(const QString, reactor);
    const TestServer server({.delay = 500ms});
    // 500 a second for half a second each need 250 connections.
    const CliResult result = Limited(120, 120).run(at(server, reactor, {"--rate", "500", "--duration", "2s", "--error-rate", "1%"}));
    QVERIFY2(result.exitCode == 30, result.told());
    QVERIFY2(isAmongReasons(result, "it ran out of file descriptors"), result.told());
    QVERIFY2(equationsHold(result), result.told());
    QCOMPARE(result.number("requests.ok"), answered(server.log()));
}

void LimitsTest::portsThatRunOutAreForeseenOrMakeTheRunInvalid_data() {
    QTest::addColumn<QString>("reactor");
    QTest::addColumn<QStringList>("load");
    for (const char* reactor : {"epoll", "io_uring"}) {
        QTest::addRow("closed, %s", reactor) << reactor << QStringList{"--concurrency", "50"};
        QTest::addRow("open, %s", reactor) << reactor << QStringList{"--rate", "300"};
    }
}

void LimitsTest::portsThatRunOutAreForeseenOrMakeTheRunInvalid() {
    QFETCH(const QString, reactor);
    QFETCH(const QStringList, load);
    const PrivateNetwork network;
    if (!network.set("ip_local_port_range", "50000 50010")) {
        QSKIP("a network of our own needs a privilege that we do not have");
    }
    const TestServer server({.delay = 200ms, .port = 18080});
    const CliResult result = Cli().run(at(server, reactor, load + QStringList{"--duration", "2s", "--error-rate", "1%", "--p95", "10s"}));
    if (result.json.isEmpty()) {
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains("port"), result.told());
        QCOMPARE(server.requests(), std::size_t{0});
        return;
    }
    QVERIFY2(result.exitCode == 30, result.told());
    QVERIFY2(isAmongReasons(result, "it ran out of ports"), result.told());
    QVERIFY2(equationsHold(result), result.told());
    QCOMPARE(result.number("requests.ok"), answered(server.log()));
    QCOMPARE(result.number("requests.failed"), result.number("errors.other"));
}

QTEST_GUILESS_MAIN(LimitsTest)
#include "limits_test.moc"
