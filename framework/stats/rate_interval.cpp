// SPDX-License-Identifier: Apache-2.0
#include "stats/distributions.h"
#include "stats/intervals.h"
#include "stats/ladder.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>

namespace loadgate::stats {
namespace {

double sum(std::span<const double> values) { return std::accumulate(values.begin(), values.end(), 0.0); }

/// One batch length's view of a mean rate.
struct RateRung {
    std::size_t batches{};
    double error{};                    ///< standard error of the mean
    double meanMinus{}, errorMinus{};  ///< with the batch of the lowest rate once more
};

RateRung rungOf(std::span<const double> events, std::span<const double> seconds, std::size_t batches) {
    const std::vector<double> counts = batchSums(events, batches);
    const std::vector<double> lengths = batchSums(seconds, batches);
    const double total = sum(events);
    const double time = sum(seconds);
    std::vector<double> rest(batches);
    for (std::size_t j = 0; j < batches; ++j) {
        rest[j] = counts[j] - total / time * lengths[j];
    }
    const Swing swing = swingOf(rest);
    const auto m = static_cast<double>(batches);
    const auto w = static_cast<std::size_t>(std::min_element(rest.begin(), rest.end()) - rest.begin());
    RateRung rung{.batches = batches, .error = std::sqrt(swing.factor * swing.squares * m / (m - 1)) / time};
    rung.meanMinus = (total + counts[w]) / (time + lengths[w]);
    const auto squareOf = [&](std::size_t j) { return std::pow(counts[j] - rung.meanMinus * lengths[j], 2); };
    double squares = squareOf(w);
    for (std::size_t j = 0; j < batches; ++j) {
        squares += squareOf(j);
    }
    rung.errorMinus = std::sqrt(swing.factor * squares * (m + 1) / m) / (time + lengths[w]);
    return rung;
}

bool possible(std::span<const double> seconds) { return seconds.size() >= kFewestIntervals && sum(seconds) > 0; }

}  // namespace

std::optional<RateInterval> rateInterval(std::span<const double> events, std::span<const double> seconds, double alpha) {
    if (!possible(seconds)) {
        return std::nullopt;
    }
    const double mean = sum(events) / sum(seconds);
    RateInterval widest{.mean = mean, .lower = mean, .upper = mean};
    for (const std::size_t m : ladder(seconds.size())) {
        const RateRung rung = rungOf(events, seconds, m);
        const double t = studentUpperQuantile(static_cast<double>(m) - 1, alpha / 2);
        widest.upper = std::max(widest.upper, mean + t * rung.error);
        widest.lower = std::min(widest.lower, rung.meanMinus - t * rung.errorMinus);
    }
    return widest;
}

double shortfallPValue(std::span<const double> events, std::span<const double> seconds, double floor) {
    if (!possible(seconds)) {
        return 1;
    }
    const double missing = floor - sum(events) / sum(seconds);
    if (missing <= 0) {
        return 1;
    }
    double largest = 0;
    for (const std::size_t m : ladder(seconds.size())) {
        const double error = rungOf(events, seconds, m).error;
        const double distance = error > 0 ? missing / error : std::numeric_limits<double>::infinity();
        largest = std::max(largest, studentAbove(static_cast<double>(m) - 1, distance));
    }
    return largest;
}

}  // namespace loadgate::stats
