// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/variables.h"
#include "model/run_record.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::cli {

/// How a step of GitHub Actions is told of a run: two files, which are added to, and its log.
struct GithubFiles {
    std::string summary, output;  ///< paths; empty: not there
    bool annotations{};           ///< somebody reads the log for "::error …::"
};
/// By GITHUB_STEP_SUMMARY, GITHUB_OUTPUT and GITHUB_ACTIONS=true. Pure.
[[nodiscard]] GithubFiles githubFilesOf(const Variables&);

/// Adds the summary and the outputs; `report` is the Markdown report that was written, empty for none. What could not be written.
[[nodiscard]] std::vector<Error> tellGithub(const RunRecord&, const GithubFiles&, std::string_view report);

}  // namespace loadgate::cli
