// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/histogram.h"
#include "model/objective.h"

#include <cstdint>
#include <string>

namespace loadgate::report {

/// Numbers for people. No locale anywhere, so that a report reads the same on each machine.

/// "41,200"
[[nodiscard]] std::string countText(std::uint64_t);
/// Three significant digits, no exponent, no trailing zeros: "0.00267", "12.3", "1000".
[[nodiscard]] std::string threeDigits(double);
/// "0.5%", "0.0027%"
[[nodiscard]] std::string percentText(double fraction);
/// "1,000.2/s"
[[nodiscard]] std::string rateText(double perSecond);
/// "1.5 cores"
[[nodiscard]] std::string coresText(double);
/// "512 MiB", powers of 1024
[[nodiscard]] std::string bytesText(double);
/// "500 users", "1,000/s"
[[nodiscard]] std::string loadText(double amount, LoadModel);
/// In the metric's unit: "61.3 ms", "0.5%", "1,000/s"; infinity is "∞".
[[nodiscard]] std::string valueText(Metric, double value);
/// "61.3 ms", "≥ 10 s" where only a lower bound is known, "–" without data.
[[nodiscard]] std::string quantileText(const Histogram&, double q);
/// "2026-01-31T12:00:00.25Z" (RFC 3339, UTC).
[[nodiscard]] std::string timestamp(WallTime);

}  // namespace loadgate::report
