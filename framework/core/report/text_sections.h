// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/figures.h"
#include "core/report/text_page.h"

namespace loadgate::report {

/// The sections of the text report, in its order.
void addVerdict(TextPage&, const RunRecord&);
void addSubject(TextPage&, const RunRecord&);
void addChecks(TextPage&, const RunRecord&);
void addLatency(TextPage&, const RunFigures&);
void addRequests(TextPage&, const RunRecord&, const RunFigures&);
void addErrors(TextPage&, const RunRecord&, const RunFigures&);
void addEndpoints(TextPage&, const RunFigures&, const Measurement&);
void addResources(TextPage&, const Measurement&);  ///< nothing when none were sampled
void addNotes(TextPage&, const Measurement&);
void addGenerator(TextPage&, const RunRecord&, const RunFigures&);

/// Sentences that the Markdown report says too.
[[nodiscard]] std::string loadSentence(const RunRecord&);
[[nodiscard]] std::string interruptedSentence(const RunRecord&);                 ///< empty if the load ran to its end
[[nodiscard]] std::string plannedEquation(const RunRecord&, const RunFigures&);  ///< empty in the closed model
[[nodiscard]] std::string sentEquation(const RunFigures&);
[[nodiscard]] std::string throughputSentence(const RunRecord&, const RunFigures&);
/// What the target consumed; no rows when nothing was sampled, and no column that nobody has a figure for. Cells are as they came.
struct TextTable {
    std::vector<std::string> heads;
    std::vector<std::vector<std::string>> rows;
};
[[nodiscard]] TextTable resourceTable(const Measurement&);
/// The first notes of the time line, "12.5 s  shop has ended", and how many more there are.
[[nodiscard]] std::vector<std::string> noteLines(const Measurement&);
[[nodiscard]] std::string generatorSentence(const RunRecord&, const RunFigures&);
/// Whether a check's reason says more than the verdict's: a saturated generator is one reason for all.
[[nodiscard]] bool addsReason(const Check&, const RunRecord&);
[[nodiscard]] std::string intervalText(const Check&);
/// How many independent samples would say as much, "–" where that is not known.
[[nodiscard]] std::string effectiveText(const Check&);
[[nodiscard]] std::string observedText(const Check&);
[[nodiscard]] std::string limitText(const Objective&);
[[nodiscard]] std::string subjectText(const Objective&);  ///< "p99(GET /orders)"
[[nodiscard]] std::string intervalHead(const Verdict&);   ///< "95% interval"
inline constexpr std::string_view kUnverified = "The target's certificate was not verified (--insecure): anybody may have answered.";
inline constexpr std::string_view kBuiltInOnly =
    "No objective was given, so only errors were judged (errors <= 1%); say more with --p95 250ms, --slo or deploy/performance_config.yml.";

}  // namespace loadgate::report
