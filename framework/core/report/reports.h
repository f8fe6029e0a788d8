// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session/run_session.h"
#include "model/run_record.h"

#include <filesystem>
#include <string>

namespace loadgate {

/// The report a person reads at the end of a run, at most `columns` wide where it can. `colour`: ANSI. `utf8`: curves may be drawn with
/// blocks.
struct TextStyle {
    bool colour{};
    unsigned columns{80};
    bool utf8{true};
};
[[nodiscard]] std::string textReport(const RunRecord&, TextStyle);
/// What `plan` prints: every value with its origin, curve, request count, advice.
[[nodiscard]] std::string planReport(const PreparedRun&, TextStyle);
/// The same as JSON, schema loadgate.plan/1.
[[nodiscard]] std::string planJson(const PreparedRun&);
/// loadgate.run/1, docs/schemas/run-1.schema.json; what was not measured is absent. One line feed at the end.
[[nodiscard]] std::string jsonReport(const RunRecord&);
/// One run as a Markdown section, heading included.
[[nodiscard]] std::string markdownSection(const RunRecord&);
/// The file's new text: this run first, then the earlier sections, at most 20 runs and 1 MiB in all.
[[nodiscard]] std::string prependedMarkdown(const RunRecord&, std::string_view earlierFile);
/// For tools that read test results: one testcase per check (failure: FAIL, error: INVALID, skipped: INCONCLUSIVE), and one for the run
/// itself where the checks alone would not show its verdict or that it was interrupted.
[[nodiscard]] std::string junitReport(const RunRecord&);
/// The response times of the measured phase in ms, as HdrHistogram's outputPercentileDistribution() writes them.
[[nodiscard]] std::string hgrmReport(const RunRecord&);
/// One page that asks for nothing: styles and drawings are in it, its policy forbids the rest. Below 1 MB for any length of run.
[[nodiscard]] std::string htmlReport(const RunRecord&);
/// Writes through a temporary file and a rename, so that a full disk leaves the old file whole. Io names the file and the reason.
[[nodiscard]] Status writeFile(const std::filesystem::path&, std::string_view text);
/// Adds to the end of a file, which is made when it is not there and left as it was when the text does not fit. Io names the file and the
/// reason.
[[nodiscard]] Status appendToFile(const std::filesystem::path&, std::string_view text);

}  // namespace loadgate
