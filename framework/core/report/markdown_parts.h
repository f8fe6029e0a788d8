// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/run_record.h"

#include <string>
#include <vector>

namespace loadgate::report {

/// Parts of Markdown that several reports have. Cells must be harmless already.

/// "| a | b |" and a line feed.
[[nodiscard]] std::string markdownRow(const std::vector<std::string>& cells);
/// Head and the line below it: the first column left and the others right, but for those that hold texts.
[[nodiscard]] std::string markdownHead(const std::vector<std::string>& heads, const std::vector<std::string>& texts = {});
/// One row per check, then the reasons that the verdict does not say already.
[[nodiscard]] std::string checksTable(const RunRecord&);

}  // namespace loadgate::report
