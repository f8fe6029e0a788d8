// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/road.h"
#include "cli/state.h"
#include "core/report/reports.h"

namespace loadgate::cli {

Result<int> planCommand(const Invocation& call) {
    LOADGATE_TRY(const Reporting reporting, reportingFor(call, false));
    LOADGATE_TRY(const RunConfig config, configure(call));
    LOADGATE_TRY(PreparedRun prepared, prepareRun(config, catalogFor(call), std::stop_token{}));
    adviseByCalibration(calibrationFile(call), prepared);
    const Look& look = reporting.look;
    const Status shown = writeForPeople(look.reportTo, planReport(prepared, styleFor(look)));
    const auto failures = writeOutputs(reporting.outputs, [&](const Output&, std::string_view) { return planJson(prepared); });
    if (!failures.empty()) {
        return failures.front().second;
    }
    if (!shown && look.reportTo == kResults) {
        return Error{ErrorCode::Io, "the plan could not be written to standard output: " + shown.error().message};
    }
    return 0;
}

}  // namespace loadgate::cli
