// SPDX-License-Identifier: Apache-2.0
// The whole road through the real program against the demo backend: short loads, real plugins, real signals.
#include "program.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>
#include <csignal>

using namespace loadgate::clitest;

namespace {

/// "requests.sent" of a JSON text.
QJsonValue at(const QString& text, const char* path) {
    QJsonValue value = QJsonDocument::fromJson(text.toUtf8()).object();
    for (const QString& key : QString::fromUtf8(path).split('.')) {
        value = value.toObject().value(key);
    }
    return value;
}

QString statusOf(const QString& text) { return at(text, "verdict.status").toString(); }

QString contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

}  // namespace

class RoadTest : public QObject {
    Q_OBJECT
  private slots:
    void init();
    void aKeptObjectiveIsZeroAndAMissedOneTen();
    void resultsAndTextForPeopleDoNotMix();
    void aProfileComesFromStandardInput();
    void quietSaysTheVerdictAndNothingElse();
    void theReportGoesBesideDeployByDefault();
    void anOutputThatCannotBeWrittenIsOneAndTheOthersAreWritten();
    void nothingIsSentWhenAnOutputHasNoPlace();
    void aSignalEndsTheRunWithAReport_data();
    void aSignalEndsTheRunWithAReport();
    void aSecondSignalLeavesAtOnce();
    void planSendsNothing();
    void planSaysWhenAPatternDoesNotReachItsPeak();
    void theDeployScriptRunsALoadTest();
    void theDemoNeedsNothingAndPasses();
    void theDemoTakesItsBackendAlong();

  private:
    // Too short for a PASS; a limit so wide that a busy machine does not make the generator late.
    [[nodiscard]] QStringList shortRun(const Backend& backend, const QStringList& more) const {
        return QStringList{"run",   "--target", backend.url() + "/fast", "--rate", "100", "--duration", "300ms",
                           "--p50", "5s",       "--error-rate",          "50%"} +
               more;
    }
    [[nodiscard]] QString in(const char* file) const { return m_folder->filePath(file); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void RoadTest::init() { m_folder = std::make_unique<QTemporaryDir>(); }

void RoadTest::aKeptObjectiveIsZeroAndAMissedOneTen() {
    const Backend good({"--latency", "20ms", "--errors", "0%"});
    const QStringList load{"--rate", "100", "--duration", "6s", "--error-rate", "5%"};
    const Ended kept = runProgram(QStringList{"run", "--target", good.url() + "/items", "--p50", "5s"} + load, m_folder->path());
    QVERIFY2(kept.out.contains("PASS"), qPrintable(kept.out + kept.err));
    QCOMPARE(kept.exitCode, 0);
    const Backend bad({"--latency", "20ms", "--errors", "100%"});
    const Ended missed = runProgram(QStringList{"run", "--target", bad.url() + "/items"} + load, m_folder->path());
    QVERIFY2(missed.out.contains("FAIL"), qPrintable(missed.out + missed.err));
    QCOMPARE(missed.exitCode, 10);
}

void RoadTest::resultsAndTextForPeopleDoNotMix() {
    const Backend backend({"--latency", "4ms", "--errors", "0%"});
    const Ended toFile = runProgram(shortRun(backend, {"--json", in("r.json")}), m_folder->path());
    QCOMPARE(toFile.exitCode, 20);
    QVERIFY2(toFile.out.contains("INCONCLUSIVE"), qPrintable(toFile.out + toFile.err));
    QCOMPARE(statusOf(contents(in("r.json"))), QStringLiteral("INCONCLUSIVE"));
    const Ended toOutput = runProgram(shortRun(backend, {"--json", "-"}), m_folder->path());
    QCOMPARE(statusOf(toOutput.out), QStringLiteral("INCONCLUSIVE"));
    QVERIFY(toOutput.err.contains("INCONCLUSIVE"));
    QCOMPARE(runProgram(shortRun(backend, {"--exit-style", "simple"}), m_folder->path()).exitCode, 1);
}

void RoadTest::aProfileComesFromStandardInput() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const QByteArray profile = "version: 1\nname: piped\ntarget: " + backend.url().toUtf8() +
                               "\nrequests:\n  - get: /fast\nload:\n  - {use: sustained, rate: 100/s, for: 300ms}\nobjectives: [\"p50 <= "
                               "5s\", \"errors <= 50%\"]\n";
    const Ended ended = runProgram({"run", "-", "--json", "-"}, m_folder->path(), {}, profile);
    QCOMPARE(ended.exitCode, 20);
    QCOMPARE(at(ended.out, "requests.sent").toInt(), 30);
}

void RoadTest::quietSaysTheVerdictAndNothingElse() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const Ended ended = runProgram(shortRun(backend, {"--quiet"}), m_folder->path());
    QVERIFY2(ended.out.startsWith("INCONCLUSIVE: ") && ended.out.count('\n') == 1, qPrintable(ended.out));
    QCOMPARE(ended.err, QString());
}

void RoadTest::theReportGoesBesideDeployByDefault() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    QVERIFY(QDir(m_folder->path()).mkdir("deploy"));
    QCOMPARE(runProgram(shortRun(backend, {}), m_folder->path()).exitCode, 20);
    QVERIFY(contents(in("deploy/performance_report.md")).contains("INCONCLUSIVE"));
}

void RoadTest::anOutputThatCannotBeWrittenIsOneAndTheOthersAreWritten() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const Ended ended = runProgram(shortRun(backend, {"--json", "/dev/full", "--report", in("r.md")}), m_folder->path());
    QCOMPARE(ended.exitCode, 1);
    QVERIFY(ended.err.contains("loadgate: --json /dev/full: could not be written: No space left on device\n"));
    QVERIFY(ended.out.contains("INCONCLUSIVE"));
    QVERIFY(contents(in("r.md")).contains("INCONCLUSIVE"));
}

void RoadTest::nothingIsSentWhenAnOutputHasNoPlace() {
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    const QString target = QString("http://127.0.0.1:%1/").arg(server.serverPort());
    const Ended ended =
        runProgram({"run", "--target", target, "--rate", "10", "--duration", "1s", "--json", "none/r.json"}, m_folder->path());
    QCOMPARE(ended.exitCode, 2);
    QCOMPARE(ended.err, QStringLiteral("loadgate: --json none/r.json: there is no folder 'none'; create it first\n"));
    QVERIFY(!server.waitForNewConnection(0));
}

void RoadTest::aSignalEndsTheRunWithAReport_data() {
    QTest::addColumn<int>("signal");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("SIGINT") << SIGINT << 130;
    QTest::newRow("SIGTERM") << SIGTERM << 143;
}

void RoadTest::aSignalEndsTheRunWithAReport() {
    QFETCH(int, signal);
    QFETCH(int, exitCode);
    const Backend backend({"--latency", "2ms", "--errors", "0%"});
    QProcess run;
    run.setProgram(QStringLiteral(LOADGATE_PROGRAM));
    run.setArguments({"run", "--target", backend.url() + "/fast", "--rate", "100", "--duration", "300s", "--p50", "5s", "--error-rate",
                      "50%", "--progress", "bar", "--json", in("r.json")});
    run.setProcessEnvironment(cleanEnvironment(m_folder->path()));
    run.start();
    run.setReadChannel(QProcess::StandardError);
    QByteArray said;
    while (!said.contains(" left") && run.waitForReadyRead(20'000)) {
        said += run.readAllStandardError();
    }
    QElapsedTimer since;
    since.start();
    ::kill(static_cast<pid_t>(run.processId()), signal);
    QVERIFY(run.waitForFinished(20'000));
    QVERIFY2(since.elapsed() < 5000, "more than 5 s from the signal to the end");
    QCOMPARE(run.exitCode(), exitCode);
    const QString result = contents(in("r.json"));
    QCOMPARE(statusOf(result), QStringLiteral("INCONCLUSIVE"));
    QVERIFY(at(result, "verdict.reason").toString().startsWith("interrupted after "));
    QVERIFY(at(result, "requests.sent").toInt() > 0);
}

void RoadTest::aSecondSignalLeavesAtOnce() {
    const Backend backend({"--latency", "50s", "--spread", "0"});
    QProcess run;
    run.setProgram(QStringLiteral(LOADGATE_PROGRAM));
    run.setArguments({"run", "--target", backend.url() + "/items", "--rate", "10", "--duration", "300s", "--timeout", "100s", "--p50", "5s",
                      "--error-rate", "50%", "--progress", "bar"});
    run.setProcessEnvironment(cleanEnvironment(m_folder->path()));
    run.setProcessChannelMode(QProcess::MergedChannels);
    run.start();
    QByteArray said;
    const auto waitFor = [&](const char* text) {
        while (!said.contains(text) && run.waitForReadyRead(20'000)) {
            said += run.readAll();
        }
        return said.contains(text);
    };
    QVERIFY(waitFor(" left"));
    ::kill(static_cast<pid_t>(run.processId()), SIGINT);
    QVERIFY(waitFor("stopping"));
    QTest::qWait(1100);  // within the first second a second signal is the same key pressed twice
    ::kill(static_cast<pid_t>(run.processId()), SIGTERM);
    QVERIFY(run.waitForFinished(20'000));
    said += run.readAll();
    QVERIFY2(said.contains("left at once"), said);
    QCOMPARE(run.exitCode(), 143);
}

void RoadTest::planSendsNothing() {
    const Ended ended =
        runProgram({"plan", "--target", "http://127.0.0.1:9/", "--rate", "50", "--duration", "10s", "--json", "-"}, m_folder->path());
    QCOMPARE(ended.exitCode, 0);
    QVERIFY(at(ended.out, "schema").toString() == "loadgate.plan/1");
    QVERIFY2(ended.err.contains("--rate") && ended.err.contains("500"), qPrintable(ended.err));
}

void RoadTest::planSaysWhenAPatternDoesNotReachItsPeak() {
    const QStringList burst{"plan", "--target", "http://127.0.0.1:1", "--pattern", "burst", "--concurrency", "10"};
    const Ended flat = runProgram(burst + QStringList{"--duration", "30s"}, m_folder->path());
    QVERIFY2(flat.out.simplified().contains("'burst' does not reach its peak within 30s, only 20% of it"), qPrintable(flat.out + flat.err));
    const Ended whole = runProgram(burst + QStringList{"--duration", "31s"}, m_folder->path());
    QVERIFY2(!whole.out.contains("reach its peak"), qPrintable(whole.out));
}

void RoadTest::theDeployScriptRunsALoadTest() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const Ended ended =
        runOther(QStringLiteral(LOADGATE_SOURCE_DIR "/deploy/load_test"),
                 {"--concurrency", "2", "--duration", "1", "--target", backend.url() + "/fast", "--p50", "5s", "--error-rate", "50%"},
                 m_folder->path(), {QStringLiteral("LOADGATE_BIN=" LOADGATE_PROGRAM)});
    QVERIFY2(ended.exitCode == 20 && ended.out.contains("INCONCLUSIVE"), qPrintable(ended.out + ended.err));
}

void RoadTest::theDemoNeedsNothingAndPasses() {
    QVERIFY(QDir(m_folder->path()).mkdir("deploy"));
    const Ended ended = runProgram({"demo", "--duration", "6s", "--p50", "2s", "--p95", "5s", "--slo", "p50(GET /items) <= 2s",
                                    "--error-rate", "10%", "--json", in("r.json")},
                                   m_folder->path());
    QVERIFY2(ended.exitCode == 0, qPrintable(ended.out + ended.err));
    QVERIFY(at(contents(in("r.json")), "requests.ok").toInt() > 0);
    QVERIFY(!QFile::exists(in("deploy/performance_report.md")));
}

void RoadTest::theDemoTakesItsBackendAlong() {
    QProcess demo;
    demo.setProgram(QStringLiteral(LOADGATE_PROGRAM));
    demo.setArguments({"demo", "--duration", "60s"});
    demo.setProcessEnvironment(cleanEnvironment(m_folder->path()));
    demo.setProcessChannelMode(QProcess::MergedChannels);
    demo.start();
    QByteArray said;
    while (!said.contains("measuring a demo backend on ") && demo.waitForReadyRead(20'000)) {
        said += demo.readAll();
    }
    const QString children = contents(QString("/proc/%1/task/%1/children").arg(demo.processId())).trimmed();
    QVERIFY(!children.isEmpty());
    demo.kill();
    QVERIFY(demo.waitForFinished(20'000));
    QTRY_VERIFY_WITH_TIMEOUT(contents("/proc/" + children + "/cmdline").isEmpty(), 10'000);
}

QTEST_GUILESS_MAIN(RoadTest)
#include "road_test.moc"
