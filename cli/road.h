// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/github.h"
#include "cli/look.h"
#include "cli/outputs.h"
#include "cli/parse.h"
#include "cli/signals.h"
#include "core/metrics/metrics_options.h"
#include "core/report/reports.h"
#include "core/session/run_session.h"

#include <filesystem>
#include <vector>

namespace loadgate::cli {

/// Steps that run, plan and demo have in common, in the order they are walked: configure, prepare, execute, report.

/// Reads the profile and the objectives that the command line names, and deploy/targets.yml where it is, and joins them with the options.
[[nodiscard]] Result<RunConfig> configure(const Invocation&);
[[nodiscard]] Catalog catalogFor(const Invocation&);

/// How a run speaks and where its results go.
struct Reporting {
    std::vector<Output> outputs;
    Look look;
    std::string command;  ///< "run"
    MetricsOptions metrics;
    std::filesystem::path calibration;  ///< what this machine was calibrated to; empty: nobody asks
    GithubFiles github;                 ///< whom else to tell
};
/// Of the text for people at the end.
[[nodiscard]] TextStyle styleFor(const Look&);
[[nodiscard]] Result<Reporting> reportingFor(const Invocation&, bool reportByDefault);

/// Prepares, executes and reports one run; the exit code. Stopped by `signals`.
[[nodiscard]] Result<int> measureAndReport(const RunConfig&, const Catalog&, const Reporting&, const SignalWatch& signals);

/// Writes everything that was asked for and the text for people; the record's exit code, or 1 when something could not be written.
[[nodiscard]] int report(const RunRecord&, const Reporting&);

}  // namespace loadgate::cli
