// SPDX-License-Identifier: Apache-2.0
#include "core/report/reports.h"
#include "show.h"
#include "testkit/phrases.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

PreparedRun prepared() {
    const auto profile = readProfile(
        "target: http://u:p@127.0.0.1:9\nrequests:\n  - {get: /items, name: list, weight: 3, headers: {Cookie: abc}}\n  - {post: /orders, "
        "json: {a: 1}, timeout: 2s}\n"
        "load:\n  - {use: ramp, rate: 300/s, for: 1m}\n  - {use: burst, rate: 300/s, for: 2m}\nwarmup: 10s\n",
        "shop.yml");
    GivenOptions options{{"p95", {{"250ms", Origin::Option, "--p95"}}}, {"timeout", {{"9s", Origin::Environment, "LOADGATE_TIMEOUT"}}}};
    PreparedRun run;
    run.config = effectiveConfig(*profile, std::nullopt, options).value();
    run.requests = run.config.requests;
    run.curve = testkit::curve("0s:0 60s:300")
                    .named("ramp")
                    .then(testkit::curve("0s:60 30s:60 30s:300 35s:300 35s:60 120s:60").named("burst"))
                    .value();
    run.target.name = "shop";
    run.target.address.url = "http://u:p@127.0.0.1:9";
    run.advice = {"180 s is short for p99"};
    run.plugins = {{"ramp", "0.1.0", std::string(64, 'a')}};
    return run;
}
QString lineWith(const QString& plan, const QString& word) {
    for (const QString& line : plan.split('\n')) {
        if (line.contains(word)) {
            return line.simplified();
        }
    }
    return "no line with " + word;
}

}  // namespace

class PlanTest : public QObject {
    Q_OBJECT
  private slots:
    void everySettingSaysWhereItComesFrom() {
        const QString plan = test::shown(planReport(prepared(), {false, 80}));
        QCOMPARE(lineWith(plan, "timeout"), QString("timeout 9 s environment LOADGATE_TIMEOUT"));
        QCOMPARE(lineWith(plan, "warm-up"), QString("warm-up 10 s file shop.yml:8"));
        QCOMPARE(lineWith(plan, "seed"), QString("seed 1 default"));
        QCOMPARE(lineWith(plan, "p95"), QString("p95 <= 250 ms option --p95"));
        QCOMPARE(lineWith(plan, "rate"), QString("rate 300/s, open model file shop.yml:6"));
        QCOMPARE(lineWith(plan, "target"), QString("target http://***@127.0.0.1:9 file shop.yml:1"));
    }
    void connectionsAndPartsOfTheTimeoutAreShown() {
        PreparedRun run = prepared();
        const QString plan = test::shown(planReport(run, {false, 100}));
        QCOMPARE(lineWith(plan, "to connect"), QString("to connect none default"));
        QCOMPARE(lineWith(plan, "to first byte"), QString("to first byte none default"));
        QCOMPARE(lineWith(plan, "connections"), QString("connections kept default"));
        QCOMPARE(lineWith(plan, "kept for"), QString("kept for any time default"));
        QCOMPARE(lineWith(plan, "requests each"), QString("requests each any number default"));
        QCOMPARE(lineWith(plan, "sources"), QString("sources as the kernel chooses default"));
        QCOMPARE(lineWith(plan, "pinned"), QString("pinned no default"));
        run.curve = testkit::curve("0s:5 10s:5", LoadModel::Closed);
        run.config.connectTimeout = {2s, Origin::File, "shop.yml:3"};
        run.config.reuse = {Reuse::PerRequest, Origin::File, "shop.yml:4"};
        run.config.sources = {{"127.0.0.2", "127.0.0.3"}, Origin::File, "shop.yml:5"};
        run.config.thinkTime = {ThinkTime::uniform(500ms, 1500ms), Origin::File, "shop.yml:6"};
        run.config.pinned = {true, Origin::Option, "--pin"};
        const QString other = test::shown(planReport(run, {false, 100}));
        QCOMPARE(lineWith(other, "to connect"), QString("to connect 2 s file shop.yml:3"));
        QCOMPARE(lineWith(other, "connections"), QString("connections a new one for each request file shop.yml:4"));
        QCOMPARE(lineWith(other, "handshakes"), QString("handshakes 2000/s before the start default"));
        QCOMPARE(lineWith(other, "sources"), QString("sources 127.0.0.2, 127.0.0.3 file shop.yml:5"));
        QCOMPARE(lineWith(other, "think time"), QString("think time uniform, 500 ms to 1.5 s file shop.yml:6"));
        QCOMPARE(lineWith(other, "pinned"), QString("pinned yes option --pin"));
        const QJsonObject settings = QJsonDocument::fromJson(QByteArray::fromStdString(planJson(run))).object()["settings"].toObject();
        QCOMPARE(
            settings["think_time_s"].toObject(),
            (QJsonObject{
                {"value", 1}, {"origin", "file"}, {"where", "shop.yml:6"}, {"distribution", "uniform"}, {"from_s", 0.5}, {"to_s", 1.5}}));
        QCOMPARE(settings["connection_reuse"].toObject()["value"].toString(), QString("per_request"));
        QCOMPARE(settings["sources"].toObject()["value"].toArray(), (QJsonArray{"127.0.0.2", "127.0.0.3"}));
    }
    void theCurveIsDrawnAndItsAreaCounted() {
        const QString plan = test::shown(planReport(prepared(), {false, 80}));
        QCOMPARE(lineWith(plan, "area under the curve"), QString("Requests 17,400, the area under the curve"));
        const QStringList lines = plan.split('\n');
        const qsizetype top = lines.indexOf(QRegularExpression("^  300/s │ +▁▄▇█ +███$"));
        QVERIFY2(top > 0, qPrintable(plan));
        QVERIFY2(lines[top + 4].startsWith("  150/s │"), qPrintable(plan));
        QVERIFY2(lines[top + 8].startsWith("      0 └──"), qPrintable(plan));
        QVERIFY2(QRegularExpression("^         0 s +90 s +180 s$").match(lines[top + 9]).hasMatch(), qPrintable(lines[top + 9]));
        QCOMPARE(lines[top + 10].simplified(), QString("Levels 0 s: 0/s; 60 s: 300/s, then 60/s; 90 s: 60/s, then 300/s;"));
        QCOMPARE(lines[top + 11].simplified(), QString("95 s: 300/s, then 60/s; 180 s: 60/s"));
        QCOMPARE(lineWith(plan, "from 60 s"), QString("from 60 s burst"));
    }
    void theRequestsSayTheirSharesAndTimeouts() {
        const QString plan = test::shown(planReport(prepared(), {false, 80}));
        QCOMPARE(lineWith(plan, "list"), QString("list GET /items 75% 9 s"));
        QCOMPARE(lineWith(plan, "POST /orders"), QString("POST /orders 25% 2 s"));
        QCOMPARE(lineWith(plan, "short for"), QString("- 180 s is short for p99"));
    }
    void aPlanForANarrowTerminalFits() {
        for (const unsigned columns : {40U, 60U, 79U, 80U, 120U, 200U}) {
            for (const QString& line : test::shown(planReport(prepared(), {false, columns})).split('\n')) {
                QVERIFY2(line.size() <= qsizetype(columns), qPrintable(line));
            }
        }
        QCOMPARE(lineWith(test::shown(planReport(prepared(), {false, 40})), "warm-up"), QString("warm-up 10 s, file shop.yml:8"));
    }
    void thePlansJsonSaysTheSame() {
        const std::string text = planJson(prepared());
        QVERIFY(text.find("u:p@") == std::string::npos && text.find("abc") == std::string::npos);
        const QJsonObject plan = QJsonDocument::fromJson(QByteArray::fromStdString(text)).object();
        QCOMPARE(plan.value("planned").toInt(), 17400);
        QCOMPARE(plan.value("settings").toObject().value("timeout_s").toObject(),
                 (QJsonObject{{"value", 9}, {"origin", "environment"}, {"where", "LOADGATE_TIMEOUT"}}));
        QCOMPARE(plan.value("objectives").toArray()[0].toObject().value("limit").toDouble(), 0.25);
        QCOMPARE(plan.value("curve").toArray()[1].toArray(), (QJsonArray{60, 300}));
    }
};

QTEST_APPLESS_MAIN(PlanTest)
#include "plan_test.moc"
