// SPDX-License-Identifier: Apache-2.0
#include "core/report/deployment_report.h"

#include "core/report/escape.h"
#include "core/report/json_parts.h"
#include "core/report/markdown_parts.h"
#include "core/report/numbers.h"
#include "core/report/text_sections.h"

#include <utility>

namespace loadgate::report {
namespace {

constexpr std::string_view kNoGate = "no gate";

std::string nameOfTarget(const RunRecord& record) {
    const std::string& name = record.targetName.empty() ? record.targetUrl : record.targetName;
    return withoutUserinfo(name);
}

std::string metricsLine(const RunFigures& figures) {
    const Histogram& response = figures.measured.response;
    const auto rate = errorRate(figures.measured.tally);
    return "- Metrics: p50 " + quantileText(response, 0.5) + ", p95 " + quantileText(response, 0.95) + ", p99 " +
           quantileText(response, 0.99) + ", errors " + (rate ? percentText(*rate) : std::string("not measured")) + ", throughput " +
           (figures.throughput ? rateText(*figures.throughput) : std::string("not measured")) + "\n";
}

Json verdictJson(const Verdict& verdict) {
    Json checks = Json::array();
    for (const Check& check : verdict.checks) {
        checks.push_back(checkJson(check));
    }
    return {{"status", std::string(loadgate::toText(verdict.status))}, {"reason", text(verdict.reason)}, {"checks", checks}};
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string deploymentSection(const RunRecord& record) {
    using namespace report;
    const RunFigures figures = figuresOf(record);
    const std::string status(toText(record.verdict.status));
    std::string section = "\n## " + timestamp(record.started) + ": run of " + forMarkdown(nameOfTarget(record)) + ": " + status + "\n\n**" +
                          status + "** " + forMarkdown(record.verdict.reason) + "\n\n";
    if (const std::string interrupted = interruptedSentence(record); !interrupted.empty()) {
        section += forMarkdown(interrupted) + "\n\n";
    }
    section += "- Auto-rollback triggered: N (" + std::string(kNoGate) + ")\n";
    section += "- Run: " + forMarkdown(record.id) + " (" + forMarkdown(withoutUserinfo(record.name)) + "), Loadgate " +
               forMarkdown(record.toolVersion) + ", exit code " + std::to_string(exitCodeOf(record)) + "\n";
    section += "- Load: " + forMarkdown(loadSentence(record)) + "\n";
    return section + metricsLine(figures) + "- Generator: " + forMarkdown(generatorSentence(record, figures)) + "\n\n" +
           checksTable(record);
}

std::string deploymentLine(const RunRecord& record) {
    using namespace report;
    const RunFigures figures = figuresOf(record);
    Json json{{"schema", "loadgate.rollout/1"},
              {"command", "run"},
              {"id", text(record.id)},
              {"name", text(withoutUserinfo(record.name))},
              {"tool", {{"version", text(record.toolVersion)}}},
              {"started", timestamp(record.started)},
              {"duration_s", toSeconds(record.measurement.end)},
              {"target", {{"name", text(nameOfTarget(record))}, {"url", text(withoutUserinfo(record.targetUrl))}}},
              {"verdict", verdictJson(record.verdict)}};
    if (figures.throughput) {
        json["throughput_rps"] = *figures.throughput;
    }
    if (const auto rate = errorRate(figures.measured.tally)) {
        json["error_rate"] = *rate;
    }
    if (!figures.measured.response.empty()) {
        json["latency_s"] = Json::object();
        addQuantiles(json["latency_s"], figures.measured.response, kFewQuantiles);
    }
    json["generator"] = {{"status", std::string(loadgate::toText(record.generator.status))}};
    json["rollback"] = {{"triggered", false}, {"reason", std::string(kNoGate)}};
    json["exit_code"] = exitCodeOf(record);
    return dumpedLine(json);
}

}  // namespace loadgate
