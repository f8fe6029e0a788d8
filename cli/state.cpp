// SPDX-License-Identifier: Apache-2.0
#include "cli/state.h"

#include "cli/outputs.h"
#include "core/report/calibration_report.h"

#include <unistd.h>
#include <cerrno>
#include <string>
#include <system_error>

namespace loadgate::cli {

namespace {

namespace fs = std::filesystem;

constexpr const char* kFile = "calibration.json";

/// The XDG Base Directory Specification: a path that is not absolute is as good as none.
fs::path absoluteOr(const Variables& variables, const char* name, const fs::path& otherwise) {
    const auto found = variables.find(name);
    return found != variables.end() && fs::path(found->second).is_absolute() ? fs::path(found->second) : otherwise;
}

std::string adviceFrom(const fs::path& file, const PreparedRun& run) {
    const auto unusable = [&file](const std::string& why) {
        return "the calibration in " + file.string() + " cannot be used: " + why + "; 'loadgate calibrate' makes a new one";
    };
    const Result<std::string> text = readText(file.string());
    if (!text) {
        return text.error().code == ErrorCode::NotFound ? std::string() : unusable(text.error().message);
    }
    const Result<StoredCalibration> stored = readCalibration(*text);
    if (!stored) {
        return unusable(stored.error().message);
    }
    return calibrationAdvice(stored->calibration, stored->day, machineHere(), run).value_or("");
}

}  // namespace

fs::path calibrationFile(const Invocation& call) {
    if (const GivenOption* given = call.given("state-dir")) {
        return fs::path(given->text) / kFile;
    }
    const fs::path home = absoluteOr(call.variables, "HOME", {});
    const fs::path state = absoluteOr(call.variables, "XDG_STATE_HOME", home.empty() ? home : home / ".local" / "state");
    return state.empty() ? state : state / "loadgate" / kFile;
}

Status makeRoomFor(const fs::path& file) {
    if (file.empty()) {
        return Error{ErrorCode::BadInput, "there is no folder to store the calibration in: give --state-dir DIR, or set HOME"};
    }
    const fs::path folder = file.parent_path();
    std::error_code error;
    if (fs::create_directories(folder, error)) {
        fs::permissions(folder, fs::perms::owner_all, error);
    }
    if (error) {
        return Error{ErrorCode::Io, folder.string() + ": this folder cannot be made: " + error.message()};
    }
    if (::access(folder.c_str(), W_OK) != 0) {
        return Error{ErrorCode::Io, folder.string() + ": nothing can be written in this folder: " + std::generic_category().message(errno)};
    }
    return ok();
}

Status storeCalibration(const fs::path& file, const Calibration& calibration) { return writeFile(file, calibrationJson(calibration)); }

void adviseByCalibration(const fs::path& file, PreparedRun& run) {
    if (std::string advice = file.empty() ? std::string() : adviceFrom(file, run); !advice.empty()) {
        run.advice.push_back(std::move(advice));
    }
}

}  // namespace loadgate::cli
