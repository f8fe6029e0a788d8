// SPDX-License-Identifier: Apache-2.0
#include "loadgate/units.h"

#include <QFile>
#include <QTest>
#include <clocale>
#include <limits>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

template <class T>
std::string messageOf(const Result<T>& result) {
    return result ? "no error" : result.error().message;
}

std::string messageFor(const std::string& kind, std::string_view text) {
    if (kind == "duration")
        return messageOf(parseDuration(text));
    if (kind == "bare duration")
        return messageOf(parseDuration(text, BareNumber::Accepted));
    if (kind == "share")
        return messageOf(parseShare(text));
    if (kind == "bare share")
        return messageOf(parseShare(text, BareNumber::Accepted));
    if (kind == "bytes")
        return messageOf(parseByteCount(text));
    if (kind == "rate")
        return messageOf(parseRate(text));
    if (kind == "level")
        return messageOf(parseLevel(text));
    if (kind == "count")
        return messageOf(parseCount(text));
    if (kind == "number")
        return messageOf(parseNumber(text));
    return "unknown kind " + kind;
}

}  // namespace

class UnitsTest : public QObject {
    Q_OBJECT
  private slots:
    void badTextsAreAnsweredWithWhatWouldBeRight_data();
    void badTextsAreAnsweredWithWhatWouldBeRight();
    void lengthsOfTimeAreReadToTheNanosecond_data();
    void lengthsOfTimeAreReadToTheNanosecond();
    void aBareNumberIsSecondsOnlyWhereItIsAccepted();
    void sharesAreTheNearestDoubleOfWhatWasWritten();
    void bytesHaveBinaryAndDecimalUnits();
    void ratesAreCountedPerSecond();
    void levelsKnowWhetherTheyMeanThePeak();
    void countsAndNumbersTakeTheirWholeText();
    void textsReadBackAsTheSameValue();
    void lengthsOfTimeAreWrittenAsPeopleWriteThem();
    void peopleSeeThreeSignificantDigits_data();
    void peopleSeeThreeSignificantDigits();
    void secondsSaturateAtTheEndsOfTime();
    void theLocaleChangesNothing();
};

void UnitsTest::badTextsAreAnsweredWithWhatWouldBeRight_data() {
    QTest::addColumn<QString>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("sentence");
    QFile file(LOADGATE_TEST_DATA "/bad/units.txt");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QStringList lines = QString::fromUtf8(file.readAll()).split('\n', Qt::SkipEmptyParts);
    QVERIFY(lines.size() > 40);
    for (const QString& line : lines) {
        const QStringList parts = line.split('\t');
        QCOMPARE(parts.size(), 3);
        QTest::newRow(qPrintable(parts[0] + " " + parts[1])) << parts[0] << parts[1] << parts[2];
    }
}

void UnitsTest::badTextsAreAnsweredWithWhatWouldBeRight() {
    QFETCH(QString, kind);
    QFETCH(QString, text);
    QFETCH(QString, sentence);
    QCOMPARE(QString::fromStdString(messageFor(kind.toStdString(), text.toStdString())), sentence);
}

void UnitsTest::lengthsOfTimeAreReadToTheNanosecond_data() {
    QTest::addColumn<QString>("text");
    QTest::addColumn<qint64>("ns");
    const auto row = [](const char* text, Duration d) { QTest::newRow(text) << QString(text) << qint64(d.count()); };
    row("250ms", 250ms);
    row("1.5s", 1500ms);
    row("5m", 5min);
    row("5min", 5min);
    row("1h30m", 90min);
    row("1h 30m 5s", 1h + 30min + 5s);
    row("  90 s ", 90s);
    row("10us", 10us);
    row("10µs", 10us);
    row("7ns", 7ns);
    row("0s", 0s);
    row("0.000000001s", 1ns);
    row("0.0000000004s", 0ns);
    row("0.1h", 6min);
    row("9999h59m59.999999999s", 10'000h - 1ns);
    row("10000h", 10'000h);
    row("36000000000000001us", 0ns);
}

void UnitsTest::lengthsOfTimeAreReadToTheNanosecond() {
    QFETCH(QString, text);
    QFETCH(qint64, ns);
    const auto read = parseDuration(text.toStdString());
    if (text == "36000000000000001us") {  // more than the longest, however it is written
        QVERIFY(!read);
        return;
    }
    QVERIFY2(read.has_value(), messageOf(read).c_str());
    QCOMPARE(qint64(read->count()), ns);
}

void UnitsTest::aBareNumberIsSecondsOnlyWhereItIsAccepted() {
    QCOMPARE(parseDuration("300", BareNumber::Accepted).value(), Duration(300s));
    QCOMPARE(parseDuration("0.25", BareNumber::Accepted).value(), Duration(250ms));
    QCOMPARE(parseDuration("250ms", BareNumber::Accepted).value(), Duration(250ms));
    QVERIFY(!parseDuration("300"));
    QCOMPARE(parseShare("0.005", BareNumber::Accepted).value(), Share{0.005});
    QCOMPARE(parseByteCount("10", BareNumber::Accepted).value(), ByteCount{10});
    QCOMPARE(parseRate("1000", BareNumber::Accepted).value(), Rate{1000});
}

void UnitsTest::sharesAreTheNearestDoubleOfWhatWasWritten() {
    QCOMPARE(parseShare("0.1%")->fraction, 0.001);  // 0.1 / 100 is another double
    QCOMPARE(parseShare("7%")->fraction, 0.07);
    QCOMPARE(parseShare("0%")->fraction, 0.0);
    QCOMPARE(parseShare("100 %")->fraction, 1.0);
    QCOMPARE(toText(Share{0.07}), std::string("7%"));
    QCOMPARE(toText(Share{0.001}), std::string("0.1%"));
    QCOMPARE(toText(Share{0.5}), std::string("50%"));
    QCOMPARE(toText(Share{1}), std::string("100%"));
    QCOMPARE(toText(Share{0}), std::string("0%"));
    QCOMPARE(toText(Share{0.999}), std::string("99.9%"));
}

void UnitsTest::bytesHaveBinaryAndDecimalUnits() {
    QCOMPARE(parseByteCount("512MiB")->bytes, 512ULL << 20U);
    QCOMPARE(parseByteCount("64KB")->bytes, 64'000ULL);
    QCOMPARE(parseByteCount("64kB")->bytes, 64'000ULL);
    QCOMPARE(parseByteCount("1.5 KiB")->bytes, 1536ULL);
    QCOMPARE(parseByteCount("10B")->bytes, 10ULL);
    QCOMPARE(parseByteCount("18446744073709551615B")->bytes, std::numeric_limits<std::uint64_t>::max());
    QCOMPARE(toText(ByteCount{512ULL << 20U}), std::string("512MiB"));
    QCOMPARE(toText(ByteCount{64'000}), std::string("64KB"));
    QCOMPARE(toText(ByteCount{1'000'000'000}), std::string("1GB"));
    QCOMPARE(toText(ByteCount{0}), std::string("0B"));
    QCOMPARE(toText(ByteCount{1537}), std::string("1537B"));
}

void UnitsTest::ratesAreCountedPerSecond() {
    for (const char* text :
         {"1000/s", "1000 req/sec", "1000 req/s", "60000/m", "60000/min", "3600000/h", "1000 rps", "1000requests/second", " 1000 / s "}) {
        QVERIFY2(parseRate(text).has_value(), text);
        QCOMPARE(parseRate(text)->perSecond, 1000.0);
    }
    QCOMPARE(parseRate("1/m")->perSecond, 1.0 / 60);
    QCOMPARE(parseRate("0/s")->perSecond, 0.0);
    QCOMPARE(toText(Rate{1000}), std::string("1000/s"));
    QCOMPARE(toText(Rate{0.25}), std::string("0.25/s"));
}

void UnitsTest::levelsKnowWhetherTheyMeanThePeak() {
    QCOMPARE(parseLevel("20%").value(), (Level{0.2, true}));
    QCOMPARE(parseLevel("100").value(), (Level{100, false}));
    QCOMPARE(parseLevel("0").value(), (Level{0, false}));
    QCOMPARE(toText(Level{0.2, true}), std::string("20%"));
    QCOMPARE(toText(Level{100, false}), std::string("100"));
    QCOMPARE((Level{0.2, true}).of(500), 100.0);
    QCOMPARE((Level{100, false}).of(500), 100.0);
}

void UnitsTest::countsAndNumbersTakeTheirWholeText() {
    QCOMPARE(parseCount("9223372036854775807").value(), std::uint64_t(std::numeric_limits<std::int64_t>::max()));
    QCOMPARE(parseCount("010").value(), std::uint64_t(10));
    QCOMPARE(parseNumber("-3.5").value(), -3.5);
    QCOMPARE(parseNumber("+1").value(), 1.0);
    QCOMPARE(parseNumber(" 0.1 ").value(), 0.1);
}

void UnitsTest::textsReadBackAsTheSameValue() {
    std::mt19937_64 random(7);
    std::uniform_real_distribution<double> fraction(0, 1);
    for (int i = 0; i < 20'000; ++i) {
        const auto bits = static_cast<unsigned>(random() % 55);
        const Duration d(static_cast<std::int64_t>(random() & ((1ULL << bits) - 1)));
        const auto longest = std::min<Duration>(d, 10'000h);
        QCOMPARE(parseDuration(toText(longest)).value(), longest);
        const Share share{std::ldexp(fraction(random), -static_cast<int>(random() % 40))};
        QCOMPARE(parseShare(toText(share)).value(), share);
        const ByteCount count{random() >> (random() % 64)};
        QCOMPARE(parseByteCount(toText(count)).value(), count);
        const Rate rate{std::ldexp(fraction(random), static_cast<int>(random() % 60) - 20)};
        QCOMPARE(parseRate(toText(rate)).value(), rate);
        QCOMPARE(parseNumber(toText(-rate.perSecond)).value(), -rate.perSecond);
    }
}

void UnitsTest::lengthsOfTimeAreWrittenAsPeopleWriteThem() {
    QCOMPARE(toText(Duration(0s)), std::string("0s"));
    QCOMPARE(toText(Duration(250ms)), std::string("250ms"));
    QCOMPARE(toText(Duration(90s)), std::string("1m30s"));
    QCOMPARE(toText(Duration(1500ms)), std::string("1.5s"));
    QCOMPARE(toText(Duration(1500us)), std::string("1.5ms"));
    QCOMPARE(toText(Duration(1h)), std::string("1h"));
    QCOMPARE(toText(Duration(1h + 1ns)), std::string("1h1ns"));
    QCOMPARE(toText(Duration(-5s)), std::string("-5s"));
    QCOMPARE(toText(Duration::min()), std::string("-2562047h47m16.854775808s"));
    QCOMPARE(toText(1000.0), std::string("1000"));
    QCOMPARE(toText(0.25), std::string("0.25"));
    QCOMPARE(toText(-0.0), std::string("0"));
    QCOMPARE(toText(1e21), std::string("1000000000000000000000"));
}

void UnitsTest::peopleSeeThreeSignificantDigits_data() {
    QTest::addColumn<qint64>("ns");
    QTest::addColumn<QString>("text");
    const auto row = [](Duration d, const char* text) { QTest::newRow(text) << qint64(d.count()) << QString::fromUtf8(text); };
    row(0ns, "0 ns");
    row(840us, "840 µs");
    row(61'349us, "61.3 ms");
    row(1254ms, "1.25 s");
    row(10s, "10 s");
    row(999'700us, "1 s");
    row(999'400us, "999 ms");
    row(599s, "599 s");
    row(600s, "10 min");
    row(3600s, "1 h");
    row(-2ms, "-2 ms");
}

void UnitsTest::peopleSeeThreeSignificantDigits() {
    QFETCH(qint64, ns);
    QFETCH(QString, text);
    QCOMPARE(QString::fromStdString(humanDuration(Duration(ns))), text);
}

void UnitsTest::secondsSaturateAtTheEndsOfTime() {
    QCOMPARE(fromSeconds(0.1), Duration(100ms));
    QCOMPARE(fromSeconds(1e-9 * 0.5), Duration(1ns));
    QCOMPARE(fromSeconds(1e300), Duration::max());
    QCOMPARE(fromSeconds(-std::numeric_limits<double>::infinity()), Duration::min());
    QCOMPARE(toSeconds(Duration(1500ms)), 1.5);
}

void UnitsTest::theLocaleChangesNothing() {
    // A German locale writes 1,5; where the machine has none, the test still holds for the "C" one.
    const std::string before = std::setlocale(LC_ALL, nullptr);
    std::setlocale(LC_ALL, "de_DE.UTF-8");
    QCOMPARE(parseDuration("1.5s").value(), Duration(1500ms));
    QCOMPARE(toText(1.5), std::string("1.5"));
    std::setlocale(LC_ALL, before.c_str());
}

QTEST_APPLESS_MAIN(UnitsTest)
#include "units_test.moc"
