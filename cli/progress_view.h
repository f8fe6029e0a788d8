// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/moment.h"

#include <string>
#include <vector>

namespace loadgate::cli {

/// What a live view is drawn on.
struct Canvas {
    unsigned columns{80}, rows{24};
    bool colour{}, utf8{true};
};

/// The view of a run for this terminal: several lines where it has at least 100 columns and 12 rows, else one. No line is wider than the
/// terminal less one column (some wrap as soon as the last one is written), none has a line feed. Pure.
[[nodiscard]] std::vector<std::string> progressView(const Moment&, const Canvas&);

/// What puts these lines on a terminal whose cursor stands at the start of the first of them, and leaves it there: so nothing has to be
/// known of what was drawn before, and what is typed disturbs one line only. Pure.
[[nodiscard]] std::string drawnInline(const std::vector<std::string>& lines);
/// What puts them at the top of a screen of their own. Pure.
[[nodiscard]] std::string drawnOnScreen(const std::vector<std::string>& lines);

}  // namespace loadgate::cli
