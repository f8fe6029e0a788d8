// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/moment.h"

#include <string>

namespace loadgate::cli {

/// One line of at most `columns` columns, "[#####-----]  50%  1,000/s  p50 …": on a narrow terminal the less important fields are left out.
/// Pure.
[[nodiscard]] std::string progressBar(const Moment&, unsigned columns);
/// One line for a log. Pure.
[[nodiscard]] std::string progressLine(const Moment&);

}  // namespace loadgate::cli
