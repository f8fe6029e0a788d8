// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "show.h"

#include <QTest>
#include <QXmlStreamReader>

using namespace loadgate;

namespace {

/// What a reader of JUnit files sees.
struct Suite {
    QXmlStreamAttributes attributes;
    QStringList cases;  ///< "name: kind message"
    QString error;
};
Suite read(const RunRecord& record) {
    Suite suite;
    QXmlStreamReader xml(QByteArray::fromStdString(junitReport(record)));
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement) {
            continue;
        }
        const QXmlStreamAttributes attributes = xml.attributes();
        if (xml.name() == u"testsuite") {
            suite.attributes = attributes;
        } else if (xml.name() == u"testcase") {
            suite.cases << attributes.value("name").toString();
        } else if (xml.name() == u"failure" || xml.name() == u"error" || xml.name() == u"skipped") {
            suite.cases.last() += ": " + xml.name().toString() + " " + attributes.value("message").toString();
        }
    }
    suite.error = xml.errorString();
    return suite;
}

}  // namespace

class JunitTest : public QObject {
    Q_OBJECT
  private slots:
    void everyCheckIsATestCase() {
        RunRecord record = test::builtRecord();
        record.verdict.checks[3].status = VerdictStatus::Invalid;
        const Suite suite = read(record);
        QCOMPARE(suite.error, QString());
        const QStringList wanted{"p95 <= 250 ms", "p99 <= 400 ms: failure p99 was 10 s, the objective is 400 ms",
                                 "errors <= 1% in each 5s: skipped twice as long would do", "throughput >= 90/s: error counted"};
        QCOMPARE(suite.cases, wanted);
        QCOMPARE(suite.attributes.value("tests").toInt(), 4);
        QCOMPARE(suite.attributes.value("failures").toInt(), 1);
        QCOMPARE(suite.attributes.value("errors").toInt(), 1);
        QCOMPARE(suite.attributes.value("skipped").toInt(), 1);
        QCOMPARE(suite.attributes.value("time").toString(), QString("10.000"));
        QCOMPARE(suite.attributes.value("timestamp").toString(), QString("2026-01-31T12:00:00"));
    }
    void anInterruptedRunIsNotGreenEvenWhenEachCheckPassed() {
        RunRecord record = test::builtRecord();
        record.verdict.checks.resize(1);
        record.verdict.status = VerdictStatus::Inconclusive;
        record.verdict.reason = "interrupted after 6.0 s of 10 s";
        record.interruptedBy = 2;
        record.measurement.end = std::chrono::seconds(6);
        const QStringList cases = read(record).cases;
        QCOMPARE(cases.size(), qsizetype{2});
        QVERIFY2(cases[1].startsWith("run: skipped interrupted after 6.0 s of 10 s (Interrupted by SIGINT"), qPrintable(cases[1]));
    }
    void aVerdictThatNoCheckExplainsIsATestCaseOfItsOwn() {
        RunRecord record = test::builtRecord();
        record.verdict = {};
        record.verdict.status = VerdictStatus::Invalid;
        record.verdict.reason = "no request was sent";
        QCOMPARE(read(record).cases, QStringList{"run: error no request was sent"});
    }
    void credentialsOfTheTargetStayOut() { QVERIFY(!test::shown(junitReport(test::builtRecord())).contains("user:pass")); }
};

QTEST_APPLESS_MAIN(JunitTest)
#include "junit_test.moc"
