// SPDX-License-Identifier: Apache-2.0
#include "cli/outputs.h"
#include "cli/github.h"
#include "cli/look.h"
#include "core/report/reports.h"

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include <sys/resource.h>

#include <csignal>

using namespace loadgate;
using namespace loadgate::cli;

namespace {

Invocation given(std::initializer_list<std::pair<const char*, std::string>> options) {
    Invocation call;
    for (const auto& [name, text] : options) {
        call.options[name].push_back({text, Origin::Option, std::string("--") + name});
    }
    return call;
}

Output json(const std::string& path) { return {Output::Kind::Json, "--json", path, true}; }

std::string refusal(const Status& status) { return status ? "no error" : status.error().message; }

}  // namespace

class OutputsTest : public QObject {
    Q_OBJECT
  private slots:
    void theReportIsWrittenByDefaultOnlyBesideADeployFolder();
    void twoOutputsNeverShareAPlace();
    void aMissingFolderIsWrongUsageBeforeAnythingIsSent();
    void anUnwritableOutputDoesNotTakeTheOthersAlong();
    void aReportIsGivenWhatTheFileHeld();
    void theDeploymentReportHasATwinAndBothAreAddedTo();
    void aFileThatIsAddedToIsLeftWholeWhenTheDiskIsFull();
    void githubIsToldWhereItsVariablesAre();
    void aLinkStaysALink();
    void withResultsOnStandardOutputPeopleReadStandardError();
    void coloursNeedATerminalAndConsent();
    void theBarNeedsATerminal();
};

void OutputsTest::theReportIsWrittenByDefaultOnlyBesideADeployFolder() {
    QVERIFY(chooseOutputs(given({}), false).value().empty());
    const Output byDefault{Output::Kind::Report, "--report", "deploy/performance_report.md", false};
    QCOMPARE(chooseOutputs(given({}), true).value(), std::vector<Output>{byDefault});
    const Output asked{Output::Kind::Report, "--report", "a.md", true};
    QCOMPARE(chooseOutputs(given({{"report", "a.md"}}), true).value(), std::vector<Output>{asked});
}

void OutputsTest::twoOutputsNeverShareAPlace() {
    const auto twice = chooseOutputs(given({{"report", "-"}, {"json", "-"}}), false);
    QCOMPARE(twice.error().message, std::string("--report and --json both go to standard output; give one of them a file of its own"));
    QCOMPARE(twice.error().code, ErrorCode::BadInput);
    QCOMPARE(chooseOutputs(given({{"report", "x/../a"}, {"json", "./a"}}), false).error().message,
             std::string("--report and --json both go to 'x/../a'; give one of them a file of its own"));
    QVERIFY(chooseOutputs(given({{"report", "-"}, {"json", "a"}}), false).has_value());
}

void OutputsTest::aMissingFolderIsWrongUsageBeforeAnythingIsSent() {
    const QTemporaryDir folder;
    const std::string root = folder.path().toStdString();
    const Status missing = checkOutputs({json(root + "/none/a.json")});
    QCOMPARE(refusal(missing), "--json " + root + "/none/a.json: there is no folder '" + root + "/none'; create it first");
    QCOMPARE(missing.error().code, ErrorCode::BadInput);
    QCOMPARE(refusal(checkOutputs({json(root)})), "--json " + root + ": this is a folder; name a file in it");
    QVERIFY(checkOutputs({json(root + "/a.json"), json("-"), json("/dev/null")}).has_value());
    QVERIFY(checkOutputs({Output{Output::Kind::Report, "--report", "none/at/all", false}}).has_value());
}

void OutputsTest::anUnwritableOutputDoesNotTakeTheOthersAlong() {
    const QTemporaryDir folder;
    const std::string good = folder.path().toStdString() + "/good.json";
    const auto failures =
        writeOutputs({json("/dev/full"), json(good)}, [](const Output&, std::string_view) { return std::string("text\n"); });
    QCOMPARE(failures.size(), std::size_t{1});
    QCOMPARE(failures.front().second.message, std::string("--json /dev/full: could not be written: No space left on device"));
    QCOMPARE(readText(good).value(), std::string("text\n"));
}

void OutputsTest::aReportIsGivenWhatTheFileHeld() {
    const QTemporaryDir folder;
    const Output report{Output::Kind::Report, "--report", folder.path().toStdString() + "/r.md", true};
    const Render onTop = [](const Output&, std::string_view earlier) { return "new\n" + std::string(earlier); };
    QVERIFY(writeOutputs({report}, onTop).empty());
    QVERIFY(writeOutputs({report}, onTop).empty());
    QCOMPARE(readText(report.path).value(), std::string("new\nnew\n"));
}

void OutputsTest::theDeploymentReportHasATwinAndBothAreAddedTo() {
    const auto places = [](const std::string& path) {
        std::string all;
        const std::vector<Output> outputs = chooseOutputs(given({{"deployment-report", path}}), false).value();
        for (const Output& output : outputs) {
            all += output.path + " ";
        }
        return all;
    };
    QCOMPARE(places("deploy/deployment_report.md"), std::string("deploy/deployment_report.md deploy/deployment_report.jsonl "));
    QCOMPARE(places("log"), std::string("log log.jsonl "));
    QCOMPARE(places("-"), std::string("- "));
    QCOMPARE(places("/dev/null"), std::string("/dev/null "));
    QCOMPARE(chooseOutputs(given({{"json", "a.jsonl"}, {"deployment-report", "a.md"}}), false).error().message,
             std::string("--json and --deployment-report both go to 'a.jsonl'; give one of them a file of its own"));
    const QTemporaryDir folder;
    const auto outputs = chooseOutputs(given({{"deployment-report", folder.path().toStdString() + "/d.md"}}), false).value();
    const Render oneMore = [](const Output&, std::string_view last) { return last.empty() ? "first" : "<" + std::string(last) + ">"; };
    for (int i = 0; i < 3; ++i) {
        QVERIFY(writeOutputs(outputs, oneMore).empty());
    }
    for (const Output& output : outputs) {
        QCOMPARE(readText(output.path).value(), std::string("first<t><>>"));
    }
}

void OutputsTest::aFileThatIsAddedToIsLeftWholeWhenTheDiskIsFull() {
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString() + "/log";
    QVERIFY(appendToFile(path, "one\n").has_value());
    // A limit on the size of files is a disk that is full, for this process alone.
    struct rlimit earlier {};
    QVERIFY(::getrlimit(RLIMIT_FSIZE, &earlier) == 0);
    const auto before = std::signal(SIGXFSZ, SIG_IGN);
    struct rlimit small = earlier;
    small.rlim_cur = 6;
    QVERIFY(::setrlimit(RLIMIT_FSIZE, &small) == 0);
    const Status written = appendToFile(path, "two\n");
    ::setrlimit(RLIMIT_FSIZE, &earlier);
    std::signal(SIGXFSZ, before);
    QCOMPARE(refusal(written), path + ": cannot be written: File too large");
    QCOMPARE(readText(path).value(), std::string("one\n"));
    QCOMPARE(refusal(appendToFile("/nowhere/at/all", "x")),
             std::string("/nowhere/at/all: cannot be written: there is no folder '/nowhere/at'; create it first"));
}

void OutputsTest::githubIsToldWhereItsVariablesAre() {
    QVERIFY(!githubFilesOf({}).annotations);
    QVERIFY(!githubFilesOf({{"GITHUB_ACTIONS", "false"}, {"GITHUB_OUTPUT", ""}}).annotations);
    QVERIFY(githubFilesOf({{"GITHUB_ACTIONS", "true"}}).annotations);
    const GithubFiles files = githubFilesOf({{"GITHUB_STEP_SUMMARY", "/s"}, {"GITHUB_OUTPUT", "/o"}});
    QVERIFY(files.annotations && files.summary == "/s" && files.output == "/o");
}

void OutputsTest::aLinkStaysALink() {
    const QTemporaryDir folder;
    const QString real = folder.filePath("real.json");
    const QString link = folder.filePath("link.json");
    QVERIFY(QFile::link(real, link));
    QVERIFY(writeOutputs({json(link.toStdString())}, [](const Output&, std::string_view) { return std::string("x"); }).empty());
    QVERIFY(QFileInfo(link).isSymLink());
    QCOMPARE(readText(real.toStdString()).value(), std::string("x"));
}

void OutputsTest::withResultsOnStandardOutputPeopleReadStandardError() {
    QCOMPARE(lookOf(given({}), Surroundings{}, true).reportTo, 2);
    QCOMPARE(lookOf(given({}), Surroundings{}, false).reportTo, 1);
}

void OutputsTest::coloursNeedATerminalAndConsent() {
    Surroundings around{true, true, false, false};
    QVERIFY(lookOf(given({}), around, false).colourResults);
    QVERIFY(!lookOf(given({{"no-color", "true"}}), around, false).colourResults);
    around.noColour = true;
    QVERIFY(!lookOf(given({}), around, false).colourResults);
    around = {false, true, false, false};
    QVERIFY(!lookOf(given({}), around, false).colourResults);
    QVERIFY(lookOf(given({}), around, false).colourPeople);
}

void OutputsTest::theBarNeedsATerminal() {
    const Surroundings terminal{true, true, false, false};
    const Surroundings log{};
    QCOMPARE(lookOf(given({}), terminal, false).progress, ProgressKind::Bar);
    QCOMPARE(lookOf(given({}), log, false).progress, ProgressKind::Plain);
    QCOMPARE(lookOf(given({{"progress", "plain"}}), terminal, false).progress, ProgressKind::Plain);
    QCOMPARE(lookOf(given({{"progress", "bar"}}), log, false).progress, ProgressKind::Bar);
    QCOMPARE(lookOf(given({{"progress", "none"}}), terminal, false).progress, ProgressKind::None);
    QCOMPARE(lookOf(given({{"quiet", "true"}}), terminal, false).progress, ProgressKind::None);
}

QTEST_APPLESS_MAIN(OutputsTest)
#include "outputs_test.moc"
