// SPDX-License-Identifier: Apache-2.0
#include "core/report/html_page.h"
#include "core/report/numbers.h"

#include <algorithm>

namespace loadgate::report {
namespace {

std::vector<std::string> quantileRow(std::string label, const Histogram& histogram) {
    std::vector<std::string> cells{std::move(label), countText(histogram.count())};
    for (const double q : {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        cells.push_back(quantileText(histogram, q));
    }
    return cells;
}

std::string stageText(const StageSpec& stage) {
    std::string text = stage.pattern.id;
    for (const GivenParam& param : stage.pattern.with) {
        text += " " + param.key + "=" + param.text;
    }
    text += stage.peak ? ", " + loadText(stage.peak->amount, stage.peak->model) : "";
    return stage.length ? text + ", " + humanDuration(*stage.length) : text;
}

std::string requestsTable(const RunRecord& record) {
    HtmlTable table{"Requests that were sent", {"name", "method", "path", "weight"}, {}, 3};
    for (const RequestSpec& request : record.requests) {
        table.rows.push_back({request.name, request.method, request.path, threeDigits(request.weight)});
    }
    return tableHtml(table);
}

}  // namespace

std::string checksHtml(const RunRecord& record) {
    HtmlTable table{"Objectives and what was measured",
                    {"objective", "from", "observed", intervalHead(record.verdict), "limit", "samples", "effective", "status"},
                    {},
                    2,
                    true};
    for (const Check& check : record.verdict.checks) {
        table.rows.push_back({subjectText(check.objective), check.objective.where, observedText(check), intervalText(check),
                              limitText(check.objective), countText(check.samples), effectiveText(check),
                              std::string(toText(check.status))});
    }
    std::string reasons;
    std::size_t said = 0;
    for (const Check& check : record.verdict.checks) {
        const bool says = !check.reason.empty() && (check.status == VerdictStatus::Pass || addsReason(check, record));
        const std::string subject = subjectText(check.objective);
        reasons += !says || ++said > kMostHtmlRows
                       ? ""
                       : paragraph(check.reason.starts_with(subject) ? check.reason : subject + ": " + check.reason);
    }
    return tableHtml(table) + reasons +
           paragraph("Effective: how many independent samples would say as much; neighbouring requests resemble each other.", "faint");
}

std::string latencyHtml(const RunRecord& record, const RunFigures& figures) {
    const Series& s = figures.measured;
    HtmlTable table{"Latency and its parts", {"", "requests", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"}, {}};
    table.rows = {quantileRow("response", s.response), quantileRow("= wait for a connection", s.wait),
                  quantileRow("+ generator lag", s.lag), quantileRow("+ service", s.service),
                  quantileRow("time to connect", record.measurement.connectTime)};
    std::string html = tableHtml(table) + paragraph(
                                              "Response: from when each request was due. Wait: until a connection was free, the "
                                              "service's doing; lag: the generator's doing. Quantiles of the parts do not add up.",
                                              "faint");
    if (s.response.censored() > 0) {
        html += paragraph(countText(s.response.censored()) +
                          " requests never ended (timeouts, dropped at the bound, in flight at the end) "
                          "and count as at least as long as they were waited for.");
    }
    return html;
}

std::string requestsHtml(const RunRecord& record, const RunFigures& figures) {
    std::string html;
    if (const std::string planned = plannedEquation(record, figures); !planned.empty()) {
        html += paragraph(planned);
    }
    html += paragraph(sentEquation(figures)) + paragraph("Throughput: " + throughputSentence(record, figures));
    if (record.measurement.model == LoadModel::Closed) {
        html += paragraph("Longest silence of the target: " + humanDuration(record.measurement.longestSilence) +
                          " with requests in flight and no answer.");
    }
    return html;
}

std::string errorsHtml(const RunRecord& record, const RunFigures& figures) {
    const Tally& t = figures.measured.tally;
    HtmlTable table{"Errors by kind", {"kind", "first example", "measured phase", "whole run"}, {}, 2};
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        const auto& examples = record.measurement.examples;
        const auto first = std::ranges::find(examples, outcome, &ErrorExample::outcome);
        if (figures.whole.tally.of(outcome) > 0) {
            table.rows.push_back({std::string(toText(outcome)),
                                  first == examples.end() ? std::string() : "at " + humanDuration(first->at) + ": " + first->text,
                                  countText(t.of(outcome)), countText(figures.whole.tally.of(outcome))});
        }
    }
    const auto rate = errorRate(t);
    return (rate ? paragraph(countText(t.failed()) + " of " + countText(t.completed()) + " failed in the measured phase (" +
                             percentText(*rate) + ")")
                 : std::string()) +
           tableHtml(table);
}

std::string endpointsHtml(const RunRecord& record, const RunFigures& figures) {
    if (figures.endpoints.size() < 2) {
        return {};
    }
    HtmlTable table{"Figures of each request", {"request", "share", "sent", "ok/s", "errors", "p50", "p95", "p99", "max"}, {}};
    for (const EndpointFigures& endpoint : figures.endpoints) {
        const auto rate = errorRate(endpoint.measured.tally);
        const auto throughput = throughputOf(endpoint.measured.tally, record.measurement);
        const Histogram& response = endpoint.measured.response;
        table.rows.push_back({endpoint.name, percentText(endpoint.share), countText(endpoint.whole.tally.sent),
                              throughput ? rateText(*throughput) : "–", rate ? percentText(*rate) : "–", quantileText(response, 0.5),
                              quantileText(response, 0.95), quantileText(response, 0.99), quantileText(response, 1)});
    }
    return tableHtml(table);
}

std::string environmentHtml(const RunRecord& record, const RunFigures& figures) {
    const Measurement& m = record.measurement;
    HtmlTable table{"Where and how it was measured", {"what", "value"}, {}, 2};
    const auto add = [&](std::string what, std::string value) { table.rows.push_back({std::move(what), std::move(value)}); };
    add("Generator", generatorSentence(record, figures));
    for (const std::string& reason : record.generator.reasons) {
        add("", reason);
    }
    add("Host", record.environment.host + ", " + countText(record.environment.cpus) + " CPUs, Linux " + record.environment.kernel);
    add("Reactor", m.reactor + (m.whyNotUring.empty() ? "" : " (" + m.whyNotUring + ")"));
    add("Loadgate", record.toolVersion);
    add("Seed", std::to_string(record.seed));
    for (const StageSpec& stage : record.stages) {
        add("Stage as written", stageText(stage));
    }
    for (const NameValue& tag : record.tags) {
        add("Tag " + tag.name, tag.value);
    }
    for (const UsedPlugin& plugin : record.plugins) {
        add("Plugin " + plugin.id, plugin.version + ", SHA-256 " + plugin.sha256);
    }
    if (record.targetIdentity) {
        add("Target's identity", record.targetIdentity->version);
    }
    return tableHtml(table) + requestsTable(record);
}

}  // namespace loadgate::report
