// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"
#include "core/session/calibration.h"

#include <filesystem>

namespace loadgate::cli {

/// calibration.json in the state folder: --state-dir, else $XDG_STATE_HOME/loadgate, else ~/.local/state/loadgate; empty when the
/// environment names none of them. Pure.
[[nodiscard]] std::filesystem::path calibrationFile(const Invocation&);

/// Makes the file's folder, for its owner alone, where it is not. BadInput when there is no place for one, Io when it cannot be written in.
[[nodiscard]] Status makeRoomFor(const std::filesystem::path& file);
/// Stores it whole or not at all.
[[nodiscard]] Status storeCalibration(const std::filesystem::path& file, const Calibration&);

/// Adds what a person should know of the calibration in this file to the run's advice. A file that is not there is no calibration; one
/// that cannot be used is said to be so.
void adviseByCalibration(const std::filesystem::path& file, PreparedRun&);

}  // namespace loadgate::cli
