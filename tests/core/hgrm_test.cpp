// SPDX-License-Identifier: Apache-2.0
// HdrHistogram's own code as the oracle for its text of percentiles: byte by byte.
#include "built_record.h"
#include "core/report/figures.h"
#include "show.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <cmath>
#include <random>

using namespace loadgate;
using testkit::histogram;

namespace {

std::vector<Histogram> samples() {
    std::vector<Histogram> all{histogram("2ms*900 40ms*9 10s*1"),
                               histogram("1ns"),
                               histogram("0ns*3 1h*2"),
                               histogram("500ns*3 1500ns*2"),
                               histogram("1ms*100000 2ms*10000 3ms*1000 4ms*100 5ms*10 6ms*1"),
                               histogram("10us*4000000000 20us*1")};
    std::mt19937_64 random(12);
    for (int i = 0; i < 10; ++i) {
        HistogramBuilder builder;
        for (int j = 0; j < 20'000; ++j) {
            const double ms = 2 * std::pow(std::generate_canonical<double, 53>(random), -1.2);
            builder.record(fromSeconds(std::min(ms / 1000, 3600.0)), 1 + random() % 5);
        }
        all.push_back(builder.build());
    }
    return all;
}

}  // namespace

class HgrmTest : public QObject {
    Q_OBJECT
  private slots:
    void javaWritesTheSameText() {
        const QString javac = LOADGATE_JAVAC;
        const QString jar = LOADGATE_HDR_JAR;
        if (javac.isEmpty() || jar.isEmpty() || QString(LOADGATE_JAVA).isEmpty()) {
            QSKIP(
                "no JDK or no hdrhistogram.jar (Debian: default-jdk-headless libhdrhistogram-java): HdrHistogram's own code is not asked");
        }
        const QTemporaryDir classes;
        QVERIFY(QProcess::execute(javac, {"-encoding", "UTF-8", "-cp", jar, "-d", classes.path(), LOADGATE_HDR_ORACLE}) == 0);
        const std::vector<Histogram> all = samples();
        QStringList questions;
        for (const Histogram& one : all) {
            questions.push_back("distribution " + QString::fromStdString(one.toBase64()) + " 1000000.0");
        }
        QProcess oracle;
        oracle.start(LOADGATE_JAVA, {"-cp", jar + ":" + classes.path(), "HdrOracle"});
        oracle.write(questions.join('\n').toUtf8() + "\n");
        oracle.closeWriteChannel();
        QVERIFY(oracle.waitForFinished(60'000));
        const QStringList answers = QString::fromUtf8(oracle.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
        QCOMPARE(answers.size(), questions.size());
        for (std::size_t i = 0; i < all.size(); ++i) {
            QCOMPARE(test::shown(report::percentileDistribution(all[i])), QString(answers[qsizetype(i)]).replace('|', '\n'));
        }
    }
    void theTextIsThatOfTheMeasuredPhase() {
        const QString text = test::shown(hgrmReport(test::builtRecord()));
        QVERIFY(text.startsWith("       Value     Percentile TotalCount 1/(1-Percentile)\n\n      20.0"));
        QVERIFY2(text.contains("Total count    =          801]"), qPrintable(text));
        QVERIFY(text.contains("#[Censored = 12 that never ended"));
    }
    void aRunWithoutDataHasNoLines() {
        RunRecord record = test::builtRecord();
        record.measurement.intervals.clear();
        const QStringList lines = test::shown(hgrmReport(record)).split('\n');
        QCOMPARE(lines.size(), qsizetype{6});  // head, blank, three remarks, and what follows the last line feed
        QCOMPARE(lines[3], QString("#[Max     =        0.000, Total count    =            0]"));
    }
};

QTEST_GUILESS_MAIN(HgrmTest)
#include "hgrm_test.moc"
