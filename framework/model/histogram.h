// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"
#include "model/packed_cells.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// The bucket layout of HdrHistogram (hdrhistogram.org) for 1 ns .. 1 h with three significant digits: values below 2048 ns have
/// buckets of their own, each octave above has 1024 equally wide ones. A bucket is at most 1/1024 of its value wide.
namespace hdr {
inline constexpr std::int64_t kLowest = 1;
inline constexpr std::int64_t kHighest = 3'600'000'000'000;  ///< 1 h in ns
inline constexpr int kSignificantDigits = 3;
inline constexpr std::uint32_t kHalfCount = 1024;  ///< buckets per octave
inline constexpr std::uint32_t kOctaves = 33;      ///< rows of kHalfCount buckets that cover kHighest
inline constexpr std::uint32_t kBuckets = kOctaves * kHalfCount;

/// Bucket of a value in ns, 0 .. kHighest.
[[nodiscard]] constexpr std::uint32_t bucketOf(std::int64_t ns) {
    const auto value = static_cast<std::uint64_t>(ns);
    const auto octave = static_cast<std::uint32_t>(63 - __builtin_clzll(value | 2047U)) - 10U;  // 0 for values below 2048
    return (octave << 10U) + static_cast<std::uint32_t>(value >> octave);
}
/// Smallest value in a bucket, ns.
[[nodiscard]] constexpr std::int64_t lowestOf(std::uint32_t bucket) {
    const std::uint32_t octave = bucket < 2 * kHalfCount ? 0 : (bucket >> 10U) - 1U;
    return static_cast<std::int64_t>(bucket - (octave << 10U)) << octave;
}
/// Largest value in a bucket, ns.
[[nodiscard]] constexpr std::int64_t highestOf(std::uint32_t bucket) { return lowestOf(bucket + 1) - 1; }
}  // namespace hdr

/// How often each latency occurred. A finished value: sparse, mergeable, comparable; made by a HistogramBuilder or read from text.
///
/// Censored values (timeouts, requests in flight at the end) are known only to be at least so long; they stay in the tail and are
/// never left out. Values above 1 h count as 1 h and in saturated(). Negative values count as 0.
class Histogram {
  public:
    using Cell = HistogramCell;

    /// All values, censored ones included.
    [[nodiscard]] std::uint64_t count() const { return m_count + m_censoredCount; }
    [[nodiscard]] std::uint64_t censored() const { return m_censoredCount; }
    [[nodiscard]] std::uint64_t saturated() const { return m_saturated; }
    [[nodiscard]] bool empty() const { return count() == 0; }

    /// Values known to be longer than `limit`, to the bucket; every censored value counts as longer.
    [[nodiscard]] std::uint64_t above(Duration limit) const;
    /// The smallest bucket's upper edge such that at least ceil(q * count()) values are at or below it (as HdrHistogram's
    /// getValueAtPercentile), q in (0, 1]. Empty when count() is 0. Where the rank falls among the censored values it is a lower
    /// bound, and quantileIsLowerBound() says so: "p99.9 >= 10 s".
    [[nodiscard]] std::optional<Duration> quantile(double q) const;
    [[nodiscard]] bool quantileIsLowerBound(double q) const;
    /// Bucket-wise, so within 1/1024 (min: lower edge, max: upper edge, mean and deviation: middles; censored values at their lower bound).
    [[nodiscard]] std::optional<Duration> min() const;
    [[nodiscard]] std::optional<Duration> max() const;
    [[nodiscard]] std::optional<Duration> mean() const;
    [[nodiscard]] std::optional<Duration> stddev() const;

    /// Occupied buckets in ascending order, exact values and censored lower bounds.
    [[nodiscard]] const PackedCells& cells() const { return m_cells; }
    [[nodiscard]] const PackedCells& censoredCells() const { return m_censored; }

    friend Histogram operator+(const Histogram&, const Histogram&);
    Histogram& operator+=(const Histogram& other) { return *this = *this + other; }
    /// What came since an earlier state of the same histogram; saturates at 0 per bucket.
    friend Histogram operator-(const Histogram&, const Histogram&);
    bool operator==(const Histogram&) const = default;

    /// HdrHistogram V2 compressed encoding (zlib), base64: any HdrHistogram library reads it. Censored values are written at their
    /// lower bounds. fromBase64 reads what any of them writes for values in ns, and refuses anything malformed or beyond bounds.
    [[nodiscard]] std::string toBase64() const;
    [[nodiscard]] static Result<Histogram> fromBase64(std::string_view);

  private:
    friend class HistogramBuilder;
    PackedCells m_cells, m_censored;
    std::uint64_t m_count{}, m_censoredCount{}, m_saturated{};
};

/// Collects values into a Histogram; memory is touched one octave (8 KiB) at a time. Not thread-safe.
class HistogramBuilder {
  public:
    void record(Duration value, std::uint64_t times = 1);
    /// A value known only to be at least this long.
    void recordAtLeast(Duration value, std::uint64_t times = 1);
    void add(const Histogram&);
    [[nodiscard]] std::uint64_t count() const { return m_count; }
    [[nodiscard]] Histogram build() const;
    /// Ready for reuse; keeps its memory.
    void clear();

  private:
    using Octave = std::array<std::uint64_t, hdr::kHalfCount>;
    using Octaves = std::array<std::unique_ptr<Octave>, hdr::kOctaves>;
    static void bump(Octaves&, std::uint32_t bucket, std::uint64_t times);
    std::uint32_t bucketFor(Duration value, std::uint64_t times);

    Octaves m_exact, m_censored;
    std::uint64_t m_count{}, m_saturated{};
};

/// The sum of many, without the quadratic cost of adding them one by one.
[[nodiscard]] Histogram sumOf(std::span<const Histogram* const>);

}  // namespace loadgate
