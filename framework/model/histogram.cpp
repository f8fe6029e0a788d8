// SPDX-License-Identifier: Apache-2.0
#include "model/histogram.h"

#include <algorithm>
#include <cmath>

namespace loadgate {
namespace {

using Cells = PackedCells;

std::uint64_t sumOfCounts(const Cells& cells) {
    std::uint64_t sum = 0;
    for (const auto& cell : cells) {
        sum += cell.count;
    }
    return sum;
}

Cells merged(const Cells& a, const Cells& b) {
    Cells all;
    auto left = a.begin();
    auto right = b.begin();
    while (left != a.end() || right != b.end()) {
        const bool fromLeft = right == b.end() || (left != a.end() && left->bucket <= right->bucket);
        const bool fromRight = left == a.end() || (right != b.end() && right->bucket <= left->bucket);
        all.push({fromLeft ? left->bucket : right->bucket, (fromLeft ? left->count : 0) + (fromRight ? right->count : 0)});
        if (fromLeft) {
            ++left;
        }
        if (fromRight) {
            ++right;
        }
    }
    all.shrink();
    return all;
}

Cells without(const Cells& a, const Cells& b) {
    Cells rest;
    auto other = b.begin();
    for (const auto& cell : a) {
        while (other != b.end() && other->bucket < cell.bucket) {
            ++other;
        }
        const std::uint64_t less = other != b.end() && other->bucket == cell.bucket ? other->count : 0;
        if (cell.count > less) {
            rest.push({cell.bucket, cell.count - less});
        }
    }
    return rest;
}

/// How many values are at or below the quantile. q is lowered by one ulp first, so that 0.07 of 100 is 7 and not, by rounding, 8.
std::uint64_t rankOf(double q, std::uint64_t count) {
    if (q >= 1) {
        return count;  // exactly, also where a double cannot tell two counts apart
    }
    const double exact = std::nextafter(std::clamp(q, 0.0, 1.0), 0.0) * static_cast<double>(count);
    return std::clamp<std::uint64_t>(static_cast<std::uint64_t>(std::ceil(exact)), 1, count);
}

/// The upper edge of the cell that holds the value of this rank (from 1); there must be one.
Duration edgeOfRank(const Cells& cells, std::uint64_t rank) {
    std::uint64_t reached = 0;
    for (const auto& cell : cells) {
        reached += cell.count;
        if (reached >= rank) {
            return Duration(hdr::highestOf(cell.bucket));
        }
    }
    return Duration(hdr::highestOf(cells.lastBucket()));
}

double middleOf(std::uint32_t bucket) {
    return (static_cast<double>(hdr::lowestOf(bucket)) + static_cast<double>(hdr::highestOf(bucket))) / 2;
}

double lowerEdgeOf(std::uint32_t bucket) { return static_cast<double>(hdr::lowestOf(bucket)); }

/// Sum over all values of f(value): exact ones in the middle of their buckets, censored ones at their lower bounds.
template <class F>
double sumOver(const Histogram& histogram, F f) {
    double sum = 0;
    for (const auto& cell : histogram.cells()) {
        sum += static_cast<double>(cell.count) * f(middleOf(cell.bucket));
    }
    for (const auto& cell : histogram.censoredCells()) {
        sum += static_cast<double>(cell.count) * f(lowerEdgeOf(cell.bucket));
    }
    return sum;
}

double meanOf(const Histogram& histogram) {
    return sumOver(histogram, [](double value) { return value; }) / static_cast<double>(histogram.count());
}

Duration rounded(double ns) { return Duration(std::llround(ns)); }

}  // namespace

std::uint64_t Histogram::above(Duration limit) const {
    if (limit < Duration{}) {
        return count();
    }
    const std::uint32_t bucket = hdr::bucketOf(std::min<std::int64_t>(limit.count(), hdr::kHighest));
    std::uint64_t longer = m_censoredCount;
    for (const Cell& cell : m_cells) {
        longer += cell.bucket > bucket ? cell.count : 0;
    }
    return longer;
}

std::optional<Duration> Histogram::quantile(double q) const {
    if (empty()) {
        return std::nullopt;
    }
    const std::uint64_t rank = rankOf(q, count());
    // Nobody knows how long the censored ones took, so they rank behind all others; among them only a lower bound is known.
    return rank <= m_count ? edgeOfRank(m_cells, rank) : edgeOfRank(merged(m_cells, m_censored), rank);
}

bool Histogram::quantileIsLowerBound(double q) const { return !empty() && rankOf(q, count()) > m_count; }

std::optional<Duration> Histogram::min() const {
    if (empty()) {
        return std::nullopt;
    }
    const std::uint32_t exact = m_cells.empty() ? hdr::kBuckets : m_cells.begin()->bucket;
    const std::uint32_t atLeast = m_censored.empty() ? hdr::kBuckets : m_censored.begin()->bucket;
    return Duration(hdr::lowestOf(std::min(exact, atLeast)));
}

std::optional<Duration> Histogram::max() const {
    if (empty()) {
        return std::nullopt;
    }
    const std::uint32_t exact = m_cells.lastBucket();
    const std::uint32_t atLeast = m_censored.lastBucket();
    return Duration(hdr::highestOf(std::max(exact, atLeast)));
}

std::optional<Duration> Histogram::mean() const {
    if (empty()) {
        return std::nullopt;
    }
    return rounded(meanOf(*this));
}

std::optional<Duration> Histogram::stddev() const {
    if (empty()) {
        return std::nullopt;
    }
    const double mean = meanOf(*this);
    const double squares = sumOver(*this, [mean](double value) { return (value - mean) * (value - mean); });
    return rounded(std::sqrt(squares / static_cast<double>(count())));
}

Histogram operator+(const Histogram& a, const Histogram& b) {
    Histogram sum;
    sum.m_cells = merged(a.m_cells, b.m_cells);
    sum.m_censored = merged(a.m_censored, b.m_censored);
    sum.m_count = a.m_count + b.m_count;
    sum.m_censoredCount = a.m_censoredCount + b.m_censoredCount;
    sum.m_saturated = a.m_saturated + b.m_saturated;
    return sum;
}

Histogram operator-(const Histogram& a, const Histogram& b) {
    Histogram rest;
    rest.m_cells = without(a.m_cells, b.m_cells);
    rest.m_censored = without(a.m_censored, b.m_censored);
    rest.m_count = sumOfCounts(rest.m_cells);
    rest.m_censoredCount = sumOfCounts(rest.m_censored);
    rest.m_saturated = a.m_saturated - std::min(a.m_saturated, b.m_saturated);
    return rest;
}

}  // namespace loadgate
