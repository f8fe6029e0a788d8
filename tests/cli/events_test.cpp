// SPDX-License-Identifier: Apache-2.0
// --events through the real program: what it tells adds up to what the result says.
#include "program.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QtTest>

using namespace loadgate::clitest;

namespace {

using Events = QList<QJsonObject>;

Events eventsIn(const QByteArray& text) {
    Events events;
    for (const QByteArray& line : text.split('\n')) {
        if (!line.isEmpty()) {
            events << QJsonDocument::fromJson(line).object();
        }
    }
    return events;
}

Events only(const Events& events, const QString& kind) {
    Events found;
    std::copy_if(events.begin(), events.end(), std::back_inserter(found), [&](const QJsonObject& e) { return e["event"] == kind; });
    return found;
}

double sum(const Events& events, const QString& key) {
    double all = 0;
    for (const QJsonObject& event : events) {
        all += event[key].toDouble();
    }
    return all;
}

QStringList phases(const Events& events) {
    QStringList all;
    for (const QJsonObject& event : only(events, "stage")) {
        all << event["phase"].toString();
    }
    return all;
}

QByteArray read(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

}  // namespace

class EventsTest : public QObject {
    Q_OBJECT

  private slots:
    void intervalsAddUpToTheResult_data();
    void intervalsAddUpToTheResult();
    void theLinesComeInTheOrderOfTheContract();
    void onStandardOutputNothingElseIsSaid();
    void aReaderWhoGoesAwayDoesNotEndTheRun();
    void twoOutputsNeedTwoPlaces();
    void whatTheTargetConsumesIsToldAndKept();

  private:
    [[nodiscard]] QString file(const char* name) const { return m_folder.filePath(name); }
    [[nodiscard]] Ended run(const QStringList& arguments) const {
        return runProgram(QStringList{"run", "--progress", "none", "--target", m_backend.url()} + arguments, m_folder.path());
    }
    Backend m_backend{{"--latency", "5ms", "--errors", "10%"}};
    QTemporaryDir m_folder;
};

void EventsTest::intervalsAddUpToTheResult_data() {
    QTest::addColumn<QStringList>("load");
    QTest::newRow("open") << QStringList{"--rate", "300"};
    QTest::newRow("open, more than may be in flight") << QStringList{"--rate", "2000", "--max-in-flight", "4"};
    QTest::newRow("closed, two endpoints and a warm-up")
        << QStringList{"--concurrency", "5", "--endpoint", "GET /items 3", "--endpoint", "GET /orders", "--warmup", "500ms"};
}

void EventsTest::intervalsAddUpToTheResult() {
    QFETCH(QStringList, load);
    const Ended ended = run(load + QStringList{"--duration", "2s", "--events", "e.ndjson", "--json", "r.json"});
    const Events events = eventsIn(read(file("e.ndjson")));
    const Events intervals = only(events, "interval");
    const QJsonObject requests = QJsonDocument::fromJson(read(file("r.json"))).object()["requests"].toObject();
    QVERIFY2(requests["sent"].toDouble() > 100, qPrintable(ended.err));
    for (const char* key : {"planned", "sent", "ok", "failed", "dropped_limit", "dropped_generator"}) {
        QVERIFY2(sum(intervals, key) == requests[key].toDouble(), key);
        QVERIFY2(intervals.last()["total"].toObject()[key].toDouble() == requests[key].toDouble(), key);
    }
    double errors = 0;
    double byEndpoint = 0;
    for (const QJsonObject& interval : intervals) {
        const QJsonObject counted = interval["errors"].toObject();
        for (const QString& kind : counted.keys()) {
            errors += counted[kind].toDouble();
        }
        for (const QJsonValue endpoint : interval["endpoints"].toArray()) {
            byEndpoint += endpoint.toObject()["sent"].toDouble();
        }
    }
    QCOMPARE(errors, requests["failed"].toDouble());
    QCOMPARE(byEndpoint, requests["sent"].toDouble());
}

void EventsTest::theLinesComeInTheOrderOfTheContract() {
    const Ended ended =
        run({"--rate", "100", "--duration", "3s", "--warmup", "1s", "--error-rate", "50%", "--events", "e.ndjson", "--json", "r.json"});
    const Events events = eventsIn(read(file("e.ndjson")));
    QVERIFY2(events.size() > 20, qPrintable(ended.err));
    for (int i = 0; i < events.size(); ++i) {
        QCOMPARE(events[i]["seq"].toInt(), i);  // nobody was slow
        QVERIFY(events[i].contains("t_s"));
    }
    QCOMPARE(events.first()["event"].toString(), QString("started"));
    QCOMPARE(events.first()["planned"].toInt(), 300);
    QCOMPARE(phases(events), (QStringList{"connect", "warmup", "measure", "drain", "judge"}));
    const Events checks = only(events, "check");
    QVERIFY(checks.size() >= 2);
    QVERIFY(checks.first()["state"] == "on_track" && !checks.first().contains("status"));
    QVERIFY(checks.last().contains("status") && checks.last().contains("reason"));
    const QJsonObject last = events.last();
    QCOMPARE(last["event"].toString(), QString("finished"));
    QCOMPARE(last["exit_code"].toInt(), ended.exitCode);
    QCOMPARE(last["result"].toObject(), QJsonDocument::fromJson(read(file("r.json"))).object());
}

void EventsTest::onStandardOutputNothingElseIsSaid() {
    const Ended ended = run({"--rate", "50", "--duration", "1s", "--events", "-"});
    const Events events = eventsIn(ended.out.toUtf8());
    QCOMPARE(static_cast<int>(ended.out.count('\n')), static_cast<int>(events.size()));
    QVERIFY(std::all_of(events.begin(), events.end(), [](const QJsonObject& e) { return e.contains("event"); }));
    QVERIFY(ended.err.contains("Latency"));
}

void EventsTest::aReaderWhoGoesAwayDoesNotEndTheRun() {
    const QString command = "\"" LOADGATE_PROGRAM "\" run --target " + m_backend.url() +
                            " --rate 100 --duration 2s --error-rate 50% --progress none --events - --json r.json | head -n 1 > first.txt";
    const Ended ended = runOther("bash", {"-o", "pipefail", "-c", command}, m_folder.path());
    const QJsonObject result = QJsonDocument::fromJson(read(file("r.json"))).object();
    QVERIFY2(result["requests"].toObject()["sent"].toInt() == 200, qPrintable(ended.err));
    QCOMPARE(ended.err.count("note: the reader of --events went away; the run goes on without it"), 1);
    // The verdict's code, whatever that is on a busy machine, and not the pipe's.
    const QMap<QString, int> codes{{"PASS", 0}, {"FAIL", 10}, {"INCONCLUSIVE", 20}, {"INVALID", 30}};
    QCOMPARE(ended.exitCode, codes.value(result["verdict"].toObject()["status"].toString(), -1));
    QVERIFY(read(file("first.txt")).contains("\"started\""));
}

void EventsTest::twoOutputsNeedTwoPlaces() {
    const Ended ended = run({"--events", "-", "--json", "-"});
    QCOMPARE(ended.exitCode, 2);
    QCOMPARE(ended.err, QString("loadgate: --json and --events both go to standard output; give one of them a file of its own\n"));
    QCOMPARE(run({"--events", "nowhere/e.ndjson"}).exitCode, 2);
}

void EventsTest::whatTheTargetConsumesIsToldAndKept() {
    const QString target = "process:" + QString::number(m_backend.process().processId());
    const Ended ended =
        runProgram({"run", "--progress", "none", "--target", target, "--rate", "100", "--duration", "3s", "--events", "e.ndjson", "--json",
                    "r.json", "--report", "r.md", "--slo", "memory < 1GiB", "--slo", "cpu <= 64 cores"},
                   m_folder.path());
    const QJsonObject result = QJsonDocument::fromJson(read(file("r.json"))).object();
    QCOMPARE(result["target"].toObject()["url"].toString(), m_backend.url());
    QCOMPARE(result["resources"].toArray().size(), 1);
    const QJsonObject usage = result["resources"].toArray()[0].toObject();
    QCOMPARE(usage["source"].toString(), QString("process"));
    QVERIFY(usage["samples"].toInt() >= 2 && usage["memory_bytes"].toObject()["max"].toDouble() > 1e6);
    QVERIFY(usage["cpu_cores"].toObject()["mean"].toDouble() > 0);
    const QJsonArray checks = result["verdict"].toObject()["checks"].toArray();
    QCOMPARE(checks.size(), 2);
    QVERIFY2(checks[0].toObject()["metric"] == "memory" && checks[0].toObject()["observed"].toDouble() > 1e6, qPrintable(ended.out));
    QVERIFY2(checks[1].toObject()["metric"] == "cpu" && checks[1].toObject()["unit"] == "cores", qPrintable(ended.out));
    int measured = 0;
    for (const QJsonValue interval : result["intervals"].toArray()) {
        measured += interval.toObject().contains("cpu_cores") && interval.toObject().contains("memory_bytes") ? 1 : 0;
    }
    QVERIFY2(measured >= 25, qPrintable(QString::number(measured)));
    const Events intervals = only(eventsIn(read(file("e.ndjson"))), "interval");
    QCOMPARE(intervals.last()["resources"].toArray()[0].toObject()["name"].toString(), usage["name"].toString());
    QVERIFY(ended.out.contains("Target resources") && read(file("r.md")).contains("### Target resources"));
}

QTEST_GUILESS_MAIN(EventsTest)
#include "events_test.moc"
