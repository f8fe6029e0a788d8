// SPDX-License-Identifier: Apache-2.0
#include "cli/road.h"

#include "cli/console.h"
#include "cli/event_stream.h"
#include "cli/failure.h"
#include "cli/interrupted.h"
#include "cli/plugins_text.h"
#include "cli/progress_listener.h"
#include "cli/state.h"
#include "core/metrics/metrics_stream.h"
#include "core/report/deployment_report.h"
#include "core/report/escape.h"
#include "core/report/github_report.h"
#include "core/report/reports.h"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <optional>

namespace loadgate::cli {

namespace {

constexpr const char* kDefaultObjectives = "deploy/performance_config.yml";
constexpr const char* kTargets = "deploy/targets.yml";

Result<std::optional<LoadProfile>> profileOf(const Invocation& call) {
    if (call.operands.empty()) {
        return std::optional<LoadProfile>{};
    }
    const std::string& path = call.operands.front();
    if (path.find("://") != std::string::npos) {
        return Error{ErrorCode::BadInput, "'" + path + "' is a URL, and a profile is a file; did you mean --target " + path + "?"};
    }
    LOADGATE_TRY(const std::string text, readText(path));
    LOADGATE_TRY(LoadProfile profile, readProfile(text, path, call.variables));
    return std::optional<LoadProfile>(std::move(profile));
}

Result<std::optional<ObjectivesFile>> objectivesOf(const Invocation& call) {
    const GivenOption* given = call.given("config");
    std::error_code ignored;
    if (given == nullptr && !std::filesystem::exists(kDefaultObjectives, ignored)) {
        return std::optional<ObjectivesFile>{};
    }
    const std::string path = given == nullptr ? kDefaultObjectives : given->text;
    LOADGATE_TRY(const std::string text, readText(path).within(given == nullptr ? "objectives" : given->where));
    LOADGATE_TRY(ObjectivesFile objectives, readObjectives(text, path, call.variables));
    return std::optional<ObjectivesFile>(std::move(objectives));
}

/// From the working directory, as everything below deploy/.
Result<std::optional<TargetsFile>> targetsOf(const Invocation& call) {
    std::error_code ignored;
    if (!std::filesystem::exists(kTargets, ignored)) {
        return std::optional<TargetsFile>{};
    }
    LOADGATE_TRY(const std::string text, readText(kTargets).within("targets"));
    LOADGATE_TRY(TargetsFile targets, readTargets(text, kTargets, call.variables));
    return std::optional<TargetsFile>(std::move(targets));
}

std::string openingOf(const PreparedRun& prepared, const Catalog& catalog, const Look& look) {
    if (look.verbose) {
        return planReport(prepared, {look.colourPeople, columnsOfTerminal(kPeople), look.utf8}) + "\n" +
               usedPluginsAsText(prepared.plugins, catalog.plugins()) + "\n";
    }
    std::string opening;
    if (!look.quiet) {
        std::ranges::for_each(prepared.advice, [&](const std::string& sentence) { opening += noteLine(sentence) + "\n"; });
    }
    return opening;
}

std::string textFor(const RunRecord& record, const Look& look) {
    if (look.quiet) {
        return std::string(toText(record.verdict.status)) + ": " + forTerminal(record.verdict.reason) + "\n";
    }
    return textReport(record, styleFor(look));
}

std::optional<Output> eventsOf(const Reporting& reporting) {
    const auto found = std::ranges::find(reporting.outputs, Output::Kind::Events, &Output::kind);
    return found == reporting.outputs.end() ? std::nullopt : std::optional(*found);
}

/// The exit code, once the stream has ended with it.
int told(EventStream& events, int code, std::shared_ptr<const RunRecord> record, const std::string& error) {
    const Status written = events.finish(code, std::move(record), error);
    if (!written) {
        complain(written.error().message);
    }
    return written ? code : 1;
}

std::string deploymentText(const RunRecord& record, const Output& output, std::string_view last) {
    return (output.toResults() || !last.empty() ? "" : std::string(kDeploymentTitle)) + deploymentSection(record);
}

/// What a crash left of a line is ended first.
std::string deploymentLineAfter(const RunRecord& record, std::string_view last) {
    return (last.empty() || last == "\n" ? "" : "\n") + deploymentLine(record);
}

/// Where Prometheus is told of the run.
Result<MetricsOptions> metricsOf(const Invocation& call) {
    MetricsOptions metrics;
    if (const GivenOption* listen = call.given("metrics-listen")) {
        LOADGATE_TRY(metrics.listen, parseListenAddress(listen->text).within(listen->where));
    }
    if (const GivenOption* gateway = call.given("pushgateway")) {
        LOADGATE_TRY(metrics.pushgateway, parsePushgatewayUrl(gateway->text).within(gateway->where));
    }
    if (const GivenOption* file = call.given("metrics-textfile")) {
        metrics.textfile = file->text;
    }
    return metrics;
}

/// Once a signal has come, everything ends within 5 s, of which 3 s may go by with answers that are still to come, and 1.5 s with a slow
/// reader of events.
std::chrono::milliseconds patienceFor(int signal, const Reporting& reporting) {
    using namespace std::chrono_literals;
    if (signal == 0) {
        return 5s;
    }
    return eventsOf(reporting) ? 300ms : 1000ms;
}

/// The final metrics are where they were asked for, and nothing is scraped any more.
bool metricsDelivered(MetricsStream& metrics, const RunRecord* record, std::chrono::milliseconds patience) {
    const std::vector<Error> undelivered = metrics.finish(record, patience);
    std::ranges::for_each(undelivered, [](const Error& error) { complain(forTerminal(error.message)); });
    return undelivered.empty();
}

std::string render(const RunRecord& record, const Output& output, std::string_view earlier) {
    switch (output.kind) {
        case Output::Kind::Json: return jsonReport(record);
        case Output::Kind::Html: return htmlReport(record);
        case Output::Kind::Junit: return junitReport(record);
        case Output::Kind::Hgrm: return hgrmReport(record);
        case Output::Kind::Deployment: return deploymentText(record, output, earlier);
        case Output::Kind::DeploymentLines: return deploymentLineAfter(record, earlier);
        case Output::Kind::Events:
        case Output::Kind::Metrics: return {};  // written while the run went
        case Output::Kind::Report: break;
    }
    return output.toResults() ? markdownSection(record) : prependedMarkdown(record, earlier);
}

/// The Markdown report that is there now; empty for none.
std::string reportWritten(const std::vector<Output>& outputs, const std::vector<std::pair<Output, Error>>& failures) {
    for (const Output& output : outputs) {
        const bool failed = std::ranges::any_of(failures, [&](const auto& failure) { return failure.first == output; });
        if (output.kind == Output::Kind::Report && !output.toResults() && !failed) {
            return output.path;
        }
    }
    return {};
}

}  // namespace

TextStyle styleFor(const Look& look) {
    return {look.reportTo == kResults ? look.colourResults : look.colourPeople, columnsOfTerminal(look.reportTo), look.utf8};
}

Result<RunConfig> configure(const Invocation& call) {
    LOADGATE_TRY(const std::optional<LoadProfile> profile, profileOf(call));
    LOADGATE_TRY(const std::optional<ObjectivesFile> objectives, objectivesOf(call));
    LOADGATE_TRY(const std::optional<TargetsFile> targets, targetsOf(call));
    return effectiveConfig(profile, objectives, call.options, targets);
}

Catalog catalogFor(const Invocation& call) {
    std::vector<std::filesystem::path> folders;
    if (const auto given = call.options.find("plugin-dir"); given != call.options.end()) {
        std::ranges::transform(given->second, std::back_inserter(folders), &GivenOption::text);
    }
    return Catalog::scan(PluginPlaces::standard(folders));
}

Result<Reporting> reportingFor(const Invocation& call, bool reportByDefault) {
    LOADGATE_TRY(std::vector<Output> outputs, chooseOutputs(call, reportByDefault));
    LOADGATE_CHECK(checkOutputs(outputs));
    const Look look = lookOf(call, surroundings(), anyToResults(outputs));
    LOADGATE_TRY(MetricsOptions metrics, metricsOf(call));
    return Reporting{std::move(outputs), look, std::string(call.command->name), std::move(metrics), {}, {}};
}

Result<int> measureAndReport(const RunConfig& config, const Catalog& catalog, const Reporting& reporting, const SignalWatch& signals) {
    LOADGATE_TRY(PreparedRun prepared, prepareRun(config, catalog, signals.token()));
    adviseByCalibration(reporting.calibration, prepared);
    ProgressListener progress(reporting.look, openingOf(prepared, catalog, reporting.look), prepared.curve.model(), config.objectives);
    LOADGATE_TRY(const std::unique_ptr<EventStream> events, EventStream::open(eventsOf(reporting), reporting.command, progress));
    LOADGATE_TRY(const std::unique_ptr<MetricsStream> metrics, MetricsStream::open(reporting.metrics, *events));
    Result<RunRecord> measured = RunSession::execute(prepared, *metrics, signals.token());
    progress.finish();
    const int signal = signals.signal();
    const std::chrono::milliseconds patience = patienceFor(signal, reporting);
    if (!measured) {
        complain(measured.error().message);
        (void)metricsDelivered(*metrics, nullptr, patience);
        const int code = exitCodeOf(measured.error(), signal);
        return told(*events, code, nullptr, measured.error().message);
    }
    const auto record =
        std::make_shared<const RunRecord>(signal == 0 ? std::move(measured).value() : interrupted(std::move(measured).value(), signal));
    const bool delivered = metricsDelivered(*metrics, record.get(), patience);
    const int reported = report(*record, reporting);
    const int code = delivered ? reported : 1;
    return told(*events, code, record, {});
}

int report(const RunRecord& record, const Reporting& reporting) {
    const auto failures =
        writeOutputs(reporting.outputs, [&](const Output& output, std::string_view earlier) { return render(record, output, earlier); });
    const std::string annotations = reporting.github.annotations ? githubAnnotations(record) : std::string();
    const Status shown = writeForPeople(reporting.look.reportTo, textFor(record, reporting.look) + annotations);
    bool complete = true;
    for (const Error& error : tellGithub(record, reporting.github, reportWritten(reporting.outputs, failures))) {
        complete = false;
        complain(error.message);
    }
    for (const auto& [output, error] : failures) {
        complete = complete && !output.askedFor;
        complain(error.message);
    }
    if (!shown && reporting.look.reportTo == kResults) {
        complain("the report could not be written to standard output: " + shown.error().message);
        complete = false;
    }
    return complete ? loadgate::exitCodeOf(record) : 1;
}

}  // namespace loadgate::cli
