// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"

#include <cstddef>
#include <string>
#include <vector>

namespace loadgate {

/// What a curve is drawn on: characters, axis and labels included.
struct CurveCanvas {
    std::size_t columns{72};
    std::size_t rows{8};  ///< of the area, without the time axis
    bool utf8{true};      ///< blocks in eighths of a row; else '#' in whole rows
};

/// A curve as lines of text: the load to the left, the time below. A column shows the highest load of its part of the time, so that a
/// short burst is never invisible, and any load above 0 leaves a mark. No line is wider than the canvas (at least 20). Pure.
[[nodiscard]] std::vector<std::string> drawCurve(const LoadCurve&, const CurveCanvas&);

/// The planned level at the curve's points, "0 s: 20/s", "30 s: 20/s, then 100/s" at a step; of more than `most` points the first ones, and
/// how many follow. Pure.
[[nodiscard]] std::vector<std::string> levelsAtKnots(const LoadCurve&, std::size_t most);

}  // namespace loadgate
