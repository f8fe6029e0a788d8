// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/histogram.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

// Intervals that do not take requests for independent. All functions are pure and may be called on any thread; alpha is
// 1 - confidence, two-sided, so each side errs with alpha/2. What is proven and what is only measured: docs/statistics.md.

namespace loadgate::stats {

/// Requests due and bad requests (slower than a limit, or failed) per second (or shorter interval), in order of time.
/// Both of the same length, bad[t] <= due[t]. due[t] = 0 is allowed.
struct Counts {
    std::vector<std::uint64_t> due, bad;
};

/// Interval for a share: the widest over a ladder of batch lengths.
struct ShareInterval {
    double share{};  ///< bad / due over everything
    double lower{}, upper{1};
    double effectiveSamples{};  ///< independent requests that would tell as much
    double grossLower{};        ///< lower bound of the finest rung with its f set to 1, for the gross-breach rule
    double driftAtTen{};        ///< rho' of the coarsest rung: 0.5 and more means the level drifted or swung slowly
};

/// Binomial bounds (Clopper & Pearson 1934) with effective counts (Korn & Graubard 1998) for each rung of the ladder, widest wins; on
/// the upper side the worst batch is taken to happen once more. Empty below 20 intervals or without any request.
[[nodiscard]] std::optional<ShareInterval> shareInterval(const Counts&, double alpha);

/// A gross breach is one of no larger limit, in no fewer intervals.
inline constexpr double kGrossLargestLimit = 0.10;
inline constexpr std::size_t kGrossFewestIntervals = 60;
/// The share above which a run as a whole breaches a limit grossly: five-fold odds, g = 5 p / (1 + 4 p).
[[nodiscard]] double grossLimit(double share);
/// True when the run's own share is above five-fold odds of the limit beyond chance, however it swung: a service that breaks in
/// mid-run and stays broken looks to every honest interval like one swing of unknown frequency. A statement about this run only.
/// Never for a limit above 10 % or below 60 intervals.
[[nodiscard]] bool grossBreach(const Counts&, double limit, double alpha);

/// One-sided p-value of "the share is above `limit`": below alpha/2 exactly when the lower bound is above the limit, or the breach is
/// gross. 1 where there is no interval.
[[nodiscard]] double failPValue(const Counts&, double limit);

/// A quantile lies in (lower, upper]; without an upper end no bucket is known to be high enough ("10 s or more").
struct QuantileInterval {
    Duration lower{};
    std::optional<Duration> upper;
};

/// Inversion of the share interval over histogram buckets (Woodruff 1952), one histogram per interval, q in (0, 1). "p99 <= X" passes
/// exactly when X >= upper. Percentiles of intervals are never averaged. Empty below 20 intervals or without any value.
[[nodiscard]] std::optional<QuantileInterval> quantileInterval(std::span<const Histogram> perInterval, double q, double alpha);

/// Interval for a mean rate per second.
struct RateInterval {
    double mean{};
    double lower{}, upper{};
    bool operator==(const RateInterval&) const = default;
};

/// The same ladder for a mean: `events[t]` in `seconds[t]`. On the lower side the worst batch is taken to happen once more. For the
/// closed model; in the open one the rate is given and a throughput is a count. Empty below 20 intervals.
[[nodiscard]] std::optional<RateInterval> rateInterval(std::span<const double> events, std::span<const double> seconds, double alpha);
/// One-sided p-value of "the rate is below `floor`": below alpha/2 exactly when the upper bound is below it. 1 without an interval.
[[nodiscard]] double shortfallPValue(std::span<const double> events, std::span<const double> seconds, double floor);

/// Holm's step-down (Holm 1979): which of several p-values may be called significant when the whole family keeps `level`.
[[nodiscard]] std::vector<bool> holm(std::span<const double> pValues, double level);

}  // namespace loadgate::stats
