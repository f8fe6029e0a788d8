// SPDX-License-Identifier: Apache-2.0
// The files that the real program leaves for other tools.
#include "program.h"

#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>

using namespace loadgate::clitest;

namespace {

QString contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

bool isXml(const QString& text) {
    QXmlStreamReader reader(text);
    while (!reader.atEnd()) {
        reader.readNext();
    }
    return !reader.hasError();
}

}  // namespace

class ReportsTest : public QObject {
    Q_OBJECT
  private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void everyKindOfFileIsWrittenFromOneRun();
    void theDeploymentReportGrowsRunByRun();
    void aStepOfGithubGetsItsSummaryOutputsAndAnnotations();
    void whereGithubCannotBeToldTheExitCodeIsOne();
    void aFileThatCannotBeWrittenIsOneAndTheOthersAreThere();
    void onlyOneOfThemIsStandardOutput();
    void theDemoTellsNobodyElse();

  private:
    /// Every request fails: FAIL, whatever the machine does besides.
    [[nodiscard]] QStringList failing(const QStringList& more) const {
        return QStringList{"run", "--target", "http://127.0.0.1:9", "--rate", "50", "--duration", "200ms", "--error-rate", "1%"} + more;
    }
    [[nodiscard]] QString in(const char* file) const { return m_folder->filePath(file); }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void ReportsTest::everyKindOfFileIsWrittenFromOneRun() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    const Ended run = runProgram({"run", "--target", backend.url() + "/fast", "--rate", "100", "--duration", "300ms", "--error-rate", "50%",
                                  "--html", in("r.html"), "--junit", in("r.xml"), "--hgrm", in("r.hgrm"), "--json", in("r.json")},
                                 m_folder->path());
    QVERIFY2(run.exitCode >= 10, qPrintable(run.err));
    QVERIFY(isXml(contents(in("r.xml"))) && contents(in("r.xml")).contains("<testcase classname=\"loadgate."));
    QVERIFY(isXml(contents(in("r.html"))) && contents(in("r.html")).contains("<title>Latency over time</title>"));
    QVERIFY(contents(in("r.hgrm")).contains("Total count    =           30]"));
    QVERIFY(!QFile::exists(in("deployment_report.jsonl")));
}

void ReportsTest::theDeploymentReportGrowsRunByRun() {
    for (int i = 0; i < 2; ++i) {
        const Ended run = runProgram(failing({"--deployment-report", in("d.md")}), m_folder->path());
        QVERIFY2(run.exitCode == 10, qPrintable(run.out + run.err));
    }
    const QString report = contents(in("d.md"));
    QVERIFY2(report.startsWith("# Deployment report\n\n## "), qPrintable(report));
    QCOMPARE(report.count("# Deployment report"), qsizetype{1});
    QCOMPARE(report.count("Auto-rollback triggered: N (no gate)"), qsizetype{2});
    const QStringList lines = contents(in("d.jsonl")).split('\n');
    QCOMPARE(lines.size(), qsizetype{3});
    for (int i = 0; i < 2; ++i) {
        const QJsonObject line = QJsonDocument::fromJson(lines[i].toUtf8()).object();
        QVERIFY(line["schema"].toString() == "loadgate.rollout/1" && line["exit_code"].toInt() == 10);
    }
}

void ReportsTest::aStepOfGithubGetsItsSummaryOutputsAndAnnotations() {
    QFile summary(in("summary"));
    QVERIFY(summary.open(QIODevice::WriteOnly) && summary.write("from a step before\n") > 0);
    summary.close();
    const Ended run = runProgram(failing({"--report", in("r.md")}), m_folder->path(),
                                 {"GITHUB_ACTIONS=true", "GITHUB_STEP_SUMMARY=" + in("summary"), "GITHUB_OUTPUT=" + in("output")});
    QCOMPARE(run.exitCode, 10);
    QVERIFY(contents(in("summary")).startsWith("from a step before\n## FAIL: "));
    const QStringList outputs = contents(in("output")).split('\n');
    QStringList names;
    for (qsizetype i = 0; i + 2 < outputs.size(); i += 3) {
        names << outputs[i].section("<<", 0, 0) + (i == 0 ? "=" + outputs[1] : QString());
    }
    QCOMPARE(names.join(' '), QString("verdict=FAIL reason p95_ms error_rate throughput_rps report rollback"));
    QCOMPARE(run.out.count("\n::error title=Loadgate%3A errors failed::"), qsizetype{1});
    QVERIFY(!runProgram(failing({}), m_folder->path()).out.contains("::error"));
}

void ReportsTest::whereGithubCannotBeToldTheExitCodeIsOne() {
    const Ended run = runProgram(failing({}), m_folder->path(), {"GITHUB_OUTPUT=" + in("none/output")});
    QCOMPARE(run.exitCode, 1);
    QVERIFY2(run.err.contains("loadgate: GITHUB_OUTPUT: " + in("none/output") + ": cannot be written: there is no folder"),
             qPrintable(run.err));
}

void ReportsTest::aFileThatCannotBeWrittenIsOneAndTheOthersAreThere() {
    const Ended full = runProgram(failing({"--html", "/dev/full", "--junit", in("r.xml")}), m_folder->path());
    QCOMPARE(full.exitCode, 1);
    QVERIFY2(full.err.contains("--html /dev/full: could not be written: No space left on device"), qPrintable(full.err));
    QVERIFY(isXml(contents(in("r.xml"))));
    const Ended nowhere = runProgram(failing({"--hgrm", in("none/r.hgrm")}), m_folder->path());
    QCOMPARE(nowhere.exitCode, 2);
}

void ReportsTest::onlyOneOfThemIsStandardOutput() {
    const Ended page = runProgram(failing({"--html", "-"}), m_folder->path());
    QVERIFY(isXml(page.out) && page.err.contains("FAIL"));
    const Ended both = runProgram(failing({"--html", "-", "--junit", "-"}), m_folder->path());
    QCOMPARE(both.exitCode, 2);
    QVERIFY2(both.err.contains("--html and --junit both go to standard output"), qPrintable(both.err));
    const Ended section = runProgram(failing({"--deployment-report", "-"}), m_folder->path());
    QVERIFY2(section.out.startsWith("\n## ") && section.err.contains("FAIL"), qPrintable(section.out));
}

void ReportsTest::theDemoTellsNobodyElse() {
    const Ended demo = runProgram({"demo", "--duration", "200ms"}, m_folder->path(), {"GITHUB_OUTPUT=" + in("output")});
    QVERIFY2(demo.exitCode != 2, qPrintable(demo.err));
    QVERIFY(!QFile::exists(in("output")));
}

QTEST_GUILESS_MAIN(ReportsTest)
#include "reports_test.moc"
