// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"

#include <cstdint>
#include <string>
#include <utility>

// Numbers as people say them in a verdict's sentence. Pure.

namespace loadgate::stats {

/// "p95", "p99(GET /orders)", "errors", "throughput(list)".
[[nodiscard]] std::string nameOf(const Objective&);
/// The same with its window: "p95 in each 1m".
[[nodiscard]] std::string subjectOf(const Objective&);
/// "5 %", "0.42 %", three significant digits; tiny ones "under 0.001 %".
[[nodiscard]] std::string shareText(double share);
/// "41,200".
[[nodiscard]] std::string countText(std::uint64_t);
/// "1 request", "41,200 requests".
[[nodiscard]] std::string requestsText(std::uint64_t);
/// "973 req/s", "1,200 req/s", "9.5 req/s".
[[nodiscard]] std::string rateText(double perSecond);
/// "1.5 cores".
[[nodiscard]] std::string coresText(double);
/// "512 MiB", powers of 1024.
[[nodiscard]] std::string bytesText(double);
/// "61.3 ms" of seconds.
[[nodiscard]] std::string timeText(double seconds);
/// "about 4 min", "more than a day".
[[nodiscard]] std::string aboutText(double seconds);
/// "60.1–63 ms" where both have the same unit, "0.9 ms – 1.2 s" where not, "60.1 ms or more" when the upper end is infinite.
[[nodiscard]] std::string timeRangeText(std::pair<double, double> seconds);
[[nodiscard]] std::string shareRangeText(std::pair<double, double> shares);
[[nodiscard]] std::string rateRangeText(std::pair<double, double> perSecond);
/// What went wrong, the most frequent first: "1,200 refused, 30 timeout (20 connecting), 12 unanswered at the end".
[[nodiscard]] std::string failuresText(const Tally&);

}  // namespace loadgate::stats
