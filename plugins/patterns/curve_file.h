// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// Reads a recorded curve: a point a line, "TIME LEVEL", separated by spaces, tabs, a comma or a semicolon. TIME is in seconds or has a
/// unit
/// ("90", "1m30s") and starts at 0; two points at one time are a step. LEVEL is a number, 0 or more, in any unit: only its proportions
/// count. '#' begins a comment. BadInput begins with file and line, "day.txt:7: …".
[[nodiscard]] Result<std::vector<LoadCurve::Knot>> readCurveFile(const std::string& path);

/// The same for a text; `source` is its name for messages.
[[nodiscard]] Result<std::vector<LoadCurve::Knot>> parseCurve(std::string_view text, const std::string& source);

}  // namespace loadgate
