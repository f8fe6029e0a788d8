// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>
#include <vector>

namespace loadgate::stats {

/// No interval is computed from fewer: they would hold too few batches to see how the level moves.
inline constexpr std::size_t kFewestIntervals = 20;
/// The coarsest rung: fewer batches than this say nothing about their own spread.
inline constexpr std::size_t kFewestBatches = 10;

/// Numbers of batches to try, finest first: T, then halves of it down to 10. 300: 300 150 75 37 18 10.
///
/// Short batches give a precise variance when requests are nearly independent, long ones see slow swings. No batch length is chosen:
/// each rung gives an interval and the widest is the answer. (Batch means: Schmeiser 1982, Alexopoulos & Goldsman 2004.)
[[nodiscard]] std::vector<std::size_t> ladder(std::size_t intervals);

/// Sums over `batches` runs of neighbours of nearly equal length: batch j holds [j*T/m, (j+1)*T/m), integer division.
[[nodiscard]] std::vector<double> batchSums(std::span<const double> values, std::size_t batches);

/// a(m) = Phi(-t(m-1, alpha/2)): Student's level for m batches carried over to a tail of an exact binomial bound.
[[nodiscard]] double tailLevel(std::size_t batches, double alpha);

/// How batch residuals move, and what batches of this length still miss of it.
struct Swing {
    double squares{};      ///< S, the sum of squared residuals
    double correlation{};  ///< lag 1; 0 if S = 0
    double corrected{};    ///< with its small-sample bias removed (Marriott & Pope 1954, Kendall 1954), 0..0.9
    double factor{1};      ///< (1 + corrected) / (1 - corrected), the factor on the variance
};
[[nodiscard]] Swing swingOf(std::span<const double> residuals);

}  // namespace loadgate::stats
