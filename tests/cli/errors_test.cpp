// SPDX-License-Identifier: Apache-2.0
// What the real program says to wrong calls: one sentence, the right exit code, and nothing on standard output.
#include "program.h"

#include <QDir>
#include <QFile>
#include <QRegularExpression>
#include <QSet>
#include <QTcpServer>
#include <QTemporaryDir>
#include <QTest>

using namespace loadgate::clitest;

class ErrorsTest : public QObject {
    Q_OBJECT
  private slots:
    void aWrongCallIsOneSentence_data();
    void aWrongCallIsOneSentence();
    void aWrongVariableIsOneSentence_data();
    void aWrongVariableIsOneSentence();
    void everyOptionHasAWrongCall_data();
    void everyOptionHasAWrongCall();
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

void ErrorsTest::aWrongVariableIsOneSentence_data() {
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("sentence");
    QFile table(QStringLiteral(LOADGATE_TEST_DATA "/bad/cli/variables.txt"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    while (!table.atEnd()) {
        const QStringList cells = QString::fromUtf8(table.readLine()).trimmed().split('\t');
        QCOMPARE(cells.size(), 2);
        QTest::newRow(cells[0].toUtf8().constData()) << cells[0] << cells[1];
    }
}

void ErrorsTest::aWrongVariableIsOneSentence() {
    QFETCH(QString, variable);
    QFETCH(QString, sentence);
    const bool isTarget = variable.startsWith("LOADGATE_TARGET=");
    const QStringList run = isTarget ? QStringList{"run"} : QStringList{"run", "--target", "http://127.0.0.1:9/"};
    const Ended ended = runProgram(run, m_folder.path(), {variable});
    QCOMPARE(ended.err, "loadgate: " + sentence + "\n");
    QCOMPARE(ended.out, QString());
    QCOMPARE(ended.exitCode, 2);
}

void ErrorsTest::everyOptionHasAWrongCall_data() {
    QTest::addColumn<QString>("option");
    QSet<QString> seen;
    for (const QStringList& command : QList<QStringList>{{"run"}, {"plan"}, {"demo", "backend"}}) {
        const QString help = runProgram(command + QStringList{"--help"}, m_folder.path()).out;
        static const QRegularExpression kOption("^ +(--[a-z0-9-]+) [^ ]", QRegularExpression::MultilineOption);
        for (auto match = kOption.globalMatch(help); match.hasNext();) {
            const QString option = match.next().captured(1);
            if (!seen.contains(option)) {
                seen.insert(option);
                QTest::newRow(option.toUtf8().constData()) << option;
            }
        }
    }
    QVERIFY(seen.size() > 30);
}

void ErrorsTest::everyOptionHasAWrongCall() {
    QFETCH(QString, option);
    QFile table(QStringLiteral(LOADGATE_TEST_DATA "/bad/cli/command_lines.txt"));
    QVERIFY(table.open(QIODevice::ReadOnly));
    const QString all = QString::fromUtf8(table.readAll());
    QVERIFY2(all.contains("\t" + option + ":") || all.contains("\t" + option + " "), "its wrong value belongs in command_lines.txt");
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
