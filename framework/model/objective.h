// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"
#include "loadgate/verdict.h"
#include "model/early_failure.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate {

/// Where a value of the configuration came from, lowest precedence first.
enum class Origin : std::uint8_t { Default, File, Environment, Option };
[[nodiscard]] std::string_view toText(Origin);  // "default", "file", "environment", "option"

/// What an objective is about.
enum class Metric : std::uint8_t { Latency, ErrorRate, Throughput, CpuShare, CpuCores, Memory, Throttled, Restarts };
/// What the target consumes, not what it answers.
[[nodiscard]] constexpr bool isResource(Metric metric) { return metric >= Metric::CpuShare; }
/// Judged from samples, which are the requests; a throughput is counted and a resource measured.
[[nodiscard]] constexpr bool isSampled(Metric metric) { return metric == Metric::Latency || metric == Metric::ErrorRate; }

/// One statement about a run: "95 of 100 requests are answered within 250 ms".
struct Objective {
    Metric metric{Metric::Latency};
    double quantile{};               ///< Latency only: 0.95 for p95, 1 for max
    std::string endpoint;            ///< a name; empty = all requests
    double limit{};                  ///< s, 0..1, requests per second, cores, bytes, or how many
    std::optional<Duration> window;  ///< must hold in each window of this length, see stats/windows.h; absent: over the measured phase
    bool required{true};
    double confidence{0.95};                  ///< two-sided
    std::optional<std::uint64_t> minSamples;  ///< for PASS; default by quantile, see stats/judge.h
    std::optional<Duration> rhythm;           ///< the slowest one that matters (policy): no PASS of less than ten times as long
    Origin origin{Origin::Default};
    std::string where;  ///< "deploy/performance_config.yml:3", "--p95", "LOADTEST_LATENCY_P95"
    bool operator==(const Objective&) const = default;

    [[nodiscard]] bool upperBound() const { return metric != Metric::Throughput; }
};
/// The contract's names: "latency.p95", "error_rate", "throughput", "cpu", "memory", "throttled", "restarts".
[[nodiscard]] std::string metricName(const Objective&);
/// "p99.9" for 0.999, "max" for 1.
[[nodiscard]] std::string quantileName(double quantile);
/// "s", "ratio", "req/s", "cores", "B", "count".
[[nodiscard]] std::string_view unitOf(Metric);
/// " in each 1m", nothing without a window.
[[nodiscard]] std::string windowText(const Objective&);
/// "p95 <= 250 ms", "p99(GET /orders) <= 250 ms", "errors <= 0.5%", "throughput >= 1000/s", "cpu <= 80%",
/// "cpu <= 1.5 cores", "memory <= 512MiB", "throttled <= 5%", "restarts <= 0", each with its window: "p95 <= 250 ms in each 1m".
[[nodiscard]] std::string toText(const Objective&);

struct Check {
    Objective objective;
    std::optional<double> observed;                     ///< absent: no data
    bool observedIsLowerBound{};                        ///< "p99 >= 10 s": censored
    std::optional<std::pair<double, double>> interval;  ///< in the objective's unit; the upper end may be infinite
    std::uint64_t samples{};
    double effectiveSamples{};
    VerdictStatus status{VerdictStatus::Inconclusive};
    std::string reason;
    bool operator==(const Check&) const = default;
};

struct Verdict {
    VerdictStatus status{VerdictStatus::Inconclusive};
    std::string reason;  ///< one sentence
    std::vector<Check> checks;
    std::optional<EarlyFailure> early;  ///< why the run was stopped before its end; the status is then FAIL, or INVALID
    bool operator==(const Verdict&) const = default;
};

}  // namespace loadgate
