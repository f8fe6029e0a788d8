// SPDX-License-Identifier: Apache-2.0
// A check that never fails proves nothing: the conformance test must notice each broken promise.
#include "plugin_folder.h"

#include <QProcess>

class ConformanceTest : public QObject {
    Q_OBJECT

  private slots:
    void eachBrokenPromiseIsNoticed_data();
    void eachBrokenPromiseIsNoticed();
    void aPluginThatKeepsItsPromisesPasses();
    void aFileThatIsNoPluginIsSaid();

  private:
    struct Answer {
        int exitCode{};
        QString text;
    };
    static Answer asked(const QStringList& arguments) {
        QProcess program;
        program.setProcessChannelMode(QProcess::MergedChannels);
        program.start(LOADGATE_TEST_CONFORMANCE, arguments);
        const bool ended = program.waitForFinished();
        return {ended ? program.exitCode() : -1, QString::fromUtf8(program.readAll())};
    }
    static QString misbehaving() { return QString::fromLocal8Bit(PluginFolder::fixture("misbehaving.so")); }
};

void ConformanceTest::eachBrokenPromiseIsNoticed_data() {
    QTest::addColumn<QString>("notice");
    QTest::newRow("throws_in_create") << "threw in create(): the disk is full of bees";
    QTest::newRow("creates_nothing") << "created nothing and gave no reason";
    QTest::newRow("throws_a_number") << "threw in shape(): something that is no std::exception";
    QTest::newRow("draws_nothing") << "drew a curve that was not asked for";
    QTest::newRow("draws_too_long") << "drew a curve that was not asked for";
    QTest::newRow("draws_another_model") << "drew a curve that was not asked for";
    QTest::newRow("draws_above_the_peak") << "FAIL!  : PatternConformance::aCurveStaysWithinWhatWasAsked()";
    QTest::newRow("changes_its_mind") << "FAIL!  : PatternConformance::theSameInputGivesTheSameShape()";
    QTest::newRow("has_a_handle_for_nothing") << "speed is no parameter";
}

void ConformanceTest::eachBrokenPromiseIsNoticed() {
    QFETCH(QString, notice);
    const Answer answer = asked({misbehaving(), QString("how=") + QTest::currentDataTag()});
    QVERIFY2(answer.exitCode > 0, qPrintable(answer.text));
    QVERIFY2(answer.text.contains(notice), qPrintable(answer.text));
}

void ConformanceTest::aPluginThatKeepsItsPromisesPasses() {
    const Answer answer = asked({misbehaving(), "how=not_at_all"});
    QVERIFY2(answer.exitCode == 0, qPrintable(answer.text));
}

void ConformanceTest::aFileThatIsNoPluginIsSaid() {
    const PluginFolder folder;
    folder.write("notes.so", QByteArray("a text").repeated(100));
    const Answer answer = asked({QString::fromStdString(folder.file("notes.so").string())});
    QCOMPARE(answer.exitCode, 1);
    QVERIFY2(answer.text.contains("notes.so was rejected: not a plugin: "), qPrintable(answer.text));
    QCOMPARE(asked({}).exitCode, 2);
}

QTEST_GUILESS_MAIN(ConformanceTest)
#include "conformance_test.moc"
