// SPDX-License-Identifier: Apache-2.0
#include "core/report/text_sections.h"

#include "core/report/escape.h"
#include "core/report/numbers.h"

#include <algorithm>

namespace loadgate::report {
namespace {

constexpr std::size_t kNameColumns = 36;

std::string nameCell(std::string_view name) { return cutTo(forTerminal(name), kNameColumns); }

std::vector<Cell> quantileRow(std::string label, const Histogram& histogram) {
    std::vector<Cell> row{{std::move(label)}};
    for (const double q : {0.5, 0.75, 0.9, 0.95, 0.99, 0.999, 1.0}) {
        row.push_back({quantileText(histogram, q)});
    }
    return row;
}

}  // namespace

void addVerdict(TextPage& page, const RunRecord& record) {
    const VerdictStatus status = record.verdict.status;
    page.line(page.inked(toText(status), inkOf(status)));
    page.paragraph(record.verdict.reason, 2);
    if (const std::string interrupted = interruptedSentence(record); !interrupted.empty()) {
        page.paragraph(interrupted, 2, Ink::Yellow);
    }
    if (record.builtInObjectiveOnly) {
        page.paragraph(kBuiltInOnly, 2);
    }
}

void addSubject(TextPage& page, const RunRecord& record) {
    page.blank();
    page.labelled("Run", record.name + " (" + record.id + ")");
    const std::string url = withoutUserinfo(record.targetUrl);
    const std::string name = withoutUserinfo(record.targetName);
    page.labelled("Target", name == url || name.empty() ? url : name + " at " + url);
    if (record.certificateVerified == false) {
        page.labelled("", kUnverified, Ink::Yellow);
    }
    page.labelled("Load", loadSentence(record));
}

void addChecks(TextPage& page, const RunRecord& record) {
    page.heading("Objectives");
    Table table{{"objective", "observed", intervalHead(record.verdict), "limit", "status"}, {}, 1};
    for (const Check& check : record.verdict.checks) {
        table.rows.push_back({{nameCell(subjectText(check.objective))},
                              {observedText(check)},
                              {intervalText(check)},
                              {limitText(check.objective)},
                              {std::string(toText(check.status)), inkOf(check.status)}});
    }
    page.table(table);
    for (const Check& check : record.verdict.checks) {
        if (addsReason(check, record)) {
            page.paragraph(check.reason, 2);
        }
    }
}

void addLatency(TextPage& page, const RunFigures& figures) {
    const Series& s = figures.measured;
    page.heading("Latency");
    Table table{{"", "p50", "p75", "p90", "p95", "p99", "p99.9", "max"}, {}, 1};
    table.rows.push_back(quantileRow("response", s.response));
    table.rows.push_back(quantileRow("= wait", s.wait));
    table.rows.push_back(quantileRow("+ our lag", s.lag));
    table.rows.push_back(quantileRow("+ service", s.service));
    page.table(table);
    page.paragraph(
        countText(s.response.count()) +
            " requests, from when each was due. wait: until a connection was free, the service's doing; our lag: the generator's doing. "
            "Quantiles of the parts do not add up.",
        2, Ink::Faint);
    if (s.response.censored() > 0) {
        page.paragraph(countText(s.response.censored()) +
                           " of them never ended (timeouts, dropped at the bound, in flight at the end) and count as at least as long as "
                           "they were waited for.",
                       2);
    }
}

void addRequests(TextPage& page, const RunRecord& record, const RunFigures& figures) {
    page.blank();
    page.labelled("Throughput", throughputSentence(record, figures));
    if (const std::string planned = plannedEquation(record, figures); !planned.empty()) {
        page.labelled("Requests", planned);
        page.labelled("", sentEquation(figures));
    } else {
        page.labelled("Requests", sentEquation(figures));
        page.labelled("Silence", "longest " + humanDuration(record.measurement.longestSilence) +
                                     " with requests in flight and no answer; looping users ask for nothing new meanwhile");
    }
}

void addErrors(TextPage& page, const RunRecord& record, const RunFigures& figures) {
    const Tally& t = figures.measured.tally;
    const auto rate = errorRate(t);
    if (!rate) {
        page.labelled("Errors", "not measured: no request was answered or failed");
        return;
    }
    page.labelled("Errors", countText(t.failed()) + " of " + countText(t.completed()) + " (" + percentText(*rate) + ")",
                  t.failed() == 0 ? Ink::Plain : Ink::Red);
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        const auto outcome = static_cast<Outcome>(i);
        const auto& examples = record.measurement.examples;
        // Bytes that nobody asked for are an example without a request that failed.
        const bool told = std::ranges::any_of(examples, [outcome](const ErrorExample& example) { return example.outcome == outcome; });
        if (t.of(outcome) == 0 && figures.whole.tally.of(outcome) == 0 && !told) {
            continue;
        }
        page.labelled("", countText(t.of(outcome)) + " " + std::string(toText(outcome)));
        for (const ErrorExample& example : examples) {
            if (example.outcome == outcome) {
                const bool named = example.endpoint < record.measurement.endpoints.size();
                page.paragraph("at " + humanDuration(example.at) + (named ? ", " + record.measurement.endpoints[example.endpoint] : "") +
                                   ": " + example.text,
                               18, Ink::Faint);
            }
        }
    }
}

void addEndpoints(TextPage& page, const RunFigures& figures, const Measurement& m) {
    if (figures.endpoints.size() < 2) {
        return;
    }
    page.heading("Endpoints");
    Table table{{"request", "share", "sent", "ok/s", "errors", "p50", "p95", "p99", "max"}, {}, 1};
    for (const EndpointFigures& endpoint : figures.endpoints) {
        const auto rate = errorRate(endpoint.measured.tally);
        const auto throughput = throughputOf(endpoint.measured.tally, m);
        const Histogram& response = endpoint.measured.response;
        table.rows.push_back({{nameCell(endpoint.name)},
                              {percentText(endpoint.share)},
                              {countText(endpoint.whole.tally.sent)},
                              {throughput ? rateText(*throughput) : "–"},
                              {rate ? percentText(*rate) : "–", rate.value_or(0) > 0 ? Ink::Red : Ink::Plain},
                              {quantileText(response, 0.5)},
                              {quantileText(response, 0.95)},
                              {quantileText(response, 0.99)},
                              {quantileText(response, 1)}});
    }
    page.table(table);
}

void addGenerator(TextPage& page, const RunRecord& record, const RunFigures& figures) {
    const GeneratorStatus status = record.generator.status;
    page.blank();
    page.labelled("Generator", generatorSentence(record, figures), status == GeneratorStatus::Ok ? Ink::Plain : Ink::Yellow);
    for (const std::string& reason : record.generator.reasons) {
        page.labelled("", reason);
    }
}

}  // namespace loadgate::report
