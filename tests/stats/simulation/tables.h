// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

// The tables and the plot of docs/statistics.md, computed. The same text on every machine.

namespace loadgate::simulation {

/// One table of the page. Its rows are computed one by one, so that a test may look at some.
struct Table {
    std::string name;  ///< as in the page's markers
    std::string head;  ///< Markdown, two lines
    std::vector<std::string> rows;
};
/// With fewer rows: only the first so many of each. `power` takes half a minute, the others a few seconds.
[[nodiscard]] Table onTheLimitTable(std::size_t rows);
[[nodiscard]] Table peekingTable(std::size_t rows);
[[nodiscard]] Table powerTable(std::size_t rows);
[[nodiscard]] Table detectionTable(std::size_t rows);

/// How many healthy runs each way of looking has stopped by a time, as SVG.
[[nodiscard]] std::string peekingPlot();

/// The page with its tables put between their markers; empty where a marker is missing.
[[nodiscard]] std::string withTable(std::string page, const Table&);

}  // namespace loadgate::simulation
