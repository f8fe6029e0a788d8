// SPDX-License-Identifier: Apache-2.0
#include "engine/alias_table.h"

#include <cmath>
#include <numeric>

namespace loadgate::engine {

AliasTable::AliasTable(std::span<const double> weights) : m_columns(weights.size()) {
    const double sum = std::accumulate(weights.begin(), weights.end(), 0.0);
    std::vector<double> scaled;
    std::vector<std::size_t> poor;
    std::vector<std::size_t> rich;
    for (std::size_t i = 0; i < weights.size(); ++i) {
        scaled.push_back(weights[i] * static_cast<double>(weights.size()) / sum);
        (scaled[i] < 1 ? poor : rich).push_back(i);
    }
    constexpr double kWhole = 4294967296.0;
    while (!poor.empty() && !rich.empty()) {
        const std::size_t p = poor.back();
        const std::size_t r = rich.back();
        poor.pop_back();
        m_columns[p] = {static_cast<std::uint64_t>(std::llround(scaled[p] * kWhole)), static_cast<std::uint16_t>(r)};
        scaled[r] -= 1 - scaled[p];
        if (scaled[r] < 1) {
            rich.pop_back();
            poor.push_back(r);
        }
    }
    for (const auto& rest : {poor, rich}) {  // exactly full, but for rounding
        for (const std::size_t i : rest) {
            m_columns[i] = {static_cast<std::uint64_t>(kWhole), static_cast<std::uint16_t>(i)};
        }
    }
}

}  // namespace loadgate::engine
