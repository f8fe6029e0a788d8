// SPDX-License-Identifier: Apache-2.0
#include "model/base64.h"
#include "model/histogram.h"
#include "model/zlib_bytes.h"
#include "testkit/phrases.h"

#include <QTest>
#include <bit>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;
using testkit::histogram;
using Bytes = std::vector<std::uint8_t>;

namespace {

/// A V2 encoding written by hand, to be spoiled piece by piece.
struct Encoding {
    std::uint32_t cookie{0x1c849313}, shifted{0}, digits{3};
    std::uint64_t lowest{1}, highest{3'600'000'000'000};
    double ratio{1};
    Bytes counts{2};  // zig-zag of 1: value 0, once
    int lengthOff{0}, packedLengthOff{0};
    std::uint32_t packedCookie{0x1c849314};
    Bytes behind;  // bytes behind the zlib stream

    [[nodiscard]] std::string text() const {
        Bytes plain;
        put(plain, cookie, 4);
        put(plain, counts.size() + static_cast<std::uint64_t>(lengthOff), 4);
        put(plain, shifted, 4);
        put(plain, digits, 4);
        put(plain, lowest, 8);
        put(plain, highest, 8);
        put(plain, std::bit_cast<std::uint64_t>(ratio), 8);
        plain.insert(plain.end(), counts.begin(), counts.end());
        return packed(deflated(plain));
    }
    [[nodiscard]] std::string packed(Bytes body) const {
        body.insert(body.end(), behind.begin(), behind.end());
        Bytes all;
        put(all, packedCookie, 4);
        put(all, body.size() + static_cast<std::uint64_t>(packedLengthOff), 4);
        all.insert(all.end(), body.begin(), body.end());
        return toBase64Text(all);
    }
    static void put(Bytes& out, std::uint64_t value, unsigned size) {
        for (unsigned i = size; i > 0; --i) {
            out.push_back(static_cast<std::uint8_t>(value >> (8 * (i - 1))));
        }
    }
};

std::string refusal(std::string_view text) {
    const auto read = Histogram::fromBase64(text);
    return read ? "no error" : read.error().message;
}

Bytes bytesOf(std::string_view text) { return {text.begin(), text.end()}; }

}  // namespace

class HistogramCodecTest : public QObject {
    Q_OBJECT
  private slots:
    void whatIsWrittenIsReadBack();
    void censoredValuesAreWrittenAtTheirLowerBounds();
    void theEncodingIsTheSameEverywhere();
    void runsOfEmptyBucketsAreReadInEveryForm();
    void coarserUnitsKeepTheirPlace();
    void spoiledHeadsAreRefused();
    void spoiledCountsAreRefused();
    void hugeThingsAreRefusedBeforeTheyFillTheMemory();
    void noCutOffTextIsRead();
    void noChangedByteCrashes();
    void base64IsTheRfcs();
};

void HistogramCodecTest::whatIsWrittenIsReadBack() {
    std::mt19937_64 random(1);
    std::vector<Histogram> all{Histogram{}, histogram("0ns"), histogram("0ns 1h"), histogram("2ms*900 40ms*9 10s*1")};
    for (int i = 0; i < 50; ++i) {
        HistogramBuilder builder;
        for (int j = 0; j < 200; ++j) {
            builder.record(std::min<Duration>(Duration(static_cast<std::int64_t>(random() >> (22 + random() % 42))), 1h),
                           1 + (random() >> (14 + random() % 50)) / 400);
        }
        all.push_back(builder.build());
    }
    for (const Histogram& one : all) {
        const auto read = Histogram::fromBase64(one.toBase64());
        QVERIFY2(read.has_value(), read ? "" : read.error().message.c_str());
        QCOMPARE(read.value(), one);
    }
}

void HistogramCodecTest::censoredValuesAreWrittenAtTheirLowerBounds() {
    QCOMPARE(Histogram::fromBase64(histogram("2ms*9 >=2ms*2 >=10s*1").toBase64()).value(), histogram("2ms*11 10s*1"));
}

void HistogramCodecTest::theEncodingIsTheSameEverywhere() {
    // Head and counts as the format's description gives them: value 1 once, value 3 (one empty bucket before it) 64 times,
    // value 6 (two empty ones) once.
    Encoding expected;
    expected.counts = {0, 2, 0, 0x80, 0x01, 3, 2};
    QCOMPARE(histogram("1ns 3ns*64 6ns").toBase64(), expected.text());
    expected.counts = {0, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80};  // 2^62: the ninth byte holds eight bits
    QCOMPARE(histogram("1ns*4611686018427387904").toBase64(), expected.text());
    expected.counts = {0};
    QCOMPARE(Histogram{}.toBase64(), expected.text());
}

void HistogramCodecTest::runsOfEmptyBucketsAreReadInEveryForm() {
    Encoding e;
    e.counts = {0, 0, 1, 2};  // two single zeros, a run of one, then a count: value 3
    QCOMPARE(Histogram::fromBase64(e.text()).value(), histogram("3ns"));
    e.counts = {2, 0xff, 0xff, 0x03};  // trailing run of 32768
    QCOMPARE(Histogram::fromBase64(e.text()).value(), histogram("0ns"));
    e.counts = {};
    QCOMPARE(Histogram::fromBase64(e.text()).value(), Histogram{});
    e.counts = {0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x10};  // 2^52 times
    QCOMPARE(Histogram::fromBase64(e.text())->count(), std::uint64_t(1) << 52U);
    e.counts = {0x82, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0};  // nine bytes for a 1
    QCOMPARE(Histogram::fromBase64(e.text())->count(), std::uint64_t(1));
}

void HistogramCodecTest::coarserUnitsKeepTheirPlace() {
    Encoding e;
    e.lowest = 1000;    // a unit of 512 ns
    e.counts = {3, 8};  // two empty buckets, then four values in the third: 1024..1535 ns
    const Histogram read = Histogram::fromBase64(e.text()).value();
    QCOMPARE(read, histogram("1280ns*4"));
}

void HistogramCodecTest::spoiledHeadsAreRefused() {
    const auto with = [](auto change) {
        Encoding e;
        change(e);
        return refusal(e.text());
    };
    QCOMPARE(with([](Encoding&) {}), std::string("no error"));
    QCOMPARE(with([](Encoding& e) { e.packedCookie = 0x1c849302; }),
             std::string("the histogram is not in HdrHistogram's compressed V2 encoding"));
    QCOMPARE(with([](Encoding& e) { e.cookie = 0x1c849301; }), std::string("the histogram is not in HdrHistogram's V2 encoding"));
    QCOMPARE(with([](Encoding& e) { e.packedLengthOff = 1; }).substr(0, 31), std::string("the histogram has another lengt"));
    QCOMPARE(with([](Encoding& e) { e.lengthOff = 1; }), std::string("the histogram has another number of bytes than its inner head says"));
    QCOMPARE(with([](Encoding& e) { e.lengthOff = -1; }),
             std::string("the histogram has another number of bytes than its inner head says"));
    QCOMPARE(with([](Encoding& e) { e.shifted = 1; }), std::string("the histogram is shifted or scaled: only plain nanoseconds are read"));
    QCOMPARE(with([](Encoding& e) { e.ratio = 2; }), std::string("the histogram is shifted or scaled: only plain nanoseconds are read"));
    QCOMPARE(with([](Encoding& e) { e.ratio = std::bit_cast<double>(~0ULL); }),
             std::string("the histogram is shifted or scaled: only plain nanoseconds are read"));
    const std::string impossible = "the histogram has an impossible range or precision in its head";
    QCOMPARE(with([](Encoding& e) { e.digits = 0; }), impossible);
    QCOMPARE(with([](Encoding& e) { e.digits = 6; }), impossible);
    QCOMPARE(with([](Encoding& e) { e.lowest = 0; }), impossible);
    QCOMPARE(with([](Encoding& e) { e.highest = 1; }), impossible);
    QCOMPARE(with([](Encoding& e) { e.highest = ~0ULL; }), impossible);
    QCOMPARE(with([](Encoding& e) { e.behind = {0}; }), std::string("the histogram has bytes behind its end"));
    QCOMPARE(refusal(""), std::string("the histogram is not in HdrHistogram's compressed V2 encoding"));
    QCOMPARE(refusal("not base64!"), std::string("the histogram is not base64 text"));
    QCOMPARE(refusal(Encoding{}.packed(bytesOf("this is no zlib stream"))),
             std::string("the histogram is damaged or cut off (not a whole zlib stream)"));
    QCOMPARE(refusal(Encoding{}.packed(deflated(bytesOf("short")))), std::string("the histogram is not in HdrHistogram's V2 encoding"));
}

void HistogramCodecTest::spoiledCountsAreRefused() {
    const auto with = [](Bytes counts) {
        Encoding e;
        e.counts = std::move(counts);
        return refusal(e.text());
    };
    QCOMPARE(with({2, 0x80}), std::string("the histogram ends within a number"));
    QCOMPARE(with({0x80, 0x80, 0x80, 0x80}), std::string("the histogram ends within a number"));
    QCOMPARE(with({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20}), std::string("no error"));  // 2^53: the most
    QCOMPARE(with({0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x20, 2}),
             std::string("the histogram counts more values than any run can have"));
    QCOMPARE(with({0xfe, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff}),
             std::string("the histogram counts more values than any run can have"));
    // The smallest number as a run of empty buckets, and a value behind it.
    QCOMPARE(with({0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 2}), std::string("the histogram has a value of more than 1h"));
    QCOMPARE(with({0x97, 0x8a, 0x04, 2}), std::string("no error"));                                   // bucket 33420: 1 h
    QCOMPARE(with({0x99, 0x8a, 0x04, 2}), std::string("the histogram has a value of more than 1h"));  // bucket 33421
}

void HistogramCodecTest::hugeThingsAreRefusedBeforeTheyFillTheMemory() {
    Encoding e;
    e.counts.assign(16U << 20U, 0);  // 16 MB of empty buckets in 16 KB
    const std::string bomb = e.text();
    QVERIFY(bomb.size() < 50'000);
    QCOMPARE(refusal(bomb), std::string("the histogram unpacks to more than 4194304 bytes"));
    QCOMPARE(refusal(std::string((4U << 20U) + 4, 'A')), std::string("the histogram is longer than 4194304 characters"));
    e.counts.assign((4U << 20U) - 40, 0);  // exactly the most
    QCOMPARE(refusal(e.text()), std::string("no error"));
}

void HistogramCodecTest::noCutOffTextIsRead() {
    const std::string whole = histogram("2ms*900 40ms*9 10s*1").toBase64();
    for (std::size_t length = 0; length < whole.size(); ++length) {
        QVERIFY(!Histogram::fromBase64(std::string_view(whole).substr(0, length)));
    }
}

void HistogramCodecTest::noChangedByteCrashes() {
    std::mt19937_64 random(2);
    Encoding e;
    e.counts.clear();
    for (int i = 0; i < 5'000; ++i) {
        e.counts.assign(random() % 40, 0);
        for (auto& byte : e.counts) {
            byte = static_cast<std::uint8_t>(random());
        }
        e.digits = random() % 8 == 0 ? static_cast<std::uint32_t>(random() % 7) : 3;
        e.lowest = random() % 8 == 0 ? random() >> (random() % 64) : 1;
        const auto read = Histogram::fromBase64(e.text());
        QVERIFY(!read || read->count() <= (std::uint64_t(1) << 53U));
    }
}

void HistogramCodecTest::base64IsTheRfcs() {
    // RFC 4648, section 10.
    const std::vector<std::pair<std::string_view, std::string_view>> vectors{
        {"", ""}, {"f", "Zg=="}, {"fo", "Zm8="}, {"foo", "Zm9v"}, {"foob", "Zm9vYg=="}, {"fooba", "Zm9vYmE="}, {"foobar", "Zm9vYmFy"}};
    for (const auto& [plain, coded] : vectors) {
        QCOMPARE(toBase64Text(bytesOf(plain)), std::string(coded));
        QCOMPARE(fromBase64Text(coded).value(), bytesOf(plain));
    }
    for (const char* bad : {"Zg", "Zg=", "Z===", "Zm9v\n", "Zm-v", "Zh==", "====", "Zg==Zg==", "Z=g="}) {
        QVERIFY2(!fromBase64Text(bad), bad);
    }
    QCOMPARE(fromBase64Text("+/+/").value(), (Bytes{0xfb, 0xff, 0xbf}));
}

QTEST_APPLESS_MAIN(HistogramCodecTest)
#include "histogram_codec_test.moc"
