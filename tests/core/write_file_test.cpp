// SPDX-License-Identifier: Apache-2.0
#include "core/report/reports.h"
#include "show.h"

#include <QTemporaryDir>
#include <QTest>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>

using namespace loadgate;
namespace fs = std::filesystem;

class WriteFileTest : public QObject {
    Q_OBJECT

    QTemporaryDir m_folder;
    [[nodiscard]] fs::path path(const char* name) const { return fs::path(m_folder.path().toStdString()) / name; }
    [[nodiscard]] int filesIn() const {
        return static_cast<int>(std::distance(fs::directory_iterator(m_folder.path().toStdString()), fs::directory_iterator()));
    }
    static unsigned modeOf(const fs::path& file) {
        struct stat found {};
        ::stat(file.c_str(), &found);
        return found.st_mode & 07777U;
    }

  private slots:
    void init() {
        m_folder = QTemporaryDir();
        QVERIFY(m_folder.isValid());
    }

    void aNewFileHasTheRightsOfNewFiles() {
        const mode_t before = ::umask(027);
        const auto written = writeFile(path("new.md"), "text\n");
        ::umask(before);
        QCOMPARE(test::errorOf(written), QString("no error"));
        QCOMPARE(test::textOf(path("new.md")), std::string("text\n"));
        QCOMPARE(modeOf(path("new.md")), 0640U);
        QCOMPARE(filesIn(), 1);
    }
    void anExistingFileKeepsItsRights() {
        std::ofstream(path("old.md")) << "a longer earlier text\n";
        ::chmod(path("old.md").c_str(), 0604);
        QVERIFY(writeFile(path("old.md"), "new\n").has_value());
        QCOMPARE(test::textOf(path("old.md")), std::string("new\n"));
        QCOMPARE(modeOf(path("old.md")), 0604U);
        QCOMPARE(filesIn(), 1);
    }
    void aReaderOfTheOldFileNeverSeesHalfOfTheNewOne() {
        std::ofstream(path("old.md")) << "earlier\n";
        std::ifstream reader(path("old.md"));
        QVERIFY(writeFile(path("old.md"), "new\n").has_value());
        QCOMPARE((std::string{std::istreambuf_iterator<char>(reader), {}}), std::string("earlier\n"));
    }
    void aLinkStaysALink() {
        std::ofstream(path("real.md")) << "earlier\n";
        fs::create_symlink("real.md", path("link.md"));
        QVERIFY(writeFile(path("link.md"), "new\n").has_value());
        QVERIFY(fs::is_symlink(path("link.md")));
        QCOMPARE(test::textOf(path("real.md")), std::string("new\n"));
    }
    void aWriteThatFailsLeavesTheOldFileWhole() {
        std::ofstream(path("old.md")) << "earlier\n";
        std::signal(SIGXFSZ, SIG_IGN);
        rlimit before{};
        ::getrlimit(RLIMIT_FSIZE, &before);
        const rlimit small{4096, before.rlim_max};
        ::setrlimit(RLIMIT_FSIZE, &small);
        const auto written = writeFile(path("old.md"), std::string(10'000, 'x'));
        ::setrlimit(RLIMIT_FSIZE, &before);
        QCOMPARE(test::errorOf(written), test::shown(path("old.md").string() + ": cannot be written: File too large"));
        QVERIFY(!written && written.error().code == ErrorCode::Io);
        QCOMPARE(test::textOf(path("old.md")), std::string("earlier\n"));
        QCOMPARE(filesIn(), 1);
    }
    void aFullDeviceIsAnErrorAndNotASuccess() {
        if (!fs::exists("/dev/full")) {
            QSKIP("no /dev/full here");
        }
        QCOMPARE(test::errorOf(writeFile("/dev/full", "x")), QString("/dev/full: cannot be written: No space left on device"));
    }
    void aDeviceIsWrittenAndNotReplaced() {
        QVERIFY(writeFile("/dev/null", "x").has_value());
        QVERIFY(fs::is_character_file("/dev/null"));
    }
    void aPipeIsWrittenAndNotReplaced() {
        QCOMPARE(::mkfifo(path("pipe").c_str(), 0600), 0);
        const int reader = ::open(path("pipe").c_str(), O_RDONLY | O_NONBLOCK);
        QVERIFY(reader >= 0);
        QVERIFY(writeFile(path("pipe"), "through\n").has_value());
        std::array<char, 32> buffer{};
        QCOMPARE(::read(reader, buffer.data(), buffer.size()), ssize_t{8});
        ::close(reader);
        QCOMPARE(std::string(buffer.data()), std::string("through\n"));
        QVERIFY(fs::is_fifo(path("pipe")));
    }
    void aMissingFolderIsNamed() {
        const fs::path file = path("nowhere") / "report.md";
        QCOMPARE(test::errorOf(writeFile(file, "x")), test::shown(file.string() + ": cannot be written: there is no folder '" +
                                                                  path("nowhere").string() + "'; create it first"));
    }
};

QTEST_APPLESS_MAIN(WriteFileTest)
#include "write_file_test.moc"
