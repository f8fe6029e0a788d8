// SPDX-License-Identifier: Apache-2.0
#include "core/report/deployment_report.h"
#include "built_record.h"
#include "show.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace loadgate;

class DeploymentReportTest : public QObject {
    Q_OBJECT
  private slots:
    void aRunSaysThatNothingWasRolledBack() {
        const QString section = test::shown(deploymentSection(test::builtRecord()));
        QVERIFY2(section.startsWith("\n## 2026-01-31T12:00:00.005Z: run of backend-v2: FAIL\n"), qPrintable(section));
        QVERIFY(section.contains("\n- Auto-rollback triggered: N (no gate)\n"));
        QVERIFY(section.contains("- Metrics: p50 20 ms, p95 40 ms, p99 ≥ 10 s, errors 0.631%, throughput 98.4/s\n"));
        QVERIFY(section.contains("exit code 10"));
        QVERIFY(section.contains("| p99 | ≥ 10 s |"));
    }
    void theTwinIsOneLineWithTheSameFigures() {
        const std::string line = deploymentLine(test::builtRecord());
        QCOMPARE(std::count(line.begin(), line.end(), '\n'), std::ptrdiff_t{1});
        QVERIFY(line.ends_with('\n'));
        const QJsonObject json = QJsonDocument::fromJson(QByteArray::fromStdString(line)).object();
        QCOMPARE(json["schema"].toString(), QString("loadgate.rollout/1"));
        QCOMPARE(json["verdict"].toObject()["checks"].toArray().size(), qsizetype{4});
        QCOMPARE(json["throughput_rps"].toDouble(), 787.0 / 8);
        QCOMPARE(json["latency_s"].toObject()["lower_bound"].toArray(), QJsonArray{"p99"});
        QCOMPARE(json["rollback"].toObject(), (QJsonObject{{"triggered", false}, {"reason", "no gate"}}));
        QCOMPARE(json["exit_code"].toInt(), 10);
        QVERIFY(!QString::fromStdString(line).contains("user:pass"));
    }
    void anInterruptedRunSaysSoAndHasItsExitCode() {
        RunRecord record = test::builtRecord();
        record.interruptedBy = 15;
        QVERIFY(test::shown(deploymentSection(record)).contains("Interrupted by SIGTERM"));
        QVERIFY(test::shown(deploymentLine(record)).contains("\"exit_code\":143"));
    }
};

QTEST_APPLESS_MAIN(DeploymentReportTest)
#include "deployment_report_test.moc"
