// SPDX-License-Identifier: Apache-2.0
#include "model/histogram.h"

#include <algorithm>

namespace loadgate {
namespace {

template <class Octaves>
std::uint64_t collect(const Octaves& octaves, PackedCells& cells) {
    std::uint64_t sum = 0;
    for (std::uint32_t row = 0; row < octaves.size(); ++row) {
        if (!octaves[row]) {
            continue;
        }
        for (std::uint32_t i = 0; i < hdr::kHalfCount; ++i) {
            if (const std::uint64_t count = (*octaves[row])[i]; count != 0) {
                cells.push({row * hdr::kHalfCount + i, count});
                sum += count;
            }
        }
    }
    cells.shrink();
    return sum;
}

template <class Octaves>
void zero(Octaves& octaves) {
    for (const auto& octave : octaves) {
        if (octave) {
            octave->fill(0);
        }
    }
}

}  // namespace

void HistogramBuilder::bump(Octaves& octaves, std::uint32_t bucket, std::uint64_t times) {
    auto& octave = octaves[bucket / hdr::kHalfCount];
    if (!octave) {
        octave = std::make_unique<Octave>();
    }
    (*octave)[bucket % hdr::kHalfCount] += times;
}

std::uint32_t HistogramBuilder::bucketFor(Duration value, std::uint64_t times) {
    m_count += times;
    if (value.count() > hdr::kHighest) {
        m_saturated += times;
    }
    return hdr::bucketOf(std::clamp<std::int64_t>(value.count(), 0, hdr::kHighest));
}

void HistogramBuilder::record(Duration value, std::uint64_t times) { bump(m_exact, bucketFor(value, times), times); }

void HistogramBuilder::recordAtLeast(Duration value, std::uint64_t times) { bump(m_censored, bucketFor(value, times), times); }

void HistogramBuilder::add(const Histogram& other) {
    for (const auto& cell : other.cells()) {
        bump(m_exact, cell.bucket, cell.count);
    }
    for (const auto& cell : other.censoredCells()) {
        bump(m_censored, cell.bucket, cell.count);
    }
    m_count += other.count();
    m_saturated += other.saturated();
}

Histogram HistogramBuilder::build() const {
    Histogram built;
    built.m_count = collect(m_exact, built.m_cells);
    built.m_censoredCount = collect(m_censored, built.m_censored);
    built.m_saturated = m_saturated;
    return built;
}

void HistogramBuilder::clear() {
    zero(m_exact);
    zero(m_censored);
    m_count = 0;
    m_saturated = 0;
}

Histogram sumOf(std::span<const Histogram* const> parts) {
    HistogramBuilder sum;
    for (const Histogram* part : parts) {
        sum.add(*part);
    }
    return sum.build();
}

}  // namespace loadgate
