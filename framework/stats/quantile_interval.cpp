// SPDX-License-Identifier: Apache-2.0
#include "stats/intervals.h"
#include "stats/share_ladder.h"

#include <algorithm>
#include <cstddef>

namespace loadgate::stats {
namespace {

ShareLadder shareAbove(std::span<const Histogram> perInterval, Duration value) {
    Counts counts;
    for (const Histogram& histogram : perInterval) {
        counts.due.push_back(histogram.count());
        counts.bad.push_back(histogram.above(value));
    }
    return ShareLadder(counts);
}

Duration upperEdge(const Histogram::Cell& cell) { return Duration{hdr::highestOf(cell.bucket)}; }

/// The first index in [from, to) for which `holds` is true, `to` if for none; it must not turn false again.
template <class Holds>
std::size_t firstOf(std::size_t from, std::size_t to, Holds holds) {
    while (from < to) {
        const std::size_t middle = from + (to - from) / 2;
        if (holds(middle)) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    return from;
}

}  // namespace

std::optional<QuantileInterval> quantileInterval(std::span<const Histogram> perInterval, double q, double alpha) {
    std::vector<const Histogram*> parts;
    for (const Histogram& histogram : perInterval) {
        parts.push_back(&histogram);
    }
    const Histogram merged = sumOf(parts);
    const auto estimate = merged.quantile(q);
    if (perInterval.size() < kFewestIntervals || !estimate) {
        return std::nullopt;
    }
    const std::vector<Histogram::Cell> cells(merged.cells().begin(), merged.cells().end());
    const double limit = 1 - q;
    // Censored values lie above every bucket: where the rank falls among them, all buckets are below the quantile.
    const std::size_t at = merged.quantileIsLowerBound(q)
                               ? cells.size()
                               : firstOf(0, cells.size(), [&](std::size_t i) { return upperEdge(cells[i]) >= *estimate; });
    const std::size_t above =
        firstOf(at, cells.size(), [&](std::size_t i) { return shareAbove(perInterval, upperEdge(cells[i])).upperBelow(limit, alpha); });
    const std::size_t beyond = firstOf(0, std::min(at + 1, cells.size()), [&](std::size_t i) {
        return !shareAbove(perInterval, upperEdge(cells[i])).lowerAbove(limit, alpha);
    });
    QuantileInterval interval;
    interval.lower = beyond > 0 ? upperEdge(cells[beyond - 1]) : merged.min().value_or(Duration{});
    if (above < cells.size()) {
        interval.upper = upperEdge(cells[above]);
    }
    return interval;
}

}  // namespace loadgate::stats
