// SPDX-License-Identifier: Apache-2.0
// HdrHistogram's own code as the oracle for encoding, decoding and percentiles.
#include "model/histogram.h"
#include "testkit/phrases.h"

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <array>
#include <cmath>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;
using testkit::histogram;

namespace {

constexpr std::array kPercentiles{1.0, 7.0, 25.0, 50.0, 75.0, 90.0, 95.0, 99.0, 99.9, 99.99, 100.0};

/// All sorts: bimodal, a single value, the extremes, wide empty runs, large counts, a heavy tail.
std::vector<Histogram> samples() {
    std::vector<Histogram> all{histogram("2ms*900 40ms*9 10s*1"),
                               histogram("1ns"),
                               histogram("0ns*3 1h*2"),
                               histogram("0ns 2ns"),
                               histogram("2047ns 2048ns 2049ns 4095ns 4096ns"),
                               histogram("10us*4000000000000 20us*1 59m59s*127 30m*128 29m*16384")};
    std::mt19937_64 random(11);
    for (int i = 0; i < 20; ++i) {
        HistogramBuilder builder;
        for (int j = 0; j < 3000; ++j) {
            const double ms = 2 * std::pow(std::generate_canonical<double, 53>(random), -1.2);
            builder.record(fromSeconds(std::min(ms / 1000, 3600.0)), 1 + random() % 5);
        }
        all.push_back(builder.build());
    }
    return all;
}

}  // namespace

class HistogramJavaTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void javaReadsWhatWeWriteAndFindsTheSamePercentiles();
    void weReadWhatJavaWrites();
    void weReadCoarserAndFinerHistograms();
    void weSaturateNoSilentlyLongerValue();

  private:
    QStringList ask(const QStringList& questions);
    QTemporaryDir m_classes;
};

void HistogramJavaTest::initTestCase() {
    const QString javac = LOADGATE_JAVAC;
    const QString jar = LOADGATE_HDR_JAR;
    if (javac.isEmpty() || jar.isEmpty() || QString(LOADGATE_JAVA).isEmpty()) {
        QSKIP("no JDK or no hdrhistogram.jar (Debian: default-jdk-headless libhdrhistogram-java): HdrHistogram's own code is not asked");
    }
    QProcess compiler;
    compiler.setProcessChannelMode(QProcess::MergedChannels);
    compiler.start(javac, {"-encoding", "UTF-8", "-cp", jar, "-d", m_classes.path(), LOADGATE_HDR_ORACLE});
    QVERIFY(compiler.waitForFinished(90'000));
    QVERIFY2(compiler.exitCode() == 0, compiler.readAll());
}

QStringList HistogramJavaTest::ask(const QStringList& questions) {
    QProcess oracle;
    oracle.start(LOADGATE_JAVA, {"-cp", QString(LOADGATE_HDR_JAR) + ":" + m_classes.path(), "HdrOracle"});
    oracle.write(questions.join('\n').toUtf8() + "\n");
    oracle.closeWriteChannel();
    if (!oracle.waitForFinished(60'000) || oracle.exitCode() != 0) {
        qWarning("%s", oracle.readAllStandardError().constData());
        return {};
    }
    return QString::fromUtf8(oracle.readAllStandardOutput()).split('\n', Qt::SkipEmptyParts);
}

void HistogramJavaTest::javaReadsWhatWeWriteAndFindsTheSamePercentiles() {
    const std::vector<Histogram> all = samples();
    QStringList questions;
    for (const Histogram& one : all) {
        QString question = "decode " + QString::fromStdString(one.toBase64());
        for (const double percentile : kPercentiles) {
            question += " " + QString::number(percentile);
        }
        questions.push_back(question);
    }
    const QStringList answers = ask(questions);
    QCOMPARE(answers.size(), questions.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const QStringList words = answers[qsizetype(i)].split(' ');
        QCOMPARE(words[0].toULongLong(), qulonglong(all[i].count()));
        QCOMPARE(words[1].toLongLong(), qlonglong(all[i].min()->count()));
        QCOMPARE(words[2].toLongLong(), qlonglong(all[i].max()->count()));
        const auto mean = static_cast<double>(all[i].mean()->count());
        QVERIFY(std::fabs(words[3].toDouble() - mean) <= 1 + mean * 1e-3);  // Java rounds the middle of a bucket
        for (std::size_t p = 0; p < kPercentiles.size(); ++p) {
            QCOMPARE(qlonglong(all[i].quantile(kPercentiles[p] / 100)->count()), words[qsizetype(4 + p)].toLongLong());
        }
    }
}

void HistogramJavaTest::weReadWhatJavaWrites() {
    const std::vector<Histogram> all = samples();
    QStringList questions;
    for (const Histogram& one : all) {
        QString question = "encode 3600000000000 3";
        for (const auto& cell : one.cells()) {
            question += QString(" %1*%2").arg(hdr::lowestOf(cell.bucket)).arg(cell.count);
        }
        questions.push_back(question);
    }
    questions.push_back("encode 3600000000000 3");  // an empty one
    const QStringList answers = ask(questions);
    QCOMPARE(answers.size(), questions.size());
    for (std::size_t i = 0; i < all.size(); ++i) {
        const auto read = Histogram::fromBase64(answers[qsizetype(i)].toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read.value(), all[i]);
    }
    QVERIFY(Histogram::fromBase64(answers.back().toStdString())->empty());
}

void HistogramJavaTest::weReadCoarserAndFinerHistograms() {
    const QStringList answers = ask({"encode 60000000000 2 2000000*900 40000000*9", "encode 3600000000000 4 2000000*900 40000000*9",
                                     "encode 7200000000000 3 2000000*900 40000000*9", "encode 7200000000000 1 0*900 3*9"});
    QCOMPARE(answers.size(), 4);
    for (int i = 0; i < 3; ++i) {
        const auto read = Histogram::fromBase64(answers[i].toStdString());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read->count(), std::uint64_t(909));
        const double off = i == 0 ? 1e-2 : 1e-3;
        QVERIFY(std::fabs(toSeconds(*read->quantile(0.5)) / 0.002 - 1) < off);
        QVERIFY(std::fabs(toSeconds(*read->max()) / 0.04 - 1) < off);
    }
    QCOMPARE(Histogram::fromBase64(answers[3].toStdString()).value(), histogram("0ns*900 3ns*9"));
}

void HistogramJavaTest::weSaturateNoSilentlyLongerValue() {
    const QStringList answers = ask({"encode 7200000000000 3 7200000000000*1"});
    QCOMPARE(answers.size(), 1);
    QCOMPARE(Histogram::fromBase64(answers[0].toStdString()).error().message, std::string("the histogram has a value of more than 1h"));
}

QTEST_GUILESS_MAIN(HistogramJavaTest)
#include "histogram_java_test.moc"
