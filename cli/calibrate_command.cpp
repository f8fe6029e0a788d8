// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/failure.h"
#include "cli/progress_listener.h"
#include "cli/road.h"
#include "cli/state.h"
#include "core/report/calibration_report.h"

#include <array>
#include <cstdio>
#include <cstdlib>
#include <optional>

namespace loadgate::cli {

namespace {

constexpr Duration kEach = std::chrono::seconds(1);
constexpr Duration kShortest = std::chrono::milliseconds(50);
constexpr Duration kLongest = std::chrono::minutes(1);

Result<Duration> lengthOf(const Invocation& call) {
    const GivenOption* given = call.given("duration");
    if (given == nullptr) {
        return kEach;
    }
    LOADGATE_TRY(const Duration each, parseDuration(given->text, BareNumber::Accepted).within(given->where));
    if (each < kShortest || each > kLongest) {
        return Error{ErrorCode::BadInput, given->where + ": '" + given->text +
                                              "' is not a length from 50ms to 1m; each of some thirty "
                                              "measurements takes it"};
    }
    return each;
}

/// Other people's work counts as this machine's.
std::optional<std::string> busyness() {
    double load = 0;
    const auto cpus = static_cast<double>(machineHere().cpus);
    if (::getloadavg(&load, 1) != 1 || load < cpus / 2) {
        return std::nullopt;
    }
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), "%.1f", load);
    return noteLine("this machine is busy (load average " + std::string(text.data()) + "): what it can send beside that is measured");
}

}  // namespace

Result<int> calibrateCommand(const Invocation& call) {
    LOADGATE_TRY(const Duration each, lengthOf(call));
    LOADGATE_TRY(const Reporting reporting, reportingFor(call, false));
    const std::filesystem::path file = calibrationFile(call);
    const GivenOption* folder = call.given("state-dir");
    LOADGATE_CHECK(makeRoomFor(file).within(folder == nullptr ? "the state folder" : folder->where));
    const SignalWatch signals;
    const auto progress = [quiet = reporting.look.quiet](const std::string& sentence) {
        if (!quiet) {
            say(sentence);
        }
    };
    if (const auto busy = busyness()) {
        progress(*busy);
    }
    const Result<Calibration> calibration = calibrate(each, progress, signals.token());
    if (!calibration) {
        complain(calibration.error().message);
        return exitCodeOf(calibration.error(), signals.signal());
    }
    LOADGATE_CHECK(storeCalibration(file, *calibration));
    progress("stored in " + file.string());
    const Look& look = reporting.look;
    const Status shown = writeForPeople(look.reportTo, calibrationReport(*calibration, styleFor(look)));
    const auto failures = writeOutputs(reporting.outputs, [&](const Output&, std::string_view) { return calibrationJson(*calibration); });
    if (!failures.empty()) {
        return failures.front().second;
    }
    if (!shown && look.reportTo == kResults) {
        return Error{ErrorCode::Io, "the table could not be written to standard output: " + shown.error().message};
    }
    return 0;
}

}  // namespace loadgate::cli
