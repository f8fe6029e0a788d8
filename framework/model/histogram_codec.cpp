// SPDX-License-Identifier: Apache-2.0
// HdrHistogram's V2 encoding: a 40-byte head and the counts as zig-zag LEB128 numbers, a negative one being so many empty buckets;
// the whole in zlib behind an 8-byte head. All heads are big-endian.
#include "model/base64.h"
#include "model/histogram.h"
#include "model/zlib_bytes.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace loadgate {
namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::uint32_t kCookie = 0x1c849303;
constexpr std::uint32_t kPackedCookie = 0x1c849304;
constexpr std::uint32_t kCookieDetail = 0xf0;  // word size of older versions; 0x10 in V2
constexpr std::size_t kHead = 40;
constexpr std::size_t kPackedHead = 8;
constexpr std::size_t kMostText = 4U << 20U;
constexpr std::size_t kMostUnpacked = 4U << 20U;    // 9 bytes for each of our buckets are 0.3 MB
constexpr std::uint64_t kMostValues = 1ULL << 53U;  // sums stay exact, also as doubles

Error bad(std::string message) { return {ErrorCode::BadInput, "the histogram " + std::move(message)}; }

template <class T>
void putBigEndian(Bytes& out, T value) {
    for (int shift = (static_cast<int>(sizeof value) - 1) * 8; shift >= 0; shift -= 8) {
        out.push_back(static_cast<std::uint8_t>(value >> static_cast<unsigned>(shift)));
    }
}

std::uint64_t bigEndian(std::span<const std::uint8_t> bytes) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : bytes) {
        value = (value << 8U) | byte;
    }
    return value;
}

/// At most nine bytes: eight with seven bits each, the ninth with all eight.
void putNumber(Bytes& out, std::int64_t number) {
    std::uint64_t left = (static_cast<std::uint64_t>(number) << 1U) ^ (number < 0 ? ~0ULL : 0ULL);
    for (int i = 0; i < 8; ++i) {
        if (left < 0x80) {
            out.push_back(static_cast<std::uint8_t>(left));
            return;
        }
        out.push_back(static_cast<std::uint8_t>(left | 0x80U));
        left >>= 7U;
    }
    out.push_back(static_cast<std::uint8_t>(left));
}

/// Takes one number from the front; empty when the bytes end within it.
std::optional<std::int64_t> takeNumber(std::span<const std::uint8_t>& bytes) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < 9 && i < bytes.size(); ++i) {
        const std::uint64_t byte = bytes[i];
        const bool last = i == 8 || byte < 0x80;
        value |= (i == 8 ? byte : byte & 0x7fU) << (7 * i);
        if (last) {
            bytes = bytes.subspan(i + 1);
            return static_cast<std::int64_t>(value >> 1U) ^ -static_cast<std::int64_t>(value & 1U);
        }
    }
    return std::nullopt;
}

/// The format knows no censored values: they are written as if they had ended at their lower bounds.
PackedCells atLowerBounds(const Histogram& histogram) {
    HistogramBuilder all;
    for (const auto* cells : {&histogram.cells(), &histogram.censoredCells()}) {
        for (const auto& cell : *cells) {
            all.record(Duration(hdr::lowestOf(cell.bucket)), cell.count);
        }
    }
    return all.build().cells();
}

Bytes counts(const PackedCells& cells) {
    Bytes out;
    std::uint32_t next = 0;
    for (const auto& cell : cells) {
        if (const std::uint32_t gap = cell.bucket - next; gap > 0) {
            putNumber(out, gap == 1 ? 0 : -std::int64_t{gap});
        }
        putNumber(out, static_cast<std::int64_t>(cell.count));
        next = cell.bucket + 1;
    }
    if (out.empty()) {
        putNumber(out, 0);  // as HdrHistogram writes an empty one
    }
    return out;
}

/// How the writer laid out its buckets. Ours is {10, 0}; fewer or more digits, and a coarser unit, are read as well.
struct Layout {
    unsigned halfBits{};  // buckets per octave, as a power of two
    unsigned unitBits{};  // all values are multiples of this power of two

    /// The middle of a bucket, in ns; beyond any Duration for an index that no real histogram has.
    [[nodiscard]] std::int64_t middleOf(std::uint64_t index) const {
        const std::uint64_t row = index >> halfBits;
        const std::uint64_t shift = unitBits + (row < 2 ? 0 : row - 1);
        const std::uint64_t sub = row < 2 ? index : index - ((row - 1) << halfBits);
        if (shift + halfBits + 1 > 62) {
            return std::numeric_limits<std::int64_t>::max();
        }
        return static_cast<std::int64_t>((sub << shift) + ((1ULL << shift) >> 1U));
    }
};

struct Head {
    Layout layout;
    std::span<const std::uint8_t> counts;
};

Result<Bytes> unpacked(std::string_view text) {
    if (text.size() > kMostText) {
        return bad("is longer than " + std::to_string(kMostText) + " characters");
    }
    const auto packed = fromBase64Text(text);
    if (!packed) {
        return bad("is not base64 text");
    }
    if (packed->size() < kPackedHead || (bigEndian(std::span(*packed).first(4)) & ~std::uint64_t{kCookieDetail}) != kPackedCookie) {
        return bad("is not in HdrHistogram's compressed V2 encoding");
    }
    const std::size_t length = packed->size() - kPackedHead;
    if (bigEndian(std::span(*packed).subspan(4, 4)) != length) {
        return bad("has another length (" + std::to_string(length) + " bytes) than its head says");
    }
    auto bytes = inflated(std::span(*packed).subspan(kPackedHead), kMostUnpacked);
    if (!bytes) {
        return bad(std::move(bytes).error().message);
    }
    return bytes;
}

Result<Head> readHead(std::span<const std::uint8_t> bytes) {
    if (bytes.size() < kHead || (bigEndian(bytes.first(4)) & ~std::uint64_t{kCookieDetail}) != kCookie) {
        return bad("is not in HdrHistogram's V2 encoding");
    }
    if (bigEndian(bytes.subspan(4, 4)) != bytes.size() - kHead) {
        return bad("has another number of bytes than its inner head says");
    }
    const std::uint64_t shifted = bigEndian(bytes.subspan(8, 4));
    const std::uint64_t digits = bigEndian(bytes.subspan(12, 4));
    const std::uint64_t lowest = bigEndian(bytes.subspan(16, 8));
    const std::uint64_t highest = bigEndian(bytes.subspan(24, 8));
    const std::uint64_t ratio = bigEndian(bytes.subspan(32, 8));
    if (shifted != 0 || ratio != std::bit_cast<std::uint64_t>(1.0)) {
        return bad("is shifted or scaled: only plain nanoseconds are read");
    }
    constexpr std::uint64_t kLimit = std::numeric_limits<std::int64_t>::max();
    if (digits < 1 || digits > 5 || lowest < 1 || highest > kLimit || highest / 2 < lowest) {
        return bad("has an impossible range or precision in its head");
    }
    const double twoPerStep = 2 * std::pow(10, static_cast<double>(digits));
    const auto halfBits = static_cast<unsigned>(std::ceil(std::log2(twoPerStep))) - 1;
    const auto unitBits = static_cast<unsigned>(std::bit_width(lowest)) - 1;
    return Head{{halfBits, unitBits}, bytes.subspan(kHead)};
}

Status readCounts(const Head& head, HistogramBuilder& into) {
    std::span<const std::uint8_t> left = head.counts;
    std::uint64_t index = 0;
    while (!left.empty()) {
        const auto number = takeNumber(left);
        if (!number) {
            return bad("ends within a number");
        }
        if (*number <= 0) {
            const std::uint64_t empties = *number == 0 ? 1 : ~static_cast<std::uint64_t>(*number) + 1;
            index += std::min<std::uint64_t>(empties, 1ULL << 32U);  // no addition can wrap
            continue;
        }
        const std::int64_t middle = head.layout.middleOf(index++);
        if (middle > hdr::highestOf(hdr::bucketOf(hdr::kHighest))) {
            return bad("has a value of more than 1h");
        }
        if (static_cast<std::uint64_t>(*number) > kMostValues - into.count()) {
            return bad("counts more values than any run can have");
        }
        into.record(Duration(std::min(middle, hdr::kHighest)), static_cast<std::uint64_t>(*number));
    }
    return ok();
}

}  // namespace

std::string Histogram::toBase64() const {
    const Bytes numbers = counts(atLowerBounds(*this));
    Bytes plain;
    putBigEndian(plain, kCookie | 0x10U);
    putBigEndian(plain, static_cast<std::uint32_t>(numbers.size()));
    putBigEndian(plain, std::uint32_t{0});
    putBigEndian(plain, static_cast<std::uint32_t>(hdr::kSignificantDigits));
    putBigEndian(plain, static_cast<std::uint64_t>(hdr::kLowest));
    putBigEndian(plain, static_cast<std::uint64_t>(hdr::kHighest));
    putBigEndian(plain, std::bit_cast<std::uint64_t>(1.0));
    plain.insert(plain.end(), numbers.begin(), numbers.end());

    const Bytes body = deflated(plain);
    Bytes packed;
    putBigEndian(packed, kPackedCookie | 0x10U);
    putBigEndian(packed, static_cast<std::uint32_t>(body.size()));
    packed.insert(packed.end(), body.begin(), body.end());
    return toBase64Text(packed);
}

Result<Histogram> Histogram::fromBase64(std::string_view text) {
    LOADGATE_TRY(const Bytes bytes, unpacked(text));
    LOADGATE_TRY(const Head head, readHead(bytes));
    HistogramBuilder builder;
    LOADGATE_CHECK(readCounts(head, builder));
    return builder.build();
}

}  // namespace loadgate
