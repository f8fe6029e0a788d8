// SPDX-License-Identifier: Apache-2.0
#include "core/report/escape.h"
#include "core/report/html_page.h"
#include "core/report/numbers.h"
#include "core/report/reports.h"

namespace loadgate::report {
namespace {

constexpr std::size_t kMostPoints = 300;

/// Nothing may be asked for, run or sent from this page; only the one style sheet in it counts. Written so that readers of XML take it too.
std::string headHtml(const RunRecord& record) {
    return "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
           "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src '" +
           std::string(htmlStyleHash()) +
           "'; base-uri 'none'; form-action 'none'\"/>\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n"
           "<meta name=\"color-scheme\" content=\"light dark\"/>\n<meta name=\"referrer\" content=\"no-referrer\"/>\n<title>" +
           std::string(toText(record.verdict.status)) + ": " + forHtml(withoutUserinfo(record.name)) + " – Loadgate</title>\n<style>" +
           std::string(htmlStyle()) + "</style>\n</head>\n";
}

std::string tile(std::string_view name, std::string_view value) {
    return "<div><dt>" + forHtml(name) + "</dt><dd>" + forHtml(value) + "</dd></div>\n";
}

std::string tiles(const RunFigures& figures) {
    const Histogram& response = figures.measured.response;
    const auto rate = errorRate(figures.measured.tally);
    return "<dl class=\"tiles\">\n" + tile("p50", quantileText(response, 0.5)) + tile("p95", quantileText(response, 0.95)) +
           tile("p99", quantileText(response, 0.99)) + tile("good answers", figures.throughput ? rateText(*figures.throughput) : "–") +
           tile("errors", rate ? percentText(*rate) : "–") + tile("requests sent", countText(figures.whole.tally.sent)) + "</dl>\n";
}

std::string headerHtml(const RunRecord& record, const RunFigures& figures) {
    const std::string url = withoutUserinfo(record.targetUrl);
    const std::string name = withoutUserinfo(record.targetName);
    std::string html = "<header>\n<h1>" + statusHtml(record.verdict.status) + " " + forHtml(withoutUserinfo(record.name)) + "</h1>\n" +
                       paragraph(record.verdict.reason, "reason");
    for (const std::string& sentence :
         {interruptedSentence(record), record.builtInObjectiveOnly ? std::string(kBuiltInOnly) : std::string()}) {
        html += sentence.empty() ? "" : paragraph(sentence);
    }
    html += paragraph("Target " + (name == url || name.empty() ? url : name + " at " + url) + "; " + loadSentence(record) + ".");
    return html + paragraph("Run " + record.id + ", started " + timestamp(record.started), "faint") + tiles(figures) + "</header>\n";
}

std::string resourcesHtml(const ChartFigures& figures) {
    const TextTable found = resourceTable(figures.record.measurement);
    return resourceFigures(figures) + tableHtml({"What the target consumed in the measured phase", found.heads, found.rows});
}

std::string timeLineHtml(const Measurement& measurement) {
    std::string items;
    for (const std::string& line : noteLines(measurement)) {
        items += "<li>" + forHtml(line) + "</li>\n";
    }
    return items.empty() ? items : "<ul>\n" + items + "</ul>\n";
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string htmlReport(const RunRecord& record) {
    using namespace report;
    const RunFigures run = figuresOf(record);
    const std::vector<TimePoint> points = timePoints(record.measurement, kMostPoints);
    const ChartFigures figures{record, run, points};
    return headHtml(record) + "<body>\n<main>\n" + headerHtml(record, run) + section("Objectives", checksHtml(record)) +
           section("Latency", latencyFigure(figures) + percentileFigure(figures) + heatMapFigure(figures) + latencyHtml(record, run)) +
           section("Load", loadFigure(figures) + requestsHtml(record, run)) +
           section("Errors", errorsFigure(figures) + errorsHtml(record, run)) + section("Endpoints", endpointsHtml(record, run)) +
           section("Target resources", resourcesHtml(figures)) + section("Time line", timeLineHtml(record.measurement)) +
           section("Environment", environmentHtml(record, run)) + "</main>\n</body>\n</html>\n";
}

}  // namespace loadgate
