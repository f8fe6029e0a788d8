// SPDX-License-Identifier: Apache-2.0
#include "core/report/calibration_report.h"
#include "show.h"
#include "testkit/phrases.h"

#include <QTest>

#include <chrono>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

const Machine kHere{"forge", "6.1.0", "AMD EPYC 9B14", "0.1.0", 4};

Calibration calibrated() {
    Calibration c{WallTime(std::chrono::sys_days(std::chrono::year(2026) / 11 / 25) + 10h), 2s, kHere, {}, {}};
    c.reactors = {{"io_uring", 6us, 52'000, 40'000, 900us, 2}, {"epoll", 8us, 41'000, std::nullopt, {}, 0}};
    return c;
}

PreparedRun asking(const char* curve, LoadModel model = LoadModel::Open, ReactorChoice reactor = ReactorChoice::Auto) {
    PreparedRun run;
    run.curve = testkit::curve(curve, model);
    run.config.reactor.value = reactor;
    return run;
}

QString advice(const Calibration& calibration, const Machine& here, const PreparedRun& run) {
    return QString::fromStdString(calibrationAdvice(calibration, "2026-11-25", here, run).value_or(""));
}

}  // namespace

class CalibrationTest : public QObject {
    Q_OBJECT
  private slots:
    void moreThanWasCalibratedIsSaid() {
        const QString sentence = advice(calibrated(), kHere, asking("0s:0 10s:40001"));
        QVERIFY2(sentence.startsWith("the load reaches 40001/s, and this machine was calibrated to 40000/s on 2026-11-25 (over io_uring"),
                 qPrintable(sentence));
    }
    void whatItCanSendNeedsNoWord() {
        QCOMPARE(advice(calibrated(), kHere, asking("0s:40000 10s:40000")), QString());
        QCOMPARE(advice(calibrated(), kHere, asking("0s:90000 10s:90000", LoadModel::Closed)), QString());
    }
    void nothingIsSaidOfWhatWasNotMeasured() {
        QCOMPARE(advice(calibrated(), kHere, asking("0s:90000 10s:90000", LoadModel::Open, ReactorChoice::Epoll)), QString());
        Calibration epollAlone = calibrated();
        epollAlone.reactors.erase(epollAlone.reactors.begin());
        epollAlone.reactors[0].openRate = 30'000;
        QCOMPARE(advice(epollAlone, kHere, asking("0s:90000 10s:90000", LoadModel::Open, ReactorChoice::Uring)), QString());
        QVERIFY(advice(epollAlone, kHere, asking("0s:90000 10s:90000")).contains("30000/s"));
    }
    void anotherMachinesCalibrationIsNotUsedAndThatIsSaid_data() {
        QTest::addColumn<QString>("difference");
        QTest::newRow("host") << "it was made on another machine (forge, here anvil)";
        QTest::newRow("cpu") << "it was made on other processors (4 x AMD EPYC 9B14, here 4 x Xeon)";
        QTest::newRow("cpus") << "it was made on other processors (4 x AMD EPYC 9B14, here 2 x AMD EPYC 9B14)";
        QTest::newRow("kernel") << "it was made on another kernel (6.1.0, here 6.18.0)";
        QTest::newRow("version") << "it was made by another version of Loadgate (0.1.0, here 0.2.0)";
    }
    void anotherMachinesCalibrationIsNotUsedAndThatIsSaid() {
        QFETCH(const QString, difference);
        const QByteArray what = QTest::currentDataTag();
        Machine here = kHere;
        here.host = what == "host" ? "anvil" : here.host;
        here.cpu = what == "cpu" ? "Xeon" : here.cpu;
        here.cpus = what == "cpus" ? 2 : here.cpus;
        here.kernel = what == "kernel" ? "6.18.0" : here.kernel;
        here.version = what == "version" ? "0.2.0" : here.version;
        QCOMPARE(advice(calibrated(), here, asking("0s:10 10s:10")),
                 "the calibration of 2026-11-25 is not used: " + difference + "; 'loadgate calibrate' makes a new one");
    }
    void whatIsStoredIsReadBack() {
        Calibration written = calibrated();
        written.whyNotUring = "io_uring_setup: Operation not permitted";
        const StoredCalibration read = readCalibration(calibrationJson(written)).value();
        QCOMPARE(read.day, std::string("2026-11-25"));
        written.at = WallTime{};
        QVERIFY(read.calibration == written);
    }
    void whatIsNoCalibrationIsRefused_data() {
        QTest::addColumn<QByteArray>("text");
        const std::string whole = calibrationJson(calibrated());
        QTest::newRow("nothing") << QByteArray();
        QTest::newRow("half") << QByteArray(whole.data(), static_cast<int>(whole.size() / 2));
        QTest::newRow("another schema") << QByteArray(R"({"schema": "loadgate.plan/1"})");
        QTest::newRow("a part is missing") << QByteArray(R"({"schema": "loadgate.calibration/1"})");
        QTest::newRow("a word for a number") << QByteArray(whole.c_str()).replace("40000.0", "\"many\"");
    }
    void whatIsNoCalibrationIsRefused() {
        QFETCH(const QByteArray, text);
        QVERIFY(!readCalibration({text.constData(), static_cast<std::size_t>(text.size())}).has_value());
    }
    void theTableHasARowForEachReactor() {
        const QString table = test::shown(calibrationReport(calibrated(), {false, 100}));
        QVERIFY2(table.simplified().contains("io_uring 6 µs 52000/s 40000/s 900 µs 2"), qPrintable(table));
        QVERIFY2(table.simplified().contains("epoll 8 µs 41000/s not measured – –"), qPrintable(table));
    }
};

QTEST_GUILESS_MAIN(CalibrationTest)
#include "calibration_test.moc"
