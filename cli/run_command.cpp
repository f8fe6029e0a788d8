// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/road.h"
#include "cli/state.h"

#include <filesystem>

namespace loadgate::cli {

Result<int> runCommand(const Invocation& call) {
    std::error_code ignored;
    LOADGATE_TRY(Reporting reporting, reportingFor(call, std::filesystem::is_directory("deploy", ignored)));
    reporting.github = githubFilesOf(call.variables);
    LOADGATE_TRY(const RunConfig config, configure(call));
    reporting.calibration = calibrationFile(call);
    const SignalWatch signals;
    return measureAndReport(config, catalogFor(call), reporting, signals);
}

}  // namespace loadgate::cli
