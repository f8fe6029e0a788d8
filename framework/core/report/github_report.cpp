// SPDX-License-Identifier: Apache-2.0
#include "core/report/github_report.h"

#include "core/report/escape.h"
#include "core/report/figures.h"
#include "core/report/reports.h"
#include "core/report/text_sections.h"

#include <array>
#include <charconv>
#include <vector>

namespace loadgate::report {
namespace {

constexpr std::string_view kPartMark = "\n### ";
constexpr std::string_view kLeftOut =
    "\nParts of this report are left out here, because GitHub shows less than 1 MiB; the report has them.\n";
constexpr std::size_t kMostAnnotations = 10;
constexpr double kNsPerMs = 1e6;

/// For programs: the shortest digits that read back, no exponent.
std::string plainNumber(double value) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed);
    return {buffer.data(), end.ptr};
}

/// The head, then each "### " with what belongs to it.
std::vector<std::string_view> partsOf(std::string_view section) {
    std::vector<std::string_view> parts;
    std::size_t begin = 0;
    while (begin != std::string_view::npos) {
        const std::size_t next = section.find(kPartMark, begin + 1);
        parts.push_back(section.substr(begin, next == std::string_view::npos ? next : next - begin));
        begin = next;
    }
    return parts;
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string githubSummary(const RunRecord& record, std::size_t room) {
    using namespace report;
    const std::string section = markdownSection(record);
    if (section.size() <= room) {
        return section;
    }
    std::string summary;
    for (const std::string_view part : partsOf(section)) {
        if (summary.size() + part.size() + kLeftOut.size() <= room) {
            summary += part;
        }
    }
    return summary.empty() ? summary : summary.append(kLeftOut);
}

std::string githubOutputs(const RunRecord& record, std::string_view report) {
    using namespace report;
    const RunFigures figures = figuresOf(record);
    std::string text = forGithubOutput("verdict", toText(record.verdict.status)) + forGithubOutput("reason", record.verdict.reason);
    if (const auto p95 = figures.measured.response.quantile(0.95)) {
        text += forGithubOutput("p95_ms", plainNumber(static_cast<double>(p95->count()) / kNsPerMs));
    }
    if (const auto rate = errorRate(figures.measured.tally)) {
        text += forGithubOutput("error_rate", plainNumber(*rate));
    }
    if (figures.throughput) {
        text += forGithubOutput("throughput_rps", plainNumber(*figures.throughput));
    }
    if (!report.empty()) {
        text += forGithubOutput("report", report);
    }
    return text + forGithubOutput("rollback", "none");
}

std::string githubAnnotations(const RunRecord& record) {
    using namespace report;
    std::string text;
    std::size_t count = 0;
    for (const Check& check : record.verdict.checks) {
        if (check.status == VerdictStatus::Fail && count < kMostAnnotations) {
            text += "::error title=" + forWorkflowProperty("Loadgate: " + subjectText(check.objective) + " failed") +
                    "::" + forWorkflowMessage(check.reason) + "\n";
            ++count;
        }
    }
    return text;
}

}  // namespace loadgate
