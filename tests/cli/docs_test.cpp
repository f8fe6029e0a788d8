// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"
#include "cli/help.h"
#include "cli/option_table.h"
#include "cli/wrap.h"

#include <QFile>
#include <QProcess>
#include <QTest>

using namespace loadgate::cli;

namespace {

QString committed(const char* file) {
    QFile source(QStringLiteral(LOADGATE_SOURCE_DIR "/") + file);
    return source.open(QIODevice::ReadOnly) ? QString::fromUtf8(source.readAll()) : QStringLiteral("cannot be read: ") + file;
}

}  // namespace

class DocsTest : public QObject {
    Q_OBJECT
  private slots:
    void thePageIsWhatTheTableSays();
    void theManPageIsWhatTheTableSays();
    void theCompletionsAreWhatTheTableSays();
    void bashCompletes_data();
    void bashCompletes();
    void helpShowsEveryOptionOfACommandAndNoOther();
    void helpFitsTheTerminal();
    void wrappedTextKeepsItsWords();
};

void DocsTest::thePageIsWhatTheTableSays() {
    QVERIFY2(committed("docs/cli.md") == QString::fromStdString(optionsAsMarkdown()),
             "docs/cli.md is out of step; build the target cli_docs");
}

void DocsTest::theManPageIsWhatTheTableSays() {
    QVERIFY2(committed("packaging/man/loadgate.1") == QString::fromStdString(optionsAsMan()),
             "packaging/man/loadgate.1 is out of step; build the target cli_docs");
}

void DocsTest::theCompletionsAreWhatTheTableSays() {
    const char* rebuild = "packaging/completion is out of step; build the target cli_docs";
    QVERIFY2(committed("packaging/completion/loadgate.bash") == QString::fromStdString(bashCompletion()), rebuild);
    QVERIFY2(committed("packaging/completion/_loadgate") == QString::fromStdString(zshCompletion()), rebuild);
    QVERIFY2(committed("packaging/completion/loadgate.fish") == QString::fromStdString(fishCompletion()), rebuild);
}

void DocsTest::bashCompletes_data() {
    QTest::addColumn<QString>("expected");
    QTest::newRow("r") << "run";
    QTest::newRow("run --ra") << "--rate";
    QTest::newRow("run --target http://127.0.0.1/ --err") << "--error-rate";
    QTest::newRow("run --arrivals ") << "constant poisson";
    QTest::newRow("run --arrivals p") << "poisson";
    QTest::newRow("run --progress=plain --q") << "--quiet";
    QTest::newRow("run --duration ") << "";
    QTest::newRow("run --report ") << "";
    QTest::newRow("plugins ") << "list show";
    QTest::newRow("plugins list --j") << "--json";
    QTest::newRow("demo b") << "backend";
    QTest::newRow("demo backend --sp") << "--spread";
    QTest::newRow("demo --la") << "";
    QTest::newRow("plan --progress") << "";
}

void DocsTest::bashCompletes() {
    QFETCH(const QString, expected);
    QStringList words = QString(QTest::currentDataTag()).split(' ');
    const QString script = QString("source '%1'; COMP_WORDS=(loadgate \"$@\"); COMP_CWORD=$#; _loadgate; echo \"${COMPREPLY[*]}\"")
                               .arg(LOADGATE_SOURCE_DIR "/packaging/completion/loadgate.bash");
    QProcess bash;
    bash.setProcessChannelMode(QProcess::MergedChannels);
    bash.start("bash", QStringList{"--norc", "-c", script, "bash"} + words);
    QVERIFY(bash.waitForFinished());
    QCOMPARE(QString::fromUtf8(bash.readAll()).trimmed(), expected);
}

void DocsTest::helpShowsEveryOptionOfACommandAndNoOther() {
    for (const CommandSpec& command : commands()) {
        const std::string help = commandHelp(command, 100);
        for (const OptionSpec& option : options()) {
            const bool shown = help.find("  --" + std::string(option.name) + " ") != std::string::npos ||
                               help.find("  --" + std::string(option.name) + "\n") != std::string::npos || option.name == "help";
            QVERIFY2(shown == (findOption(option.name, command.id) != nullptr),
                     (std::string(command.name) + " --" + std::string(option.name)).c_str());
        }
        QVERIFY(help.find("--db") == std::string::npos);
    }
}

void DocsTest::helpFitsTheTerminal() {
    for (const unsigned columns : {60U, 80U, 120U}) {
        for (const CommandSpec& command : commands()) {
            for (const QString& line : QString::fromStdString(commandHelp(command, columns)).split('\n')) {
                QVERIFY2(columnsOf(line.toStdString()) <= columns, line.toUtf8().constData());
            }
        }
    }
}

void DocsTest::wrappedTextKeepsItsWords() {
    QCOMPARE(wrapped("one two three four five six", 28, 4), std::string("one two three four five\n    six"));
    QCOMPARE(wrapped("a\n\nb", 40, 0), std::string("a\n\nb"));
    QCOMPARE(wrapped("", 40, 2), std::string());
    QCOMPARE(columnsOf("840 µs"), 6U);
    QCOMPARE(cutToColumns("840 µs", 5), std::string("840 µ"));
}

QTEST_GUILESS_MAIN(DocsTest)
#include "docs_test.moc"
