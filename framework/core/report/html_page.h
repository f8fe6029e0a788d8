// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/text_sections.h"
#include "core/report/time_points.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::report {

/// Pieces of the HTML page. Texts are escaped here, each once; `…Html` is markup already.

[[nodiscard]] std::string paragraph(std::string_view text, std::string_view style = {});
[[nodiscard]] std::string section(std::string_view heading, std::string_view bodyHtml);
/// The verdict's word with its colour and its sign, for a cell or a heading.
[[nodiscard]] std::string statusHtml(VerdictStatus);
/// What one page shows of anything that there may be thousands of.
inline constexpr std::size_t kMostHtmlRows = 100;
inline constexpr std::size_t kMostHtmlLimits = 12;

/// Cells are texts; columns from the first one are left-aligned, the others right. At most kMostHtmlRows and how many more there are.
struct HtmlTable {
    std::string caption;  ///< what the table shows, for those who do not see it
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;
    std::size_t leftColumns{1};
    bool statusLast{};  ///< the last column is a verdict's word
};
[[nodiscard]] std::string tableHtml(const HtmlTable&);

/// A drawing with its caption and the names of its lines.
struct Figure {
    std::string caption;
    std::vector<std::pair<std::string, std::string>> lines;  ///< style and name, in order
    std::string svg;
};
[[nodiscard]] std::string figureHtml(const Figure&);

/// The style sheet, and how the page's policy names it: "sha256-…". A test holds the two together.
[[nodiscard]] std::string_view htmlStyle();
[[nodiscard]] std::string_view htmlStyleHash();

/// What the drawings are made of, added up once.
struct ChartFigures {
    const RunRecord& record;
    const RunFigures& run;
    const std::vector<TimePoint>& points;
};
[[nodiscard]] std::string latencyFigure(const ChartFigures&);     ///< p50, p95, p99 over time, with their limits
[[nodiscard]] std::string loadFigure(const ChartFigures&);        ///< planned and achieved
[[nodiscard]] std::string errorsFigure(const ChartFigures&);      ///< a sentence where none failed
[[nodiscard]] std::string percentileFigure(const ChartFigures&);  ///< on a logarithmic axis of percentiles
[[nodiscard]] std::string heatMapFigure(const ChartFigures&);     ///< how many requests took how long, over time
[[nodiscard]] std::string resourceFigures(const ChartFigures&);   ///< empty where nothing was sampled

[[nodiscard]] std::string checksHtml(const RunRecord&);
[[nodiscard]] std::string latencyHtml(const RunRecord&, const RunFigures&);
[[nodiscard]] std::string requestsHtml(const RunRecord&, const RunFigures&);
[[nodiscard]] std::string errorsHtml(const RunRecord&, const RunFigures&);
[[nodiscard]] std::string endpointsHtml(const RunRecord&, const RunFigures&);  ///< empty for one endpoint
[[nodiscard]] std::string environmentHtml(const RunRecord&, const RunFigures&);

}  // namespace loadgate::report
