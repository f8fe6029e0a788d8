// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/demo/backend.h"
#include "cli/demo/backend_process.h"
#include "cli/demo/demo_profile.h"
#include "cli/road.h"

namespace loadgate::cli {

Result<int> demoBackendCommand(const Invocation& call) {
    LOADGATE_TRY(const BackendConfig config, backendConfigOf(call));
    const bool quiet = call.isOn("quiet");
    LOADGATE_CHECK(serveBackend(config, [&](const std::string& url) -> Status {
        if (!quiet) {
            say("/ /items /orders /slow /fast /flaky /healthz; latency " + toText(config.answers.median) + ", errors " +
                toText(Share{config.answers.errorShare}) + ", X-Version: " + config.version + "; Ctrl-C stops it");
        }
        return writeAll(kResults, "listening on " + url + "\n").within("standard output could not be written");
    }));
    return 0;
}

Result<int> demoCommand(const Invocation& call) {
    LOADGATE_TRY(const Reporting reporting, reportingFor(call, false));
    LOADGATE_TRY(const LoadProfile profile, readProfile(kDemoProfile, "the demo profile"));
    const SignalWatch signals;
    LOADGATE_TRY(const BackendProcess backend, BackendProcess::start({}));
    GivenOptions options = call.options;
    options["target"].push_back({backend.url(), Origin::Option, "demo"});
    LOADGATE_TRY(const RunConfig config, effectiveConfig(profile, std::nullopt, options));
    if (!reporting.look.quiet) {
        say("measuring a demo backend on " + backend.url() + ", started for this and stopped afterwards");
    }
    return measureAndReport(config, catalogFor(call), reporting, signals);
}

}  // namespace loadgate::cli
