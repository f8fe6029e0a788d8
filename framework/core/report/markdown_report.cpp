// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"
#include "core/report/markdown_parts.h"
#include "core/report/numbers.h"
#include "core/report/reports.h"
#include "core/report/text_sections.h"

#include <algorithm>

namespace loadgate::report {
namespace {

constexpr std::string_view kTitle = "# Performance report";
constexpr std::string_view kSectionMark = "\n## ";
constexpr std::size_t kMostRuns = 20;
constexpr std::size_t kLargest = 1024UL * 1024UL;

std::string subjectLines(const RunRecord& record, const RunFigures& figures) {
    const std::string url = forMarkdown(withoutUserinfo(record.targetUrl));
    const std::string name = forMarkdown(withoutUserinfo(record.targetName));
    std::string text = "- Target: " + (name == url || name.empty() ? url : name + " at " + url) + "\n";
    if (record.certificateVerified == false) {
        text += "- " + std::string(kUnverified) + "\n";
    }
    text += "- Load: " + forMarkdown(loadSentence(record)) + "\n";
    text += "- Throughput: " + forMarkdown(throughputSentence(record, figures)) + "\n";
    if (const std::string planned = plannedEquation(record, figures); !planned.empty()) {
        text += "- Requests: " + planned + "\n";
    }
    text += "- Requests: " + sentEquation(figures) + "\n";
    if (record.measurement.model == LoadModel::Closed) {
        text += "- Longest silence of the target: " + humanDuration(record.measurement.longestSilence) + "\n";
    }
    return text + "- Generator: " + forMarkdown(generatorSentence(record, figures)) + "\n";
}

std::vector<std::string> quantileCells(std::string label, const Histogram& histogram) {
    std::vector<std::string> cells{std::move(label)};
    for (const double q : {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        cells.push_back(quantileText(histogram, q));
    }
    return cells;
}

std::string latencyTable(const RunFigures& figures) {
    const Series& s = figures.measured;
    return "\n### Latency\n\n" + markdownHead({"", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"}) +
           markdownRow(quantileCells("response", s.response)) + markdownRow(quantileCells("= wait for a connection", s.wait)) +
           markdownRow(quantileCells("+ generator lag", s.lag)) + markdownRow(quantileCells("+ service", s.service));
}

std::string errorsTable(const RunRecord& record, const RunFigures& figures) {
    const Tally& t = figures.measured.tally;
    const auto rate = errorRate(t);
    std::string text =
        "\n### Errors\n\n" + (rate ? countText(t.failed()) + " of " + countText(t.completed()) + " (" + percentText(*rate) + ")\n"
                                   : std::string("Not measured: no request was answered or failed.\n"));
    if (t.failed() == 0) {
        return text;
    }
    text += "\n" + markdownHead({"kind", "count", "first example"}, {"first example"});
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        const auto& examples = record.measurement.examples;
        const auto first =
            std::find_if(examples.begin(), examples.end(), [&](const ErrorExample& example) { return example.outcome == outcome; });
        if (t.of(outcome) > 0) {
            text += markdownRow({forMarkdown(toText(outcome)), countText(t.of(outcome)),
                                 first == examples.end() ? std::string() : forMarkdown(first->text)});
        }
    }
    return text;
}

std::string endpointsTable(const RunFigures& figures, const Measurement& m) {
    if (figures.endpoints.size() < 2) {
        return {};
    }
    std::string text = "\n### Endpoints\n\n" + markdownHead({"request", "share", "sent", "ok/s", "errors", "p50", "p95", "p99", "max"});
    for (const EndpointFigures& endpoint : figures.endpoints) {
        const auto rate = errorRate(endpoint.measured.tally);
        const auto throughput = throughputOf(endpoint.measured.tally, m);
        const Histogram& response = endpoint.measured.response;
        text += markdownRow({forMarkdown(endpoint.name), percentText(endpoint.share), countText(endpoint.whole.tally.sent),
                             throughput ? rateText(*throughput) : "–", rate ? percentText(*rate) : "–", quantileText(response, 0.5),
                             quantileText(response, 0.95), quantileText(response, 0.99), quantileText(response, 1)});
    }
    return text;
}

std::string resourcesTable(const Measurement& m) {
    const TextTable found = resourceTable(m);
    std::string text = found.rows.empty() ? "" : "\n### Target resources\n\n" + markdownHead(found.heads);
    for (std::vector<std::string> cells : found.rows) {
        cells.front() = forMarkdown(cells.front());
        text += markdownRow(cells);
    }
    return text;
}

std::string notesList(const Measurement& m) {
    std::string text = m.notes.empty() ? "" : "\n### Time line\n\n";
    for (const std::string& line : noteLines(m)) {
        text += "- " + forMarkdown(line) + "\n";
    }
    return text;
}

/// The runs of an earlier file, each from its "## " to the next; what stands before the first is `preamble`.
struct Earlier {
    std::string_view preamble;
    std::vector<std::string_view> sections;
};
Earlier split(std::string_view file) {
    Earlier earlier;
    if (file.starts_with(kTitle)) {
        file.remove_prefix(kTitle.size());
    }
    std::size_t begin = file.find(kSectionMark);
    earlier.preamble = file.substr(0, begin);
    while (begin != std::string_view::npos) {
        const std::size_t next = file.find(kSectionMark, begin + 1);
        earlier.sections.push_back(file.substr(begin + 1, next == std::string_view::npos ? next : next - begin));
        begin = next;
    }
    return earlier;
}

std::string_view withoutOuterLineFeeds(std::string_view text) {
    const std::size_t first = text.find_first_not_of("\r\n");
    return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of("\r\n") - first + 1);
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string markdownSection(const RunRecord& record) {
    using namespace report;
    const RunFigures figures = figuresOf(record);
    std::string text =
        "## " + std::string(toText(record.verdict.status)) + ": " + forMarkdown(record.name) + ", " + timestamp(record.started) + "\n\n";
    text += "**" + std::string(toText(record.verdict.status)) + "** " + forMarkdown(record.verdict.reason) + "\n\n";
    for (const std::string& sentence :
         {interruptedSentence(record), record.builtInObjectiveOnly ? std::string(kBuiltInOnly) : std::string()}) {
        text += sentence.empty() ? "" : forMarkdown(sentence) + "\n\n";
    }
    text += "- Run: " + forMarkdown(record.id) + ", Loadgate " + forMarkdown(record.toolVersion) + "\n";
    return text + subjectLines(record, figures) + "\n### Objectives\n\n" + checksTable(record) + latencyTable(figures) +
           errorsTable(record, figures) + endpointsTable(figures, record.measurement) + resourcesTable(record.measurement) +
           notesList(record.measurement);
}

std::string prependedMarkdown(const RunRecord& record, std::string_view earlierFile) {
    using namespace report;
    const Earlier earlier = split(earlierFile);
    std::string text = std::string(kTitle) + "\n\n";
    const std::string section = markdownSection(record);
    const std::string_view preamble = withoutOuterLineFeeds(earlier.preamble);
    if (!preamble.empty() && text.size() + preamble.size() + section.size() < kLargest) {
        text.append(preamble).append("\n\n");
    }
    text += section;
    std::size_t runs = 1;
    for (const std::string_view one : earlier.sections) {
        const std::string_view kept = withoutOuterLineFeeds(one);
        if (runs == kMostRuns || text.size() + kept.size() + 2 > kLargest) {
            break;
        }
        text.append("\n").append(kept).append("\n");
        ++runs;
    }
    return text;
}

}  // namespace loadgate
