// SPDX-License-Identifier: Apache-2.0
#include "stats/ladder.h"

#include "stats/distributions.h"

#include <algorithm>
#include <numeric>

namespace loadgate::stats {

std::vector<std::size_t> ladder(std::size_t intervals) {
    std::vector<std::size_t> rungs{intervals};
    while (rungs.back() > kFewestBatches) {
        rungs.push_back(std::max(kFewestBatches, rungs.back() / 2));
    }
    return rungs;
}

std::vector<double> batchSums(std::span<const double> values, std::size_t batches) {
    std::vector<double> sums(batches);
    for (std::size_t j = 0; j < batches; ++j) {
        const std::size_t from = j * values.size() / batches;
        const auto batch = values.subspan(from, (j + 1) * values.size() / batches - from);
        sums[j] = std::accumulate(batch.begin(), batch.end(), 0.0);
    }
    return sums;
}

double tailLevel(std::size_t batches, double alpha) {
    return normalBelow(-studentUpperQuantile(static_cast<double>(batches) - 1, alpha / 2));
}

Swing swingOf(std::span<const double> residuals) {
    constexpr double kMostCorrelation = 0.9;
    Swing swing;
    double products = 0;
    for (std::size_t j = 0; j < residuals.size(); ++j) {
        swing.squares += residuals[j] * residuals[j];
        products += j == 0 ? 0 : residuals[j] * residuals[j - 1];
    }
    swing.correlation = swing.squares > 0 ? products / swing.squares : 0;
    const double bias = (1 + 3 * swing.correlation) / static_cast<double>(residuals.size());
    swing.corrected = std::clamp(swing.correlation + bias, 0.0, kMostCorrelation);
    swing.factor = (1 + swing.corrected) / (1 - swing.corrected);
    return swing;
}

}  // namespace loadgate::stats
