// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "core/report/escape.h"
#include "core/report/text_page.h"
#include "show.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTest>

using namespace loadgate;

namespace {

RunRecord closedRecord() {
    RunRecord record = test::builtRecord();
    record.measurement.model = LoadModel::Closed;
    record.measurement.planned = 0;
    record.curve = testkit::curve("0s:500 10s:500", LoadModel::Closed);
    return record;
}
RunRecord hostileRecord() {
    RunRecord record = test::builtRecord();
    record.name = test::kHostile;
    record.targetName = test::kHostile;
    record.verdict.reason = test::kHostile;
    record.verdict.checks[1].reason = test::kHostile;
    record.verdict.checks[1].objective.endpoint = test::kHostile;
    record.measurement.endpoints = {test::kHostile, test::kHostile + "2"};
    record.requests[0].path = test::kHostile;
    record.tags = {{test::kHostile, test::kHostile}};
    record.generator.reasons = {test::kHostile};
    return record;
}
RunRecord emptyRecord() {
    RunRecord record = test::builtRecord();
    record.measurement.intervals.clear();
    record.measurement.connectTime = {};
    return record;
}

std::string text(const RunRecord& record, unsigned columns = 80, bool colour = false) { return textReport(record, {colour, columns}); }
/// Words only, so that a test does not depend on where lines break.
QString words(const RunRecord& record) { return test::shown(text(record)).simplified(); }
QJsonObject json(const RunRecord& record) { return QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(record))).object(); }
QString textWithout(const std::string& harmful, const std::string& report) {
    for (const char c : harmful) {
        if (report.find(c) != std::string::npos) {
            return "holds byte " + QString::number(static_cast<unsigned char>(c));
        }
    }
    return {};
}

}  // namespace

class ReportTest : public QObject {
    Q_OBJECT
  private slots:
    void theVerdictAndItsReasonComeFirst() {
        QVERIFY(text(test::builtRecord()).starts_with("FAIL\n  p99 was 10 s, the objective is 400 ms\n"));
        QVERIFY(text(test::builtRecord(), 80, true).starts_with("\x1b[1;31mFAIL\x1b[0m\n"));
    }
    void theCountingEquationsAreWrittenOut() {
        QVERIFY(words(test::builtRecord())
                    .contains("1,000 planned = 990 sent + 9 dropped at the in-flight bound + 0 dropped by the generator + 1 not reached"));
        QVERIFY(words(test::builtRecord()).contains("990 sent = 985 ok + 5 failed + 0 in flight at the end"));
        QVERIFY(words(test::builtRecord()).contains("5 of 792 (0.631%)"));
        QVERIFY(words(test::builtRecord()).contains("98.4/s good answers (787 in the measured 8 s)"));
    }
    void whatNeverEndedIsShownAsALowerBound() {
        QVERIFY(words(test::builtRecord()).contains("p99 ≥ 10 s 50 ms – ∞ ≤ 400 ms FAIL"));
        QVERIFY(words(test::builtRecord()).contains("response 20 ms 40 ms 40 ms 40 ms ≥ 10 s ≥ 10 s ≥ 10 s"));
    }
    void aCertificateThatWasNotVerifiedIsTold() {
        RunRecord record = test::builtRecord();
        const auto verified = [&record] { return json(record).value("target").toObject().value("certificate_verified"); };
        QVERIFY(verified().isUndefined());
        record.certificateVerified = true;
        QCOMPARE(verified(), QJsonValue(true));
        QVERIFY(!words(record).contains("not verified"));
        record.certificateVerified = false;
        QCOMPARE(verified(), QJsonValue(false));
        QVERIFY(words(record).contains("certificate was not verified (--insecure)"));
        QVERIFY(QString::fromStdString(markdownSection(record)).contains("certificate was not verified (--insecure)"));
    }
    void theClosedModelSaysWhoSawIt() {
        const QString report = words(closedRecord());
        QVERIFY2(report.contains("seen by 500 looping users"), qPrintable(report));
        QVERIFY(report.contains("longest 200 ms with requests in flight and no answer"));
        QVERIFY(!report.contains("planned ="));
        QVERIFY(!words(test::builtRecord()).contains("looping"));
    }
    void aRunWithoutObjectivesSaysThatOnlyErrorsWereJudged() {
        RunRecord record = test::builtRecord();
        QVERIFY(!words(record).contains("only errors were judged"));
        record.builtInObjectiveOnly = true;
        QVERIFY(words(record).contains("No objective was given, so only errors were judged"));
        QVERIFY(test::shown(markdownSection(record)).contains("only errors were judged"));
    }
    void anInterruptedRunSaysSo() {
        RunRecord record = test::builtRecord();
        record.interruptedBy = 2;
        record.measurement.end = std::chrono::seconds(6);
        QVERIFY2(words(record).contains("Interrupted by SIGINT after 6 s of 10 s"), qPrintable(words(record)));
        QVERIFY(test::shown(markdownSection(record)).contains("Interrupted by SIGINT after 6 s of 10 s"));
        QCOMPARE(json(record).value("interrupted_by").toString(), QString("SIGINT"));
    }
    void aRunThatWasStoppedBecauseItFailsSaysSo() {
        RunRecord record = test::builtRecord();
        record.measurement.stoppedEarly = true;
        record.measurement.end = std::chrono::seconds(6);
        record.verdict.early = EarlyFailure{1, StopRule::Budget, std::chrono::seconds(5), 500, 90, 1000, 0};
        const QString sentence = "Stopped after 6 s of 10 s because failure was certain (--abort-on-fail)";
        QVERIFY2(words(record).contains(sentence), qPrintable(words(record)));
        QVERIFY(test::shown(markdownSection(record)).contains("Stopped after 6 s of 10 s because failure was certain"));
        const QJsonObject early = json(record).value("verdict").toObject().value("early").toObject();
        QCOMPARE(early.value("check").toInt(), 1);
        QCOMPARE(early.value("rule").toString(), QString("budget"));
        QCOMPARE(early.value("t_s").toDouble(), 5.0);
        QVERIFY(!early.contains("p_value"));
        QVERIFY(!json(test::builtRecord()).value("verdict").toObject().contains("early"));
    }
    void aSaturatedGeneratorIsOneReasonAndNotOneForEachCheck() {
        RunRecord record = test::builtRecord();
        record.verdict.checks[2].status = VerdictStatus::Invalid;
        record.verdict.checks[2].reason = "cannot be judged";
        QVERIFY(words(record).contains("cannot be judged"));
        record.generator.status = GeneratorStatus::Saturated;
        QVERIFY(!words(record).contains("cannot be judged"));
    }
    void aRunWithoutDataClaimsNothing() {
        const QString report = words(emptyRecord());
        QVERIFY2(report.contains("response – – – – – – –"), qPrintable(report));
        QVERIFY(report.contains("Errors not measured"));
        const QJsonObject object = json(emptyRecord());
        for (const char* key : {"latency_s", "service_time_s", "wait_s", "connect_time_s", "error_rate"}) {
            QVERIFY2(!object.contains(key), key);
        }
        QVERIFY(!object.value("generator").toObject().contains("lag_s"));
    }

    void noLineIsWiderThanTheTerminal_data() {
        QTest::addColumn<unsigned>("columns");
        for (const unsigned columns : {50U, 60U, 80U, 120U}) {
            QTest::addRow("%u", columns) << columns;
        }
    }
    void noLineIsWiderThanTheTerminal() {
        QFETCH(unsigned, columns);
        for (const RunRecord& record : {test::builtRecord(), closedRecord()}) {
            const std::string report = text(record, columns);
            for (const QString& line : test::shown(report).split('\n')) {
                QVERIFY2(line.size() <= static_cast<qsizetype>(columns), qPrintable(line));
            }
        }
    }

    void textFromOutsideCannotSteerTheTerminal() {
        const std::string report = text(hostileRecord());
        QCOMPARE(textWithout(std::string("\x1b\x07\r\t\xff\xfe", 6), report), QString());
        QVERIFY(report.find("\xE2\x80\xAE") == std::string::npos);
        QVERIFY(report.find("\n## PASS") == std::string::npos);
    }
    void textFromOutsideCannotForgeMarkdown() {
        const std::string section = markdownSection(hostileRecord());
        QCOMPARE(textWithout(std::string("\x1b\x07\r\t\xff\xfe", 6), section), QString());
        int headings = 0;
        for (const QString& line : test::shown(section).split('\n')) {
            headings += line.startsWith("## ") ? 1 : 0;
            QVERIFY2(!line.contains("<script") && !line.contains("@team") && !line.contains("https://"), qPrintable(line));
        }
        QCOMPARE(headings, 1);
    }
    void aMarkdownTableKeepsItsColumns() {
        qsizetype columns = 0;
        for (const QString& line : test::shown(markdownSection(hostileRecord())).split('\n')) {
            QString bars = line;
            const qsizetype count = line.startsWith('|') ? bars.remove("\\|").count('|') : 0;
            QVERIFY2(columns == 0 || count == 0 || columns == count, qPrintable(line));
            columns = count;
        }
    }
    void textFromOutsideLeavesJsonWhole() {
        const QJsonObject object = json(hostileRecord());
        QVERIFY(object.value("error_examples").toArray()[1].toObject().value("text").toString().contains("<script>alert(1)</script>"));
        QCOMPARE(object.value("name").toString(), object.value("endpoints").toArray()[0].toObject().value("name").toString());
    }
    void aSinkGetsAtMost512BytesCutBetweenCharacters() {
        const std::string longText = std::string(511, 'a') + "ä" + std::string(600, 'b');
        for (const std::string& shown : {forTerminal(longText), forMarkdown(longText), forJson(longText)}) {
            QCOMPARE(test::shown(shown), QString(511, 'a') + "…");
        }
        QCOMPARE(test::shown(forTerminal("a\xC3")), QString("a\uFFFD"));
        QCOMPARE(test::shown(forTerminal("\xC0\xAF\xED\xA0\x80")), QString(5, QChar(0xFFFD)));
        QCOMPARE(test::shown(forMarkdown("a_b _c_ https://x <b> www.x")), QString("a_b \\_c_ https:/\\/x &lt;b&gt; www\\.x"));
    }

    void theJsonCountsTheWholeRunInRequestsAndTheMeasuredPhaseElsewhere() {
        const QJsonObject object = json(test::builtRecord());
        QCOMPARE(object.value("schema").toString(), QString("loadgate.run/1"));
        const QJsonObject requests = object.value("requests").toObject();
        const QJsonObject wanted{
            {"planned", 1000}, {"sent", 990},        {"completed", 990},       {"ok", 985},        {"failed", 5},          {"timed_out", 3},
            {"retried", 0},    {"dropped_limit", 9}, {"dropped_generator", 0}, {"not_reached", 1}, {"in_flight_at_end", 0}};
        QCOMPARE(requests, wanted);
        QCOMPARE(object.value("throughput_rps").toDouble(), 787.0 / 8);
        QCOMPARE(object.value("error_rate").toDouble(), 5.0 / 792);
        QCOMPARE(object.value("errors").toObject().value("timeout").toInt(), 3);
        QCOMPARE(object.value("timeouts").toObject(), (QJsonObject{{"total", 0}, {"connect", 1}, {"first_byte", 2}}));
        QCOMPARE(object.value("errors").toObject().size(), 11);
        QCOMPARE(object.value("statuses").toObject(), (QJsonObject{{"200", 985}, {"503", 2}}));
        QCOMPARE(object.value("duration_s").toDouble(), 10.0);
        QCOMPARE(object.value("measured_s").toDouble(), 8.0);
        QCOMPARE(object.value("started").toString(), QString("2026-01-31T12:00:00.005Z"));
    }
    void theJsonsPercentilesAreThoseOfTheMergedHistogram() {
        const QJsonObject object = json(test::builtRecord());
        const Histogram all = testkit::histogram("20ms*600 40ms*189 >=10s*12");
        const QJsonObject latency = object.value("latency_s").toObject();
        QCOMPARE(latency.value("p50").toDouble(), toSeconds(*all.quantile(0.5)));
        QCOMPARE(latency.value("p95").toDouble(), toSeconds(*all.quantile(0.95)));
        QCOMPARE(latency.value("mean").toDouble(), toSeconds(*all.mean()));
        QCOMPARE(latency.value("lower_bound").toArray(), (QJsonArray{"mean", "p99", "p99.9", "max"}));
        const auto decoded = Histogram::fromBase64(object.value("histogram").toObject().value("latency").toString().toStdString());
        QVERIFY(decoded.has_value());
        QCOMPARE(decoded->count(), all.count());
        const QJsonObject odd = object.value("endpoints").toArray()[1].toObject();
        QCOMPARE(odd.value("requests").toObject().value("sent").toInt(), 240);
        QCOMPARE(odd.value("statuses").toObject(), (QJsonObject{{"200", 235}, {"503", 2}}));
    }
    void aNumberInJsonIsTheShortestThatReadsBack() {
        const std::string report = jsonReport(test::builtRecord());
        QVERIFY(report.find("\"observed\": 0.04,") != std::string::npos);
        QVERIFY(report.find("\"limit\": 0.25,") != std::string::npos);
        QVERIFY(report.ends_with("}\n"));
    }
    void theClosedModelHasNoPlannedRequests() {
        const QJsonObject requests = json(closedRecord()).value("requests").toObject();
        for (const char* key : {"planned", "dropped_limit", "dropped_generator", "not_reached"}) {
            QVERIFY2(!requests.contains(key), key);
        }
        QVERIFY(json(closedRecord()).value("intervals").toArray()[0].toObject().contains("users"));
    }
    void checksCarryTheirNumbersAndAnUnboundedIntervalIsNull() {
        const QJsonArray checks = json(test::builtRecord()).value("verdict").toObject().value("checks").toArray();
        QCOMPARE(checks[0].toObject().value("metric").toString(), QString("latency.p95"));
        QCOMPARE(checks[0].toObject().value("scope").toString(), QString("all"));
        QVERIFY(checks[1].toObject().value("interval").toArray()[1].isNull());
        QVERIFY(checks[1].toObject().value("observed_is_lower_bound").toBool());
        QCOMPARE(checks[3].toObject().value("op").toString(), QString(">="));
        QVERIFY(checks[2].toObject().value("window_s").toDouble() == 5 && !checks[1].toObject().contains("window_s"));
    }
    void anObjectiveIsShownWithItsWindow() {
        QVERIFY(words(test::builtRecord()).contains("errors in each 5s"));
        QVERIFY(test::shown(markdownSection(test::builtRecord())).contains("| errors in each 5s |"));
    }
    void restartsAreAmongTheFiguresOfTheTarget() {
        RunRecord record = test::builtRecord();
        test::addResources(record.measurement);
        QCOMPARE(json(record).value("resources").toArray()[0].toObject().value("restarts").toInt(), 1);  // it ended at 8 s
    }
    void credentialsStayOutOfEveryReport() {
        const RunRecord record = test::builtRecord();
        for (const std::string& report : {text(record), jsonReport(record), markdownSection(record)}) {
            QVERIFY(report.find("user:pass") == std::string::npos);
            QVERIFY(report.find("Bearer") == std::string::npos);
        }
        QCOMPARE(json(record).value("target").toObject().value("url").toString(), QString("http://***@127.0.0.1:8080/api"));
    }

    void theNewestRunComesFirstInTheMarkdownFile() {
        RunRecord older = test::builtRecord();
        older.name = "older";
        const std::string file = prependedMarkdown(test::builtRecord(), prependedMarkdown(older, ""));
        QVERIFY(file.starts_with("# Performance report\n\n## FAIL: checkout, 2026"));
        const std::size_t second = file.find("\n\n## FAIL: older");
        QVERIFY(second != std::string::npos);
        QCOMPARE(file.find("# Performance report", 5), std::string::npos);
        QCOMPARE(prependedMarkdown(older, file).size(), file.size() + markdownSection(older).size() + 1);
    }
    void theMarkdownFileIsBounded() {
        std::string file;
        for (int i = 0; i < 25; ++i) {
            RunRecord record = test::builtRecord();
            record.name = "run " + std::to_string(i);
            file = prependedMarkdown(record, file);
        }
        QCOMPARE(test::shown(file).count("\n## "), 20);
        QVERIFY(file.find("run 24") < file.find("run 23") && file.find("run 5,") != std::string::npos &&
                file.find("run 4,") == std::string::npos);
        const std::string huge =
            "# Performance report\n\n## one\n" + std::string(600'000, 'x') + "\n## two\n" + std::string(600'000, 'y') + "\n";
        const std::string bounded = prependedMarkdown(test::builtRecord(), huge);
        QVERIFY(bounded.size() <= 1024UL * 1024UL && bounded.find("## one") != std::string::npos &&
                bounded.find("## two") == std::string::npos);
    }
    void whatSomebodyWroteAboveTheRunsStays() {
        const std::string file = prependedMarkdown(test::builtRecord(), "# Performance report\n\nKept by hand.\n\n## PASS: x\n\nold\n");
        QVERIFY(file.starts_with("# Performance report\n\nKept by hand.\n\n## FAIL: checkout"));
        QVERIFY(file.ends_with("## PASS: x\n\nold\n"));
    }
};

QTEST_APPLESS_MAIN(ReportTest)
#include "report_test.moc"
