// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "core/report/html_page.h"
#include "core/report/svg_chart.h"
#include "show.h"

#include <QCryptographicHash>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>
#include <cmath>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

QString html(const RunRecord& record) { return test::shown(htmlReport(record)); }

/// The page is written so that a reader of XML takes it too; empty when it does.
QString complaint(const QString& page) {
    QXmlStreamReader reader(page);
    while (!reader.atEnd()) {
        reader.readNext();
    }
    return reader.errorString();
}

/// One hour at 2,000 requests a second, each second with some hundred different latencies.
RunRecord oneHour() {
    RunRecord record = test::builtRecord();
    Measurement& m = record.measurement;
    std::mt19937_64 random(3);
    std::lognormal_distribution<double> seconds(-4, 0.8);
    std::vector<Histogram> some;
    for (int i = 0; i < 16; ++i) {
        HistogramBuilder builder;
        for (int j = 0; j < 2000; ++j) {
            builder.record(fromSeconds(seconds(random)));
        }
        some.push_back(builder.build());
    }
    m.end = 3600s;
    m.intervals.clear();
    for (int i = 0; i < 3600; ++i) {
        Series series = test::series(0, 2000, "1ms");
        series.response = some[random() % some.size()];
        m.intervals.push_back({i * 1s, 1s, i < 60, 2000, 0, 4, {series}});
    }
    m.warmup = 60s;
    record.curve = testkit::curve("0s:2000 3600s:2000");
    return record;
}

}  // namespace

class HtmlTest : public QObject {
    Q_OBJECT
  private slots:
    void thePolicyAllowsTheOneStyleSheetAndNothingElse() {
        const QString page = html(test::builtRecord());
        const QString style = page.section("<style>", 1).section("</style>", 0, 0);
        const QByteArray hash = QCryptographicHash::hash(style.toUtf8(), QCryptographicHash::Sha256).toBase64();
        QVERIFY2(page.contains("default-src 'none'; style-src 'sha256-" + hash + "'; base-uri 'none'; form-action 'none'"), hash);
        QCOMPARE(page.count("<style"), qsizetype{1});
        static const QRegularExpression asks(
            "<(script|link|img|iframe|object|embed|base|form|use|image|a)\\b|\\b(style|href|src|on[a-z]+)=|url\\(|@import");
        QVERIFY2(!page.contains(asks), qPrintable(asks.match(page).captured()));
    }
    void whatTheContractAsksForIsThere() {
        RunRecord record = test::builtRecord();
        test::addResources(record.measurement);
        const QString page = html(record);
        for (const char* title :
             {"<title>Latency over time</title>", "<title>Planned and achieved rate</title>", "<title>Errors over time</title>",
              "<title>Percentiles of the latency</title>", "<title>Latency heat map</title>", "<title>CPU of the target</title>",
              "<title>Memory of the target</title>"}) {
            QVERIFY2(page.contains(title), title);
        }
        QVERIFY(page.contains(">p95 &lt;= 250 ms</text>") && page.contains(">99 %</text>") && page.contains(">warm-up</text>"));
        QVERIFY(page.contains("50 ms – ∞") && page.contains("p99 was 10 s, the objective is 400 ms") && page.contains("SHA-256 aaaa"));
        QVERIFY(page.contains("prefers-color-scheme:dark"));
        QCOMPARE(page.count("<svg viewBox"), page.count("role=\"img\""));
        QCOMPARE(page.count("role=\"img\""), page.count("<desc>"));
        QCOMPARE(complaint(page), QString());
    }
    void theClosedModelShowsItsUsers() {
        RunRecord record = test::builtRecord();
        record.measurement.model = LoadModel::Closed;
        const QString page = html(record);
        QVERIFY(page.contains("<title>Users over time</title>") && !page.contains(">planned</li>"));
    }
    void aRunWithoutDataDrawsNoLine() {
        RunRecord record = test::builtRecord();
        record.measurement.intervals.clear();
        record.measurement.connectTime = {};
        const QString page = html(record);
        QCOMPARE(complaint(page), QString());
        QVERIFY(page.contains("No request was answered or failed.") && !page.contains("<title>Latency heat map"));
        QVERIFY(!page.contains("nan") && !page.contains("inf\""));
    }
    void aRunOfOneIntervalIsADotAndNotNothing() {
        RunRecord record = test::builtRecord();
        record.measurement.intervals.resize(1);
        record.measurement.intervals[0].warmup = false;
        record.measurement.warmup = {};
        record.measurement.end = 1s;
        const QString page = html(record);
        static const QRegularExpression dot("class=\"line q50\" d=\"M[0-9.]+ [0-9.]+h0\"");
        QVERIFY(page.contains(dot));
        QCOMPARE(complaint(page), QString());
    }
    void anHourIsNoLongerToReadThanAMinute() {
        const QString page = html(oneHour());
        QVERIFY2(page.toUtf8().size() < 1'000'000, qPrintable(QString::number(page.size())));
        const QString line = page.section("class=\"line q99\" d=\"", 2).section('"', 0, 0);
        QVERIFY2(line.count('L') > 250 && line.count('L') <= 301, qPrintable(QString::number(line.count('L'))));
        QCOMPARE(complaint(page), QString());
    }
    void manyEndpointsAndChecksDoNotMakeAHugePage() {
        RunRecord record = test::builtRecord();
        record.measurement.endpoints.assign(5000, std::string(500, '<'));
        record.requests.assign(5000, record.requests[0]);
        Check check = record.verdict.checks[1];
        check.reason = std::string(500, '>');
        record.verdict.checks.assign(5000, check);
        const QString page = html(record);
        QVERIFY2(page.size() < 1'000'000, qPrintable(QString::number(page.size())));
        QVERIFY(page.contains("and 4,900 more rows"));
    }
    void credentialsStayOut() {
        const QString page = html(test::builtRecord());
        QVERIFY(!page.contains("user:pass") && !page.contains("Bearer"));
    }

    void anAxisHasRoundMarks() {
        const auto label = [](double value) { return std::to_string(static_cast<int>(std::lround(value * 1000))); };
        QStringList marks;
        for (const report::Tick& tick : report::roundTicks(437, 6, label)) {
            marks << test::shown(tick.label);
        }
        QCOMPARE(marks.join(' '), QString("0 100000 200000 300000 400000"));
        marks.clear();
        for (const report::Tick& tick : report::decadeTicks({0.004, 0.3, true}, label)) {
            marks << test::shown(tick.label);
        }
        QCOMPARE(marks.join(' '), QString("5 10 20 50 100 200"));
        QCOMPARE(report::timeTicks(3600, label).size(), std::size_t{7});
        QCOMPARE(report::timeTicks(1, label).size(), std::size_t{11});
        QCOMPARE(report::roundTicks(0, 6, label).size(), std::size_t{1});
        QCOMPARE(report::binaryTicks(40.0 * 1024 * 1024, 6, label)[1].at, 8.0 * 1024 * 1024);
    }
    void whatLiesOutsideAnAxisIsDrawnAtItsEdge() {
        const report::Scale straight{10, 20, false};
        QCOMPARE(straight.at(15), 0.5);
        QCOMPARE(straight.at(25), 1.0);
        const report::Scale logarithmic{1, 100, true};
        QCOMPARE(logarithmic.at(10), 0.5);
        QCOMPARE(logarithmic.at(0), 0.0);
    }
};

QTEST_APPLESS_MAIN(HtmlTest)
#include "html_test.moc"
