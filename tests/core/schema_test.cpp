// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "core/report/calibration_report.h"
#include "core/report/deployment_report.h"
#include "core/report/events.h"
#include "show.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;

/// What we write is what docs/schemas/ publishes, by the judgement of a validator that is not ours.
class SchemaTest : public QObject {
    Q_OBJECT

    static bool hasValidator() { return QProcess::execute("python3", {"-c", "import jsonschema; jsonschema.Draft202012Validator"}) == 0; }
    static QString complaint(const std::string& json, const QString& schema) {
        const QTemporaryDir folder;
        const QString file = folder.filePath("instance.json");
        std::ofstream(file.toStdString()) << json;
        QProcess python;
        python.start("python3", {"-W", "ignore", "-m", "jsonschema", "-i", file, QString(LOADGATE_SCHEMAS) + "/" + schema});
        python.waitForFinished();
        return python.exitCode() == 0 ? QString() : QString::fromUtf8(python.readAllStandardError());
    }
    /// All at once: starting the validator takes longer than its work.
    static void verifyLines(const std::vector<std::string>& lines) {
        const QTemporaryDir folder;
        QStringList arguments{"-W", "ignore", "-m", "jsonschema", QString(LOADGATE_SCHEMAS) + "/events-1.schema.json"};
        for (const std::string& line : lines) {
            QCOMPARE(std::count(line.begin(), line.end(), '\n'), std::ptrdiff_t{1});
            QVERIFY(line.ends_with('\n'));
            const QString file = folder.filePath(QString::number(arguments.size()) + ".json");
            std::ofstream(file.toStdString()) << line;
            arguments << "-i" << file;
        }
        QProcess python;
        python.start("python3", arguments);
        QVERIFY(python.waitForFinished(60'000));
        QCOMPARE(QString::fromUtf8(python.readAllStandardError()), QString());
        QCOMPARE(python.exitCode(), 0);
    }
    static PreparedRun prepared(LoadModel model) {
        PreparedRun run;
        run.config =
            effectiveConfig(std::nullopt, std::nullopt,
                            {{"target", {{"http://127.0.0.1:9", Origin::Option, "--target"}}},
                             {"slo", {{"p95 <= 1s in each 20s", Origin::Option, "--slo"}, {"restarts <= 0", Origin::Option, "--slo"}}}})
                .value();
        run.requests = {RequestSpec{}};
        run.curve = testkit::curve("0s:10 30s:10", model);
        run.plugins = {{"sustained", "0.1.0", "ab"}};
        return run;
    }

  private slots:
    void initTestCase() {
        if (!hasValidator()) {
            QSKIP("python3 has no jsonschema with draft 2020-12 here (Debian: python3-jsonschema)");
        }
    }
    void everyRunIsValid() {
        RunRecord record = test::builtRecord();
        QCOMPARE(complaint(jsonReport(record), "run-1.schema.json"), QString());
        record.measurement.model = LoadModel::Closed;
        record.interruptedBy = 15;
        record.certificateVerified = false;
        test::addResources(record.measurement);
        record.targetIdentity = Identity{"docker", "sha256:1", "c1", {}};
        record.verdict.checks[0].observed.reset();
        record.verdict.checks[0].interval.reset();
        QCOMPARE(complaint(jsonReport(record), "run-1.schema.json"), QString());
        for (const StopRule rule : {StopRule::Evidence, StopRule::Budget, StopRule::Bound}) {
            record.verdict.early = EarlyFailure{1, rule, 7s, 700, 90, rule == StopRule::Evidence ? 0.0 : 1000.0, 0.004};
            QCOMPARE(complaint(jsonReport(record), "run-1.schema.json"), QString());
        }
        record.measurement.intervals.clear();
        record.measurement.connectTime = {};
        QCOMPARE(complaint(jsonReport(record), "run-1.schema.json"), QString());
    }
    void everyCalibrationIsValid() {
        Calibration calibration{{}, 1s, {"forge", "6.1", "AMD EPYC", "0.1.0", 4}, {{"io_uring", 6us, 52'000, 40'000, 900us, 2}}, {}};
        QCOMPARE(complaint(calibrationJson(calibration), "calibration-1.schema.json"), QString());
        calibration.reactors = {{"epoll", 8us, 41'000, std::nullopt, {}, 0}};
        calibration.whyNotUring = "io_uring_setup: Operation not permitted";
        QCOMPARE(complaint(calibrationJson(calibration), "calibration-1.schema.json"), QString());
    }
    void everyPlanIsValid() {
        QCOMPARE(complaint(planJson(prepared(LoadModel::Closed)), "plan-1.schema.json"), QString());
        QCOMPARE(complaint(planJson(prepared(LoadModel::Open)), "plan-1.schema.json"), QString());
    }
    void everyEventIsValid() {
        RunRecord record = test::builtRecord();
        record.measurement.notes = {{1s, Note::Level::Warning, "process", "shop has \"ended\"\n"}};
        for (const LoadModel model : {LoadModel::Open, LoadModel::Closed}) {
            const PreparedRun run = prepared(model);
            LiveInterval live;
            live.at = live.length = 1s;
            live.endpoints = record.measurement.intervals[1].series;
            live.tally = live.endpoints[1].tally;
            live.response = live.endpoints[1].response;
            live.lag = live.endpoints[0].lag;
            live.resources = {{"process", "shop", true, 0.5, 2.0, 0.1, ByteCount{5}, ByteCount{7}},
                              {"docker", "b", false, {}, {}, {}, {}, {}}};
            EventTotals totals;
            totals.add(live);
            verifyLines({startedEvent({0, {}}, run, record, "run"), stageEvent({1, {}}, "sustained", RunPhase::Measure),
                         intervalEvent({2, 1s}, live, totals, model), intervalEvent({3, 2s}, LiveInterval{}, totals, model),
                         noteEvent(4, record.measurement.notes[0]),
                         checkEvent({5, 1s}, record.verdict.checks[1], CheckState::AtRisk, false),
                         checkEvent({6, 9s}, record.verdict.checks[1], CheckState::Breached, true),
                         checkEvent({6, 9s}, record.verdict.checks[2], CheckState::AtRisk, true), finishedEvent({7, 9s}, 10, &record, {}),
                         finishedEvent({7, 9s}, 1, nullptr, "no descriptors")});
        }
    }
    void theEventSchemaRefusesWhatIsNoEvent() {
        QVERIFY(!complaint(R"({"event": "stage", "seq": 1, "t_s": 0, "name": ""})", "events-1.schema.json").isEmpty());
        QVERIFY(!complaint(R"({"event": "lunch", "seq": 1, "t_s": 0})", "events-1.schema.json").isEmpty());
        QVERIFY(!complaint(R"({"event": "finished", "seq": 1, "t_s": 0, "exit_code": 0, "extra": 1})", "events-1.schema.json").isEmpty());
    }
    void everyLineOfTheDeploymentReportIsValid() {
        RunRecord record = test::builtRecord();
        QCOMPARE(complaint(deploymentLine(record), "rollout-1.schema.json"), QString());
        record.measurement.intervals.clear();
        record.verdict.checks.clear();
        record.interruptedBy = 2;
        QCOMPARE(complaint(deploymentLine(record), "rollout-1.schema.json"), QString());
        QVERIFY(!complaint("{\"schema\": \"loadgate.rollout/1\"}", "rollout-1.schema.json").isEmpty());
    }
    void theSchemaRefusesWhatIsNotARun() {
        std::string json = jsonReport(test::builtRecord());
        json.replace(json.find("\"sent\": 990"), 11, "\"sent\": -1");
        QVERIFY(!complaint(json, "run-1.schema.json").isEmpty());
        QVERIFY(!complaint("{\"schema\": \"loadgate.run/1\"}", "run-1.schema.json").isEmpty());
    }
};

QTEST_APPLESS_MAIN(SchemaTest)
#include "schema_test.moc"
