// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

#include <algorithm>
#include <vector>

using namespace loadgate;
namespace fs = std::filesystem;

/// Every file below tests/data/bad is refused with exactly the sentence beside it.
class BadInputTest : public QObject {
    Q_OBJECT

    static void addFiles(const char* kind) {
        QTest::addColumn<QString>("file");
        for (const auto& entry : fs::directory_iterator(fs::path(LOADGATE_TEST_DATA) / "bad" / kind)) {
            if (entry.path().extension() == ".yml") {
                QTest::newRow(entry.path().stem().c_str()) << test::shown(entry.path().string());
            }
        }
    }
    static fs::path file() {
        QFETCH(QString, file);
        return file.toStdString();
    }
    static QString expected(fs::path file) {
        const std::string text = test::textOf(file.replace_extension(".expected"));
        return test::shown(text).trimmed();
    }

  private slots:
    void aWrongProfileIsRefusedInOneSentence_data() { addFiles("profile"); }
    void aWrongProfileIsRefusedInOneSentence() {
        const auto profile = readProfile(test::textOf(file()), file().filename().string());
        QCOMPARE(test::errorOf(profile), expected(file()));
        QVERIFY(profile.error().code == ErrorCode::BadInput || profile.error().code == ErrorCode::Unsupported);
    }

    void wrongObjectivesAreRefusedInOneSentence_data() { addFiles("objectives"); }
    void wrongObjectivesAreRefusedInOneSentence() {
        const auto objectives = readObjectives(test::textOf(file()), file().filename().string());
        QCOMPARE(test::errorOf(objectives), expected(file()));
        QVERIFY(objectives.error().code == ErrorCode::BadInput || objectives.error().code == ErrorCode::Unsupported);
    }

    void wrongTargetsAreRefusedInOneSentence_data() { addFiles("targets"); }
    void wrongTargetsAreRefusedInOneSentence() {
        const auto targets = readTargets(test::textOf(file()), file().filename().string());
        QCOMPARE(test::errorOf(targets), expected(file()));
        QVERIFY(targets.error().code == ErrorCode::BadInput || targets.error().code == ErrorCode::Unsupported);
    }

    void aFileBeyondItsBoundsIsRefusedBeforeItIsRead() {
        const std::string large = "name: " + std::string(1024 * 1024, 'a');
        QCOMPARE(test::errorOf(readProfile(large, "large.yml")),
                 QString("large.yml:1: the file has more than 1 MiB; one of this kind is written by hand and small"));
    }

    void aMillionOpenBracketsAreRefusedAndNotFollowed() {
        const std::string brackets = "headers: " + std::string(500'000, '[');
        QVERIFY(test::errorOf(readProfile(brackets, "deep.yml")).startsWith("deep.yml:1: "));
    }
};

QTEST_APPLESS_MAIN(BadInputTest)
#include "bad_input_test.moc"
