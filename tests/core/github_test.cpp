// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "core/report/github_report.h"
#include "show.h"

#include <QMap>
#include <QTest>

using namespace loadgate;

namespace {

/// As the runner reads GITHUB_OUTPUT.
QMap<QString, QString> outputsOf(const RunRecord& record, std::string_view report) {
    QMap<QString, QString> outputs;
    const QStringList lines = test::shown(githubOutputs(record, report)).split('\n');
    for (qsizetype i = 0; i + 2 < lines.size(); i += 3) {
        const QString name = lines[i].section("<<", 0, 0);
        outputs[name] = lines[i].section("<<", 1) == lines[i + 2] ? lines[i + 1] : QString("not ended");
    }
    return outputs;
}

}  // namespace

class GithubTest : public QObject {
    Q_OBJECT
  private slots:
    void theOutputsAreThoseOfTheContract() {
        const QMap<QString, QString> outputs = outputsOf(test::builtRecord(), "deploy/performance_report.md");
        const QMap<QString, QString> wanted{{"verdict", "FAIL"},          {"reason", "p99 was 10 s, the objective is 400 ms"},
                                            {"p95_ms", "40.009727"},      {"error_rate", outputs.value("error_rate")},
                                            {"throughput_rps", "98.375"}, {"report", "deploy/performance_report.md"},
                                            {"rollback", "none"}};
        QCOMPARE(outputs, wanted);
        QCOMPARE(outputs.value("error_rate").toDouble(), 5.0 / 792);
    }
    void whatWasNotMeasuredHasNoOutput() {
        RunRecord record = test::builtRecord();
        record.measurement.intervals.clear();
        record.measurement.warmup = record.measurement.end;
        QCOMPARE(outputsOf(record, "").keys(), (QStringList{"reason", "rollback", "verdict"}));
    }
    void eachFailedCheckIsOneAnnotationAndTenAtMost() {
        RunRecord record = test::builtRecord();
        QCOMPARE(test::shown(githubAnnotations(record)),
                 QString("::error title=Loadgate%3A p99 failed::p99 was 10 s, the objective is 400 ms\n"));
        record.verdict.checks.resize(30, record.verdict.checks[1]);
        QCOMPARE(test::shown(githubAnnotations(record)).count("::error "), qsizetype{10});
        record.verdict.checks.resize(1);
        QCOMPARE(githubAnnotations(record), std::string());
    }
    void theSummaryIsTheRunsSectionOfTheReport() { QCOMPARE(githubSummary(test::builtRecord()), markdownSection(test::builtRecord())); }
    void aSummaryThatWouldBeRefusedLeavesPartsOut() {
        RunRecord record = test::builtRecord();
        record.measurement.endpoints.clear();
        record.measurement.intervals[1].series.clear();
        for (int i = 0; i < 4000; ++i) {
            record.measurement.endpoints.push_back("GET /" + std::string(400, 'x') + std::to_string(i));
            record.measurement.intervals[1].series.push_back(test::series(static_cast<std::uint16_t>(i), 1, "20ms"));
        }
        QVERIFY(markdownSection(record).size() > kLargestSummary);
        const QString summary = test::shown(githubSummary(record));
        QVERIFY(static_cast<std::size_t>(summary.toUtf8().size()) <= kLargestSummary);
        QVERIFY(summary.contains("### Objectives") && summary.contains("### Latency") && !summary.contains("### Endpoints"));
        QVERIFY(summary.contains("left out"));
        QCOMPARE(githubSummary(record, 10), std::string());
    }
};

QTEST_APPLESS_MAIN(GithubTest)
#include "github_test.moc"
