// SPDX-License-Identifier: Apache-2.0
// Exit codes: a slow service fails, a slow generator is no verdict on the service, and nothing measured is never a pass.
#include "acceptance/cli_run.h"
#include "acceptance/held_process.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QtCore/QElapsedTimer>
#include <QtCore/QJsonArray>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <csignal>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;
using namespace std::chrono_literals;

namespace {

// Four places of 1 ms: 4,000 requests a second, of which the load asks twice as many.
const ServerOptions kHalfOfWhatIsAsked{.delay = 1ms, .capacity = 4};
const QStringList kTwiceTheCapacity{"--rate", "8000",      "--duration", "6s",   "--max-in-flight", "2000", "--p95",
                                    "250ms",  "--timeout", "5s",         "--yes"};

QStringList at(const QString& url, QStringList arguments) { return arguments << "--target" << url; }

QString urlOf(const TestServer& server) { return QString::fromStdString(server.url()); }

}  // namespace

class VerdictTest : public QObject {
    Q_OBJECT
  private slots:
    void aHealthyServiceWithinItsObjectivesPasses();
    void twiceWhatTheServiceCanDoIsItsFailure();
    void aGeneratorWithoutProcessorTimeIsNoVerdict();
    void aMissedObjectiveFailsWithOneLineWhy();
    void aCertainFailureEndsTheRunWhenThatIsAsked();
    void aHealthyServiceIsMeasuredToTheEndAllTheSame();
    void noServerFailsWithRefusedCounted();
    void aSilentServerFailsWithTimeoutsCounted();
    void nothingSentIsNeverAPass();
    void withoutObjectivesOnlyErrorsAreJudgedAndThatIsSaid();
    void anInterruptReportsWhatWasMeasured();
    void aTerminationDoesTheSameWithItsOwnCode();
};

void VerdictTest::aHealthyServiceWithinItsObjectivesPasses() {
    const TestServer server({.delay = 5ms});
    const CliResult result = Cli().run(at(urlOf(server), {"--rate", "500", "--duration", "5s", "--p95", "250ms", "--error-rate", "1%"}));
    QVERIFY2(result.exitCode == 0, result.told());
    QCOMPARE(result.status(), QString("PASS"));
    QCOMPARE(result.number("requests.ok"), 2500.0);
}

void VerdictTest::twiceWhatTheServiceCanDoIsItsFailure() {
    const TestServer server(kHalfOfWhatIsAsked);
    const CliResult result = Cli().run(at(urlOf(server), kTwiceTheCapacity));
    QVERIFY2(result.exitCode == 10, result.told());
    QCOMPARE(result.status(), QString("FAIL"));
    // Every planned request is accounted for.
    const auto count = [&result](const char* name) { return result.number(QString("requests.") + name); };
    QCOMPARE(count("planned"), count("sent") + count("dropped_limit") + count("dropped_generator") + count("not_reached"));
    QCOMPARE(count("planned"), 48'000.0);
}

void VerdictTest::aGeneratorWithoutProcessorTimeIsNoVerdict() {
    const TestServer server(kHalfOfWhatIsAsked);
    const Cli cli;
    const std::unique_ptr<QProcess> process = cli.startRun(at(urlOf(server), kTwiceTheCapacity));
    const HeldProcess held(static_cast<pid_t>(process->processId()), 10ms, 90ms);
    const CliResult result = cli.finish(*process);
    QVERIFY2(result.exitCode == 30, result.told());
    QCOMPARE(result.status(), QString("INVALID"));
    QCOMPARE(result.json.value("generator").toObject().value("status").toString(), QString("saturated"));
}

void VerdictTest::aMissedObjectiveFailsWithOneLineWhy() {
    const TestServer server({.delay = 50ms});
    const CliResult result = Cli().run(at(urlOf(server), {"--rate", "500", "--duration", "4s", "--p95", "20ms"}));
    QVERIFY2(result.exitCode == 10, result.told());
    const QString reason = result.reason();
    QVERIFY2(reason.contains("p95") && reason.contains("20 ms") && !reason.contains('\n'), qPrintable(reason));
    QVERIFY2(result.out.simplified().contains(reason), result.told());  // wrapped to the terminal's width
}

void VerdictTest::aCertainFailureEndsTheRunWhenThatIsAsked() {
    const TestServer server({.delay = 20ms});
    const CliResult result =
        Cli().run(at(urlOf(server), {"--rate", "200", "--duration", "60s", "--p99", "5ms", "--error-rate", "1%", "--abort-on-fail"}));
    QVERIFY2(result.exitCode == 10, result.told());
    QCOMPARE(result.status(), QString("FAIL"));
    const QJsonObject early = result.json.value("verdict").toObject().value("early").toObject();
    QCOMPARE(early.value("rule").toString(), QString("budget"));
    QCOMPARE(early.value("check").toInt(), 0);
    // 4.81 % of 12,000 requests, 200 a second of them: in the third second, if every one is slow.
    QCOMPARE(early.value("t_s").toDouble(), 3.0);
    QVERIFY2(result.number("duration_s") < 30, result.told());
    QVERIFY2(result.reason().contains("limit 5 ms; certain by 3 s, so the run was stopped: 600 of at most 12,000 requests"), result.told());
    QCOMPARE(result.number("requests.sent"), static_cast<double>(server.log().size()));
    QCOMPARE(result.number("requests.sent") + result.number("requests.not_reached"), 12'000.0);
    QVERIFY2(result.out.simplified().contains("because failure was certain"), result.told());
}

void VerdictTest::aHealthyServiceIsMeasuredToTheEndAllTheSame() {
    const TestServer server({.delay = 5ms});
    const CliResult result =
        Cli().run(at(urlOf(server), {"--rate", "500", "--duration", "5s", "--p95", "250ms", "--error-rate", "1%", "--abort-on-fail"}));
    QVERIFY2(result.exitCode == 0, result.told());
    QCOMPARE(result.number("requests.ok"), 2500.0);
}

void VerdictTest::noServerFailsWithRefusedCounted() {
    TestServer server;
    server.stop();
    const CliResult result = Cli().run(at(urlOf(server), {"--rate", "50", "--duration", "2s", "--p95", "100ms"}));
    QVERIFY2(result.exitCode == 10, result.told());
    QCOMPARE(result.number("requests.sent"), 100.0);
    QCOMPARE(result.number("errors.refused"), 100.0);
    QCOMPARE(result.number("error_rate"), 1.0);
}

void VerdictTest::aSilentServerFailsWithTimeoutsCounted() {
    const ScriptedServer server(scripts::neverAnswers());
    const CliResult result = Cli().run(
        at(QString::fromStdString(server.url()), {"--rate", "50", "--duration", "2s", "--timeout", "500ms", "--error-rate", "1%"}));
    QVERIFY2(result.exitCode == 10, result.told());
    QCOMPARE(result.number("errors.timeout"), 100.0);
    QCOMPARE(result.number("requests.ok"), 0.0);
    // No percentile among them is known; each is at least as long as was waited.
    const QJsonArray bounds = result.json.value("latency_s").toObject().value("lower_bound").toArray();
    for (const char* name : {"mean", "p50", "p99", "max"}) {
        QVERIFY2(bounds.contains(name), name);
    }
    QVERIFY(result.number("latency_s.p50") >= 0.5);
    QVERIFY2(result.out.simplified().contains("response p50 ≥ 500 ms p75 ≥ 500 ms"), result.told());
}

void VerdictTest::nothingSentIsNeverAPass() {
    const TestServer server;
    // A twelfth of a request is due within this run.
    const CliResult result = Cli().run(at(urlOf(server), {"--rate", "1/m", "--duration", "5s", "--error-rate", "1%"}));
    QVERIFY2(result.exitCode == 2 || result.exitCode == 20 || result.exitCode == 30, result.told());
    QVERIFY(result.status() != "PASS");
    QCOMPARE(server.requests(), std::size_t{0});
}

void VerdictTest::withoutObjectivesOnlyErrorsAreJudgedAndThatIsSaid() {
    const TestServer server;
    const CliResult result = Cli().run(at(urlOf(server), {"--rate", "1000", "--duration", "6s"}));
    QVERIFY2(result.exitCode == 0, result.told());
    const QJsonArray checks = result.json.value("verdict").toObject().value("checks").toArray();
    QCOMPARE(checks.size(), 1);
    QCOMPARE(checks[0].toObject().value("origin").toString(), QString("default"));
    QCOMPARE(checks[0].toObject().value("limit").toDouble(), 0.01);
    QVERIFY2(result.out.contains(QRegularExpression("only errors", QRegularExpression::CaseInsensitiveOption)), result.told());
}

namespace {

void interruptedRun(int signal, int exitCode) {
    TestServer server({.delay = 5ms});
    const Cli cli;
    const std::unique_ptr<QProcess> process = cli.startRun(at(urlOf(server), {"--rate", "200", "--duration", "120s"}));
    QTRY_VERIFY_WITH_TIMEOUT(server.requests() >= 400, 20'000);  // two seconds of load
    ::kill(static_cast<pid_t>(process->processId()), signal);
    QElapsedTimer timer;
    timer.start();
    const CliResult result = cli.finish(*process);
    QVERIFY2(result.exitCode == exitCode, result.told());
    QVERIFY2(timer.elapsed() < 5'000, qPrintable(QString::number(timer.elapsed()) + " ms"));
    QVERIFY2(!result.json.isEmpty() && result.status() != "PASS", result.told());
    server.stop();
    QCOMPARE(result.number("requests.sent"), static_cast<double>(server.log().size()));
    QCOMPARE(result.number("requests.planned"), 24'000.0);
    QCOMPARE(result.number("requests.sent") + result.number("requests.not_reached"), 24'000.0);
    QVERIFY2(result.out.contains("p95"), result.told());
}

}  // namespace

void VerdictTest::anInterruptReportsWhatWasMeasured() { interruptedRun(SIGINT, 130); }

void VerdictTest::aTerminationDoesTheSameWithItsOwnCode() { interruptedRun(SIGTERM, 143); }

QTEST_GUILESS_MAIN(VerdictTest)
#include "verdict_test.moc"
