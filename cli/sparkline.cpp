// SPDX-License-Identifier: Apache-2.0
#include "cli/sparkline.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadgate::cli {

namespace {

constexpr std::array<const char*, 8> kBlocks{"▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};
constexpr std::array<const char*, 8> kAscii{".", ":", "-", "=", "+", "*", "#", "@"};

}  // namespace

std::string sparkline(const std::vector<std::optional<double>>& values, unsigned columns, bool utf8) {
    const std::size_t shown = std::min<std::size_t>(values.size(), columns);
    const auto first = values.end() - static_cast<std::ptrdiff_t>(shown);
    double highest = 0;
    std::for_each(first, values.end(), [&](const std::optional<double>& value) { highest = std::max(highest, value.value_or(0)); });
    std::string line;
    for (auto value = first; value != values.end(); ++value) {
        if (!*value) {
            line += ' ';
            continue;
        }
        const double height = highest > 0 ? std::ceil(8 * **value / highest) - 1 : 0;
        line += (utf8 ? kBlocks : kAscii).at(static_cast<std::size_t>(std::clamp(height, 0.0, 7.0)));
    }
    return line + std::string(columns - shown, ' ');
}

}  // namespace loadgate::cli
