// SPDX-License-Identifier: Apache-2.0
// What the real program says to wrong calls: one sentence, the right exit code, and nothing on standard output.
#include "program.h"

#include <QDir>
#include <QFile>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace loadgate::clitest;

class ErrorsTest : public QObject {
    Q_OBJECT
  private slots:
    void aWrongCallIsOneSentence_data();
    void aWrongCallIsOneSentence();
    void aWrongVariableIsNamed();
    void simpleExitTurnsEveryErrorIntoOne();
    void theDeployScriptsSayWhatIsNotThereYet_data();
    void theDeployScriptsSayWhatIsNotThereYet();
    void helpAndVersionAreResults();
    void aFullStandardOutputIsNotedByTheExitCode();

  private:
    QTemporaryDir m_folder;
};

void ErrorsTest::aWrongCallIsOneSentence_data() {
    QTest::addColumn<QString>("arguments");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("sentence");
    QFile table(QStringLiteral(LOADGATE_TEST_DATA "/bad/cli/command_lines.txt"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    while (!table.atEnd()) {
        const QStringList cells = QString::fromUtf8(table.readLine()).trimmed().split('\t');
        QCOMPARE(cells.size(), 3);
        QTest::newRow(cells[0].toUtf8().constData()) << cells[0] << cells[1].toInt() << cells[2];
    }
}

void ErrorsTest::aWrongCallIsOneSentence() {
    QFETCH(QString, arguments);
    QFETCH(int, exitCode);
    QFETCH(QString, sentence);
    const Ended ended = runProgram(QProcess::splitCommand(arguments), m_folder.path());
    QCOMPARE(ended.err, "loadgate: " + sentence + "\n");
    QCOMPARE(ended.out, QString());
    QCOMPARE(ended.exitCode, exitCode);
}

void ErrorsTest::aWrongVariableIsNamed() {
    const QStringList run{"run", "--target", "http://127.0.0.1:9/"};
    const Ended misspelt = runProgram(run, m_folder.path(), {"LOADGATE_RTAE=5"});
    QCOMPARE(misspelt.err, QStringLiteral("loadgate: 'LOADGATE_RTAE': unknown variable, did you mean 'LOADGATE_RATE'?\n"));
    QCOMPARE(misspelt.exitCode, 2);
    const Ended later = runProgram(run, m_folder.path(), {"LOADGATE_HTML=x"});
    QCOMPARE(later.err, QStringLiteral("loadgate: LOADGATE_HTML: --html is not in this version\n"));
    QCOMPARE(later.exitCode, 2);
    const Ended flag = runProgram(run, m_folder.path(), {"LOADGATE_QUIET=maybe"});
    QCOMPARE(flag.err, QStringLiteral("loadgate: LOADGATE_QUIET: 'maybe' is neither yes nor no; 1 turns it on, 0 off\n"));
    QCOMPARE(flag.exitCode, 2);
}

void ErrorsTest::simpleExitTurnsEveryErrorIntoOne() {
    QCOMPARE(runProgram({"run", "--nonsense", "--exit-style", "simple"}, m_folder.path()).exitCode, 1);
    QCOMPARE(runProgram({"run", "--nonsense"}, m_folder.path(), {"LOADGATE_EXIT_STYLE=simple"}).exitCode, 1);
}

void ErrorsTest::theDeployScriptsSayWhatIsNotThereYet_data() {
    QTest::addColumn<QString>("script");
    QTest::addColumn<QString>("command");
    QTest::newRow("canary_verify") << "canary_verify"
                                   << "canary";
    QTest::newRow("progressive_rollout") << "progressive_rollout"
                                         << "rollout";
}

void ErrorsTest::theDeployScriptsSayWhatIsNotThereYet() {
    QFETCH(QString, script);
    QFETCH(QString, command);
    const Ended ended =
        runOther(QStringLiteral(LOADGATE_SOURCE_DIR "/deploy/") + script, {"--shadow-test", "--load-test", "--auto-rollback-on-loadfail"},
                 m_folder.path(), {QStringLiteral("LOADGATE_BIN=" LOADGATE_PROGRAM)});
    QCOMPARE(ended.err, "loadgate: the command '" + command + "' is not in this version\n");
    QCOMPARE(ended.exitCode, 2);
}

void ErrorsTest::helpAndVersionAreResults() {
    for (const QStringList& words :
         QList<QStringList>{{"--help"}, {"--version"}, {"run", "--help"}, {"help", "demo", "backend"}, {"plugins", "list"}}) {
        const Ended ended = runProgram(words, m_folder.path());
        QCOMPARE(ended.exitCode, 0);
        QCOMPARE(ended.err, QString());
        QVERIFY(!ended.out.isEmpty());
    }
}

void ErrorsTest::aFullStandardOutputIsNotedByTheExitCode() {
    const Ended full = runOther("/bin/sh", {"-c", QStringLiteral(LOADGATE_PROGRAM " --help > /dev/full")}, m_folder.path());
    QCOMPARE(full.err, QStringLiteral("loadgate: standard output could not be written: No space left on device\n"));
    QCOMPARE(full.exitCode, 1);
    const Ended gone =
        runOther("/bin/sh", {"-c", QStringLiteral("{ sleep 0.2; " LOADGATE_PROGRAM " --help; echo $? >&2; } | true")}, m_folder.path());
    QCOMPARE(gone.err, QStringLiteral("0\n"));
}

QTEST_GUILESS_MAIN(ErrorsTest)
#include "errors_test.moc"
