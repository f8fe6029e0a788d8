// SPDX-License-Identifier: Apache-2.0
#include "cli/line_writer.h"
#include "cli/signals.h"

#include <QtTest>

#include <fcntl.h>
#include <unistd.h>

#include <array>
#include <thread>

using namespace loadgate;
using namespace loadgate::cli;
using namespace std::chrono_literals;

namespace {

/// A pipe that nobody reads until asked.
class Pipe {
  public:
    Pipe() {
        if (::pipe2(m_ends.data(), O_CLOEXEC) != 0) {
            qFatal("no pipe");
        }
    }
    ~Pipe() {
        closeReader();
        closeWriter();
    }
    Pipe(const Pipe&) = delete;
    Pipe& operator=(const Pipe&) = delete;
    [[nodiscard]] int writer() const { return m_ends[1]; }
    void closeReader() { closeOne(m_ends[0]); }
    void closeWriter() { closeOne(m_ends[1]); }
    /// At least one byte; waits for it.
    [[nodiscard]] std::string some() const {
        std::array<char, 65536> part{};
        const ssize_t got = ::read(m_ends[0], part.data(), part.size());
        return {part.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))};
    }
    [[nodiscard]] std::string all() const {
        std::string text;
        for (std::string part = some(); !part.empty(); part = some()) {
            text += part;
        }
        return text;
    }

  private:
    static void closeOne(int& end) {
        if (end >= 0) {
            ::close(end);
            end = -1;
        }
    }
    std::array<int, 2> m_ends{-1, -1};
};

LineWriter::Line line(std::string text) {
    return [text = std::move(text)] { return text + "\n"; };
}

}  // namespace

class LineWriterTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase() { ignoreBrokenPipes(); }

    void linesComeInTheirOrderAndAtOnce() {
        const Pipe pipe;
        LineWriter writer(pipe.writer());
        writer.add(line("one"));
        QCOMPARE(pipe.some(), std::string("one\n"));  // before anything else is added
        QVERIFY(writer.addIfRoom(line("two")));
        writer.add(line("three"));
        QVERIFY(writer.finish(10s).has_value());
        QCOMPARE(pipe.some(), std::string("two\nthree\n"));
    }

    void aSlowReaderLosesOnlyLinesThatMayBeLost() {
        Pipe pipe;
        LineWriter writer(pipe.writer());
        const std::string large(1U << 20U, 'x');  // more than a pipe holds: the writer is busy with it until somebody reads
        writer.add(line(large));
        std::string text = pipe.some();
        for (std::size_t i = 0; i < LineWriter::kRoom; ++i) {
            QVERIFY(writer.addIfRoom(line(std::to_string(i))));
        }
        QVERIFY(!writer.addIfRoom(line("too much")));
        writer.add(line("kept"));
        QVERIFY(!writer.addIfRoom(line("too much")));
        std::thread reader([&] { text += pipe.all(); });
        const bool written = writer.finish(10s).has_value();
        pipe.closeWriter();
        reader.join();
        QVERIFY(written);
        QVERIFY(text.starts_with(large + "\n0\n1\n"));
        QVERIFY(text.ends_with("\n63\nkept\n"));
    }

    void aReaderWhoWentAwayEndsItWithoutAFailure() {
        Pipe pipe;
        LineWriter writer(pipe.writer());
        pipe.closeReader();
        writer.add(line("one"));
        QTRY_VERIFY(writer.ended());
        QVERIFY(!writer.addIfRoom(line("two")));
        QVERIFY(writer.finish(10s).has_value());
    }

    void aReaderWhoTakesNothingLosesTheRestAtTheEnd() {
        const Pipe pipe;
        LineWriter writer(pipe.writer());
        writer.add(line(std::string(1U << 20U, 'x')));
        writer.add(line("last"));
        const Status status = writer.finish(200ms);
        QVERIFY(!status);
        QCOMPARE(QString::fromStdString(status.error().message), QString("nobody read the last lines"));
    }

    void aFullDiskIsSaid() {
        const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
        if (full < 0) {
            QSKIP("there is no /dev/full here");
        }
        LineWriter writer(full);
        writer.add(line("one"));
        const Status status = writer.finish(10s);
        ::close(full);
        QVERIFY(!status);
        QCOMPARE(QString::fromStdString(status.error().message), QString("No space left on device"));
    }
};

QTEST_APPLESS_MAIN(LineWriterTest)
#include "line_writer_test.moc"
