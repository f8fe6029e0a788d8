// SPDX-License-Identifier: Apache-2.0
#include "cli/github.h"

#include "core/report/github_report.h"
#include "core/report/reports.h"

#include <filesystem>
#include <system_error>

namespace loadgate::cli {

namespace {

std::string valueOf(const Variables& variables, std::string_view name) {
    const auto found = variables.find(name);
    return found == variables.end() ? std::string() : found->second;
}

/// What a step's summary may still take.
std::size_t roomIn(const std::string& path) {
    std::error_code missing;
    const auto size = std::filesystem::file_size(path, missing);
    return missing ? kLargestSummary : size < kLargestSummary ? kLargestSummary - static_cast<std::size_t>(size) : 0;
}

}  // namespace

GithubFiles githubFilesOf(const Variables& variables) {
    GithubFiles files{valueOf(variables, "GITHUB_STEP_SUMMARY"), valueOf(variables, "GITHUB_OUTPUT"), false};
    files.annotations = !files.summary.empty() || !files.output.empty() || valueOf(variables, "GITHUB_ACTIONS") == "true";
    return files;
}

std::vector<Error> tellGithub(const RunRecord& record, const GithubFiles& files, std::string_view report) {
    std::vector<Error> failures;
    const auto add = [&](const std::string& path, const std::string& text, const char* variable) {
        if (const Status written = appendToFile(path, text).within(variable); !written) {
            failures.push_back(written.error());
        }
    };
    if (!files.summary.empty()) {
        add(files.summary, githubSummary(record, roomIn(files.summary)), "GITHUB_STEP_SUMMARY");
    }
    if (!files.output.empty()) {
        add(files.output, githubOutputs(record, report), "GITHUB_OUTPUT");
    }
    return failures;
}

}  // namespace loadgate::cli
