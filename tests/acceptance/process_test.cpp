// SPDX-License-Identifier: Apache-2.0
// What the target consumed, held against the kernel's own account of it.
#include "acceptance/cli_run.h"

#include <QtCore/QFile>
#include <QtCore/QJsonArray>
#include <QtTest/QTest>

#include <unistd.h>

#include <chrono>
#include <cmath>
#include <csignal>

using namespace loadgate::acceptance;

namespace {

/// utime, stime, cutime and cstime of proc(5), in seconds.
double cpuOf(qint64 pid) {
    QFile file(QString("/proc/%1/stat").arg(pid));
    if (!file.open(QIODevice::ReadOnly)) {
        return 0;
    }
    const QByteArray text = file.readAll();
    const QList<QByteArray> fields = text.mid(text.lastIndexOf(')') + 2).split(' ');
    double ticks = 0;
    for (int i = 11; i <= 14; ++i) {
        ticks += fields.value(i).toDouble();
    }
    return ticks / static_cast<double>(::sysconf(_SC_CLK_TCK));
}

/// A shell with a server as its child, which counts for a while, sleeps in a further child, and so on: half a core or so, part of it
/// used by children that end.
class Busy {
  public:
    Busy() {
        m_process.setProgram("sh");
        m_process.setArguments({"-c",
                                "\"" LOADGATE_TEST_SERVER
                                "\" --delay-us 1000 & while :; do i=0; while [ $i -lt 60000 ]; do i=$((i+1)); done; sleep 0.05; done"});
        m_process.setChildProcessModifier([] { ::setpgid(0, 0); });
        m_process.start();
        if (!m_process.waitForReadyRead(20'000)) {
            qFatal("the server did not say that it listens");
        }
    }
    ~Busy() { end(); }
    Busy(const Busy&) = delete;
    Busy& operator=(const Busy&) = delete;
    [[nodiscard]] QString target() const { return "process:" + QString::number(m_process.processId()); }
    /// The whole group, server included.
    void end() {
        if (m_process.state() == QProcess::Running) {
            ::kill(-static_cast<pid_t>(m_process.processId()), SIGKILL);
            m_process.waitForFinished();
        }
    }
    [[nodiscard]] double cpuSeconds() const {
        const qint64 pid = m_process.processId();
        double sum = cpuOf(pid);
        QFile children(QString("/proc/%1/task/%1/children").arg(pid));
        if (children.open(QIODevice::ReadOnly)) {
            for (const QByteArray& child : children.readAll().simplified().split(' ')) {
                sum += child.isEmpty() ? 0 : cpuOf(child.toLongLong());
            }
        }
        return sum;
    }

  private:
    QProcess m_process;
};

double now() { return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count(); }

}  // namespace

class ProcessTest : public QObject {
    Q_OBJECT
  private slots:
    void cpuIsWithinTenPercentOfTheKernelsAccount();
    void aProcessThatEndsIsANoteAndNotAZero();
};

void ProcessTest::cpuIsWithinTenPercentOfTheKernelsAccount() {
    const Busy busy;
    const double cpuBefore = busy.cpuSeconds();
    const double before = now();
    const CliResult result =
        Cli().run({"--target", busy.target(), "--rate", "50", "--duration", seconds(acceptanceLength()), "--error-rate", "50%"});
    const double cores = (busy.cpuSeconds() - cpuBefore) / (now() - before);
    const QJsonObject usage = result.json.value("resources").toArray().at(0).toObject();
    const double told = usage.value("cpu_cores").toObject().value("mean").toDouble(-1);
    const QByteArray figures = "told " + QByteArray::number(told) + " cores, the kernel " + QByteArray::number(cores);
    QVERIFY2(cores >= 0.2, figures + "\n" + result.told());
    QVERIFY2(std::abs(told - cores) <= 0.1 * cores, figures + "\n" + result.told());
    QVERIFY(usage.value("samples").toInt() >= static_cast<int>(acceptanceLength().count()) - 1);
    QVERIFY(usage.value("threads_max").toInt() >= 2);
    qInfo("%s", figures.constData());
}

void ProcessTest::aProcessThatEndsIsANoteAndNotAZero() {
    Busy busy;
    const Cli cli;
    const auto process =
        cli.startRun({"--target", busy.target(), "--rate", "50", "--duration", "8s", "--events", "e.ndjson", "--slo", "cpu < 99%"});
    const auto told = [&cli] {
        QFile file(cli.path("e.ndjson"));
        return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    QTRY_VERIFY_WITH_TIMEOUT(told().contains("\"t_s\":3."), 20'000);
    busy.end();
    const CliResult result = cli.finish(*process);
    const QJsonArray notes = result.json.value("notes").toArray();
    QVERIFY2(notes.size() == 1, result.told());
    QCOMPARE(notes[0].toObject().value("text").toString(), QString("sh has ended"));
    QCOMPARE(notes[0].toObject().value("source").toString(), QString("process"));
    const double ended = notes[0].toObject().value("t_s").toDouble();
    QVERIFY2(ended > 3 && ended < 7, result.told());
    QCOMPARE(told().count("\"event\":\"note\""), 1);
    int measured = 0;
    for (const QJsonValue interval : result.json.value("intervals").toArray()) {
        const bool known = interval.toObject().contains("cpu_cores");
        measured += known ? 1 : 0;
        QVERIFY2(!known || interval.toObject().value("cpu_cores").toDouble() > 0, result.told());
        QVERIFY2(!known || interval.toObject().value("t_s").toDouble() < ended, result.told());
    }
    QVERIFY2(measured > 10, result.told());
    const QJsonArray checks = result.json.value("verdict").toObject().value("checks").toArray();
    QCOMPARE(checks.last().toObject().value("metric").toString(), QString("cpu"));
    QVERIFY2(checks.last().toObject().value("status").toString() != "PASS", result.told());
    QVERIFY2(result.out.contains("sh has ended"), result.told());
}

QTEST_GUILESS_MAIN(ProcessTest)
#include "process_test.moc"
