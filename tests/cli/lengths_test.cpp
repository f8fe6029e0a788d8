// SPDX-License-Identifier: Apache-2.0
// How long a load is when its pattern has a length of its own, through the real program and its plugins.
#include "program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTemporaryDir>
#include <QTest>

using namespace loadgate::clitest;

class LengthsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void aRecordingLastsAsLongAsItWasRecorded();
    void aDurationStretchesARecording();
    void aStageMayLeaveOutItsLengthWhenItsPatternHasOne();
    void aDurationStretchesTheWholeList();
    void aStageWithoutAnyLengthIsRefused();
    void theWarmUpIsComparedWithTheLengthThatItTurnsOutToBe();
    void otherPatternsKeepTheirDefault();
    void theExampleCurveAndItsUseAreRead();

  private:
    [[nodiscard]] QJsonObject plan(const QStringList& arguments) const {
        const Ended ended = runProgram(QStringList{"plan", "--target", "http://127.0.0.1:9/", "--json", "-"} + arguments, m_folder.path());
        return ended.exitCode == 0 ? QJsonDocument::fromJson(ended.out.toUtf8()).object() : QJsonObject{{"error", ended.err}};
    }
    [[nodiscard]] QString refusal(const QStringList& arguments) const { return plan(arguments).value("error").toString(); }
    [[nodiscard]] static QJsonObject setting(const QJsonObject& plan, const char* name) {
        return plan.value("settings").toObject().value(name).toObject();
    }
    void write(const char* name, const QByteArray& text) const {
        QFile file(QDir(m_folder.path()).filePath(name));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(text) == text.size());
    }

    QTemporaryDir m_folder;
    const QStringList m_replay{"--rate", "30", "--pattern", "replay", "--set", "curve=curve.txt"};
};

void LengthsTest::initTestCase() {
    write("curve.txt", "0 10\n10 30\n20 30\n40 0\n");
    write("list.yml",
          "load:\n  - {use: sustained, rate: 10/s, for: 20s}\n  - {use: replay, rate: 30/s, with: {curve: curve.txt}}\n"
          "  - {use: ramp, rate: 30/s, for: 20s}\n");
    write("open.yml", "load:\n  - {use: sustained, rate: 10/s, for: 20s}\n  - use: ramp\n    rate: 30/s\n");
}

void LengthsTest::aRecordingLastsAsLongAsItWasRecorded() {
    const QJsonObject planned = plan(m_replay);
    QCOMPARE(setting(planned, "duration_s"), (QJsonObject{{"value", 40}, {"origin", "option"}, {"where", "--pattern"}}));
    QCOMPARE(planned.value("planned").toInt(), 200 + 300 + 300);
    QCOMPARE(planned.value("load").toObject().value("value").toArray()[0].toObject().value("length_s").toDouble(), 40.0);
    QCOMPARE(plan(m_replay + QStringList{"--set", "time_scale=2"}).value("planned").toInt(), 1600);
}

void LengthsTest::aDurationStretchesARecording() {
    const QJsonObject planned = plan(m_replay + QStringList{"--duration", "20s"});
    QCOMPARE(setting(planned, "duration_s").value("value").toDouble(), 20.0);
    QCOMPARE(planned.value("planned").toInt(), 400);
}

void LengthsTest::aStageMayLeaveOutItsLengthWhenItsPatternHasOne() {
    const QJsonObject planned = plan({"list.yml"});
    QCOMPARE(planned.value("planned").toInt(), 200 + 800 + 300);
    QCOMPARE(setting(planned, "duration_s"), (QJsonObject{{"value", 80}, {"origin", "file"}, {"where", "list.yml:2"}}));
}

void LengthsTest::aDurationStretchesTheWholeList() {
    const QJsonObject planned = plan({"list.yml", "--duration", "160s"});
    QCOMPARE(planned.value("planned").toInt(), 2600);
    QCOMPARE(setting(planned, "duration_s"), (QJsonObject{{"value", 160}, {"origin", "option"}, {"where", "--duration"}}));
}

void LengthsTest::aStageWithoutAnyLengthIsRefused() {
    QCOMPARE(refusal({"open.yml"}),
             "loadgate: open.yml:3: load[1].use: no length; a stage of a list says how long it is, as in 'for: 1m'\n");
}

void LengthsTest::theWarmUpIsComparedWithTheLengthThatItTurnsOutToBe() {
    QVERIFY(refusal(m_replay + QStringList{"--warmup", "35s"}).isEmpty());
    QCOMPARE(refusal(m_replay + QStringList{"--warmup", "40s"}),
             "loadgate: --warmup: a warm-up of 40s leaves nothing to measure of a load of 40s (--pattern); shorten the one or lengthen the "
             "other\n");
    QCOMPARE(refusal({"--pattern", "ramp", "--warmup", "40s"}),
             "loadgate: --warmup: a warm-up of 40s leaves nothing to measure of a load of 30s (built-in); shorten the one or lengthen the "
             "other\n");
}

void LengthsTest::otherPatternsKeepTheirDefault() {
    QCOMPARE(setting(plan({"--rate", "10", "--pattern", "ramp"}), "duration_s"),
             (QJsonObject{{"value", 30}, {"origin", "default"}, {"where", "built-in"}}));
    QCOMPARE(setting(plan({"--rate", "10"}), "duration_s").value("value").toDouble(), 30.0);
}

void LengthsTest::theExampleCurveAndItsUseAreRead() {
    const QString curve = QStringLiteral("curve=" LOADGATE_SOURCE_DIR "/deploy/curves/working_day.txt");
    const QJsonObject planned = plan({"--pattern", "replay", "--set", curve, "--rate", "220"});
    QCOMPARE(setting(planned, "duration_s").value("value").toDouble(), 24.0 * 60);
    QCOMPARE(setting(planned, "peak").value("value").toDouble(), 220.0);
}

QTEST_GUILESS_MAIN(LengthsTest)
#include "lengths_test.moc"
