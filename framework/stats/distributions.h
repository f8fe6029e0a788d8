// SPDX-License-Identifier: Apache-2.0
#pragma once

// The distributions the intervals need. Values of Boost.Math, included in distributions.cpp only. Nothing here throws: an
// argument outside its range gives NaN, an infinite quantile is infinite. Pure; any thread.

namespace loadgate::stats {

/// P(Z <= z) of the standard normal distribution.
[[nodiscard]] double normalBelow(double z);
/// The z with P(Z <= z) = `probability`; minus infinity at 0, infinity at 1.
[[nodiscard]] double normalQuantile(double probability);

/// P(t > x) of Student's t with `freedom` > 0 degrees of freedom; x may be infinite.
[[nodiscard]] double studentAbove(double freedom, double x);
/// The x with P(t > x) = `probability`, 0 < probability < 1.
[[nodiscard]] double studentUpperQuantile(double freedom, double probability);

/// Regularised incomplete beta function I(x; a, b), a and b > 0; x is clamped to 0..1.
[[nodiscard]] double betaBelow(double x, double a, double b);
/// 1 - I(x; a, b) without cancellation.
[[nodiscard]] double betaAbove(double x, double a, double b);
/// The x with I(x; a, b) = `probability`.
[[nodiscard]] double betaQuantile(double probability, double a, double b);

}  // namespace loadgate::stats
