// SPDX-License-Identifier: Apache-2.0
#include "shapes.h"

#include <filesystem>
#include <fstream>

using namespace loadgate;
using namespace loadgate::test;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

class ReplayTest : public QObject, private Shapes {
    Q_OBJECT

  private slots:
    void theHighestPointBecomesThePeak();
    void twiceThePeakDoublesEveryLevel();
    void theTimesAreThoseOfTheFileUnlessALengthIsAsked();
    void timeScaleMultipliesTimes();
    void aLengthAndATimeScaleContradictEachOther();
    void columnsMaySeparatedInSeveralWays();
    void aRelativePathStartsFromTheProfilesFolder();
    void aWrongFileIsRefusedInOneSentence_data();
    void aWrongFileIsRefusedInOneSentence();
    void whatIsNoFileIsSaid();
    void aRecordingOfTooManyPointsIsRefused();

  private:
    [[nodiscard]] std::string written(const QByteArray& text) {
        const std::string path = (fs::path(m_folder.path().toStdString()) / "curve.txt").string();
        std::ofstream(path, std::ios::binary).write(text.constData(), text.size());
        return path;
    }

    QTemporaryDir m_folder;
    const QByteArray m_recorded{"0 10\n10s 30\n10s 20\n20s 0\n"};
};

void ReplayTest::theHighestPointBecomesThePeak() {
    const auto drawn = shape("replay", {given("curve", written(m_recorded))}, asked(90, 0s));
    QCOMPARE(drawn->curve.knots(), (Knots{{0s, 30}, {10s, 90}, {10s, 60}, {20s, 0}}));
    QCOMPARE(drawn->curve.area(), 10 * (30 + 90) / 2.0 + 10 * 60 / 2.0);
    QCOMPARE(shape("replay", {given("curve", written(m_recorded))}, asked(90, 0s, LoadModel::Closed))->curve.model(), LoadModel::Closed);
}

void ReplayTest::twiceThePeakDoublesEveryLevel() {
    const std::vector<GivenParam> with{given("curve", written("0 7\n3 13\n9 1.5\n"))};
    const Knots recorded = knots("replay", with, asked(13, 0s));
    QCOMPARE(recorded, (Knots{{0s, 7}, {3s, 13}, {9s, 1.5}}));
    const Knots twice = knots("replay", with, asked(26, 0s));
    QCOMPARE(twice.size(), recorded.size());
    for (std::size_t i = 0; i < twice.size(); ++i) {
        QCOMPARE(twice[i].at, recorded[i].at);
        QCOMPARE(twice[i].load, 2 * recorded[i].load);
    }
}

void ReplayTest::theTimesAreThoseOfTheFileUnlessALengthIsAsked() {
    const std::vector<GivenParam> with{given("curve", written(m_recorded))};
    QCOMPARE(shape("replay", with, asked(30, 0s))->curve.length(), Duration(20s));
    QCOMPARE(knots("replay", with, asked(30, 60s)), (Knots{{0s, 10}, {30s, 30}, {30s, 20}, {60s, 0}}));
    QCOMPARE(knots("replay", with, asked(30, 2s)), (Knots{{0s, 10}, {1s, 30}, {1s, 20}, {2s, 0}}));
}

void ReplayTest::timeScaleMultipliesTimes() {
    const std::string file = written(m_recorded);
    QCOMPARE(knots("replay", {given("curve", file), given("time_scale", "2")}, asked(30, 0s)),
             (Knots{{0s, 10}, {20s, 30}, {20s, 20}, {40s, 0}}));
    QCOMPARE(knots("replay", {given("curve", file), given("time_scale", "0.5")}, asked(30, 0s)),
             (Knots{{0s, 10}, {5s, 30}, {5s, 20}, {10s, 0}}));
}

void ReplayTest::aLengthAndATimeScaleContradictEachOther() {
    const std::string file = written(m_recorded);
    QCOMPARE(refusal("replay", {given("curve", file), given("time_scale", "2")}, asked(30, 60s)),
             "time_scale (2) and a length of 1m both say how long the recorded curve lasts: leave one of them out");
    QCOMPARE(refusal("replay", {given("curve", file), given("time_scale", "1")}, asked(30, 60s)), "no error");
    QCOMPARE(refusal("replay", {given("curve", written("0 1\n24h 1\n")), given("time_scale", "8")}, asked(30, 0s)),
             "--pattern: pattern 'replay': time_scale (8) makes the recorded 24h longer than 168h, the longest load there is: make it "
             "smaller");
}

void ReplayTest::columnsMaySeparatedInSeveralWays() {
    const Knots wanted{{0s, 10}, {90s, 30}, {2min, 20}};
    QCOMPARE(knots("replay", {given("curve", written("0 10\n90 30\n120 20"))}, asked(30, 0s)), wanted);
    QCOMPARE(knots("replay", {given("curve", written("0,10\r\n1m30s,30\r\n2m,20\r\n"))}, asked(30, 0s)), wanted);
    QCOMPARE(knots("replay", {given("curve", written("\xEF\xBB\xBF# seconds; level\n0;10\n\n  90s ;\t30 # noon\n120000ms\t20\n"))},
                   asked(30, 0s)),
             wanted);
}

void ReplayTest::aRelativePathStartsFromTheProfilesFolder() {
    (void)written(m_recorded);
    const GivenParam curve{.key = "curve", .text = "curve.txt", .where = "day.yml:4", .baseDir = m_folder.path().toStdString()};
    QCOMPARE(shape("replay", {curve}, asked(30, 0s))->curve.length(), Duration(20s));
    QCOMPARE(refusal("replay", {}, asked(30, 0s)), "--pattern: pattern 'replay': parameter 'curve' is missing: it is required");
}

void ReplayTest::aWrongFileIsRefusedInOneSentence_data() {
    QTest::addColumn<QString>("file");
    for (const auto& entry : fs::directory_iterator(fs::path(LOADGATE_TEST_DATA) / "bad" / "curves")) {
        if (entry.path().extension() == ".txt") {
            QTest::newRow(entry.path().stem().c_str()) << QString::fromStdString(entry.path().string());
        }
    }
}

void ReplayTest::aWrongFileIsRefusedInOneSentence() {
    QFETCH(const QString, file);
    fs::path expected = file.toStdString();
    const std::string folder = expected.parent_path().string() + "/";
    std::ifstream stream(expected.replace_extension(".expected"));
    std::string sentence;
    std::getline(stream, sentence);
    QCOMPARE(refusal("replay", {given("curve", file.toStdString())}, asked(30, 0s)),
             QString::fromStdString("--pattern: pattern 'replay': " + folder + sentence));
}

void ReplayTest::whatIsNoFileIsSaid() {
    const std::string folder = m_folder.path().toStdString();
    QCOMPARE(refusal("replay", {given("curve", folder + "/none.txt")}, asked(30, 0s)),
             QString::fromStdString("--pattern: pattern 'replay': " + folder + "/none.txt: cannot be read: No such file or directory"));
    QCOMPARE(refusal("replay", {given("curve", folder)}, asked(30, 0s)),
             QString::fromStdString("--pattern: pattern 'replay': " + folder +
                                    ": not a file: name a file with a point a line; write TIME LEVEL, as in '60s 250'"));
    QCOMPARE(refusal("replay", {given("curve", "/dev/zero")}, asked(30, 0s)),
             "--pattern: pattern 'replay': /dev/zero: not a file: name a file with a point a line; write TIME LEVEL, as in '60s 250'");
}

void ReplayTest::aRecordingOfTooManyPointsIsRefused() {
    QByteArray text;
    for (int second = 0; second <= 200'000; ++second) {
        text += QByteArray::number(second) + " 1\n";
    }
    const std::string file = written(text);
    QCOMPARE(refusal("replay", {given("curve", file)}, asked(30, 0s)),
             QString::fromStdString("--pattern: pattern 'replay': " + file +
                                    ":200001: more than 200000 points: record fewer, a point every few seconds is enough"));
}

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
