// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"

#include <functional>
#include <string>
#include <vector>

namespace loadgate::cli {

/// A file that a command writes, or standard output.
struct Output {
    enum class Kind : std::uint8_t { Report, Json, Html, Junit, Hgrm, Events, Deployment, DeploymentLines, Metrics };
    Kind kind{Kind::Json};
    std::string option;   ///< "--json"; what messages begin with
    std::string path;     ///< "-": standard output
    bool askedFor{true};  ///< false: the default report, whose absence fails nothing
    [[nodiscard]] bool toResults() const { return path == "-"; }
    bool operator==(const Output&) const = default;
};

/// What --report, --json, --metrics-textfile and their like ask for; --deployment-report FILE.md also for its twin FILE.jsonl. With
/// `reportByDefault`, deploy/performance_report.md unless --report says otherwise. BadInput when two outputs go to the same place. Pure.
[[nodiscard]] Result<std::vector<Output>> chooseOutputs(const Invocation&, bool reportByDefault);
[[nodiscard]] bool anyToResults(const std::vector<Output>&);

/// Before anything is sent: BadInput when the folder is missing or the file is a folder, Io when it cannot be written.
[[nodiscard]] Status checkOutputs(const std::vector<Output>&);

/// Writes each output but events and metrics, which are written while the run goes, with the text that `render` makes of it (`earlier`:
/// what the file held, empty for standard output; of the two deployment reports, which are only added to, the last byte); one that fails
/// does not stop the others. A text is not rendered for a file whose earlier text cannot be read.
using Render = std::function<std::string(const Output&, std::string_view earlier)>;
[[nodiscard]] std::vector<std::pair<Output, Error>> writeOutputs(const std::vector<Output>&, const Render&);

/// The whole text of a file or, for "-", of standard input; at most 16 MiB.
[[nodiscard]] Result<std::string> readText(const std::string& path);

}  // namespace loadgate::cli
