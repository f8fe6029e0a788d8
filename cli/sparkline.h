// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

namespace loadgate::cli {

/// The last `columns` values as one character each, from 0 to the highest of them; a blank where there is no value. Eight heights: blocks
/// in UTF-8, else ".:-=+*#@". Always `columns` wide; it grows
/// to the right and then moves on. Pure.
[[nodiscard]] std::string sparkline(const std::vector<std::optional<double>>& values, unsigned columns, bool utf8);

}  // namespace loadgate::cli
