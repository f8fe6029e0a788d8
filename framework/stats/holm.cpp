// SPDX-License-Identifier: Apache-2.0
#include "stats/intervals.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace loadgate::stats {

std::vector<bool> holm(std::span<const double> pValues, double level) {
    std::vector<std::size_t> order(pValues.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return pValues[a] < pValues[b]; });
    std::vector<bool> significant(pValues.size(), false);
    for (std::size_t i = 0; i < order.size(); ++i) {
        if (!(pValues[order[i]] <= level / static_cast<double>(order.size() - i))) {
            break;
        }
        significant[order[i]] = true;
    }
    return significant;
}

}  // namespace loadgate::stats
