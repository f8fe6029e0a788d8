// SPDX-License-Identifier: Apache-2.0
// The real program measures this machine, as shortly as it may: what it says is stored, and a plan and a run know of it.
#include "program.h"

#include <QFile>
#include <QFileInfo>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include <csignal>

using namespace loadgate::clitest;

namespace {

QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
}

const QStringList kShort{"calibrate", "--duration", "50ms"};
const QStringList kPlan{"plan", "--target", "http://127.0.0.1:9", "--rate", "90000"};

}  // namespace

class CalibrateTest : public QObject {
    Q_OBJECT
  private slots:
    void whatIsMeasuredIsStoredAndTold();
    void planAndRunSayWhenMoreIsAsked();
    void withoutACalibrationNothingIsSaid();
    void anInterruptKeepsWhatWasStoredBefore();
    void aFolderThatTakesNothingIsSaidBeforeTheMeasuring();
    void aFileThatIsNoneIsSaidToBeUnusable();
    void aLengthThatIsNoneIsRefused();
};

void CalibrateTest::whatIsMeasuredIsStoredAndTold() {
    const QTemporaryDir home;
    const Ended ended = runProgram(kShort + QStringList{"--json", "c.json"}, home.path());
    QVERIFY2(ended.exitCode == 0, qPrintable(ended.err));
    const QString file = home.filePath(".local/state/loadgate/calibration.json");
    QCOMPARE(contents(file), contents(home.filePath("c.json")));
    QCOMPARE(QFileInfo(QFileInfo(file).path()).permissions() & (QFile::ReadOther | QFile::ReadGroup), QFile::Permissions());
    const QJsonObject json = QJsonDocument::fromJson(contents(file)).object();
    QCOMPARE(json["schema"].toString(), QString("loadgate.calibration/1"));
    QVERIFY(!json["machine"].toObject()["kernel"].toString().isEmpty());
    QStringList reactors;
    for (const QJsonValue reactor : json["reactors"].toArray()) {
        const QString name = reactor["reactor"].toString();
        reactors << name;
        QVERIFY(reactor["cpu_per_request_s"].toDouble() > 0 && reactor["cpu_per_request_s"].toDouble() < 0.01);
        QVERIFY(reactor["closed_rps"].toDouble() > 0);
        QVERIFY2(ended.err.contains(name + ", 64 users: "), qPrintable(ended.err));
        QVERIFY2(ended.out.contains(QRegularExpression("\n +" + name + " ")), qPrintable(ended.out));
    }
    const bool uring = !json.contains("why_not_io_uring");
    QCOMPARE(reactors, uring ? QStringList({"io_uring", "epoll"}) : QStringList("epoll"));
}

void CalibrateTest::planAndRunSayWhenMoreIsAsked() {
    const QTemporaryDir home;
    const QString state = home.filePath("state");
    QCOMPARE(runProgram(kShort + QStringList{"--quiet", "--state-dir", state}, home.path()).exitCode, 0);
    // A machine under other tests may not have found one sound rate; what was found is put down here.
    QByteArray text = contents(state + "/calibration.json");
    QJsonObject json = QJsonDocument::fromJson(text).object();
    QJsonArray reactors;
    for (const QJsonValue value : json["reactors"].toArray()) {
        QJsonObject reactor = value.toObject();
        reactor["open_rps"] = 50;
        reactor["lag_p99_s"] = 0.001;
        reactor["threads"] = 1;
        reactors << reactor;
    }
    json["reactors"] = reactors;
    write(state + "/calibration.json", QJsonDocument(json).toJson());
    const QString sentence = "and this machine was calibrated to 50/s on " + json["at"].toString().left(10);
    const Ended plan = runProgram(kPlan + QStringList{"--state-dir", state}, home.path());
    QVERIFY2(plan.out.simplified().contains(sentence), qPrintable(plan.out));
    const Ended byEnvironment = runProgram(kPlan, home.path(), {"LOADGATE_STATE_DIR=" + state});
    QVERIFY2(byEnvironment.out.simplified().contains(sentence), qPrintable(byEnvironment.out));
    const Backend backend;
    const Ended run = runProgram({"run", "--target", backend.url(), "--rate", "60", "--duration", "1s", "--state-dir", state}, home.path());
    QVERIFY2(run.err.contains("note: the load reaches 60/s, " + sentence), qPrintable(run.err));

    json["tool"] = QJsonObject{{"version", "0.0.1"}};
    write(state + "/calibration.json", QJsonDocument(json).toJson());
    const Ended other = runProgram(kPlan + QStringList{"--state-dir", state}, home.path());
    QVERIFY2(other.out.simplified().contains("is not used: it was made by another version of Loadgate (0.0.1, here "),
             qPrintable(other.out));
}

void CalibrateTest::withoutACalibrationNothingIsSaid() {
    const QTemporaryDir home;
    const Ended plan = runProgram(kPlan, home.path());
    QCOMPARE(plan.exitCode, 0);
    QVERIFY2(!plan.out.contains("calibrat"), qPrintable(plan.out));
}

void CalibrateTest::anInterruptKeepsWhatWasStoredBefore() {
    const QTemporaryDir home;
    const QString file = home.filePath("calibration.json");
    write(file, "earlier");
    QProcess process;
    process.setProcessEnvironment(cleanEnvironment(home.path()));
    process.start(LOADGATE_PROGRAM, {"calibrate", "--duration", "10s", "--state-dir", home.path()});
    QVERIFY(process.waitForStarted());
    // It listens to signals before its first server stands.
    const QString threads = QString("/proc/%1/task").arg(process.processId());
    QTRY_VERIFY_WITH_TIMEOUT(QDir(threads).entryList(QDir::Dirs | QDir::NoDotAndDotDot).size() >= 3, 20'000);
    ::kill(static_cast<pid_t>(process.processId()), SIGINT);
    QVERIFY(process.waitForFinished(20'000));
    QCOMPARE(process.exitCode(), 130);
    const QString told = QString::fromUtf8(process.readAllStandardError());
    QVERIFY2(told.contains("loadgate: the calibration was interrupted; nothing was stored"), qPrintable(told));
    QCOMPARE(contents(file), QByteArray("earlier"));
    QCOMPARE(QDir(home.path()).entryList(QDir::Files | QDir::Hidden), QStringList("calibration.json"));
}

void CalibrateTest::aFolderThatTakesNothingIsSaidBeforeTheMeasuring() {
    const QTemporaryDir home;
    write(home.filePath("file"), "");
    const Ended ended = runProgram(kShort + QStringList{"--state-dir", home.filePath("file/state")}, home.path());
    QCOMPARE(ended.exitCode, 1);
    QCOMPARE(ended.err, "loadgate: --state-dir: " + home.filePath("file/state") + ": this folder cannot be made: Not a directory\n");
}

void CalibrateTest::aFileThatIsNoneIsSaidToBeUnusable() {
    const QTemporaryDir home;
    write(home.filePath("calibration.json"), "{");
    const Ended plan = runProgram(kPlan + QStringList{"--state-dir", home.path()}, home.path());
    QCOMPARE(plan.exitCode, 0);
    QVERIFY2(plan.out.simplified().contains("cannot be used: it is not JSON of the schema loadgate.calibration/1; 'loadgate calibrate' "
                                            "makes a new one"),
             qPrintable(plan.out));
}

void CalibrateTest::aLengthThatIsNoneIsRefused() {
    const QTemporaryDir home;
    for (const char* length : {"1ms", "2h"}) {
        const Ended ended = runProgram({"calibrate", "--duration", length}, home.path());
        QCOMPARE(ended.exitCode, 2);
        QVERIFY2(ended.err.contains(QString("--duration: '%1' is not a length from 50ms to 1m").arg(length)), qPrintable(ended.err));
    }
}

QTEST_GUILESS_MAIN(CalibrateTest)
#include "calibrate_test.moc"
