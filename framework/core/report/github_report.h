// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/run_record.h"

#include <cstddef>
#include <string>
#include <string_view>

namespace loadgate {

/// What a workflow of GitHub Actions is told of a run (docs.github.com, "Workflow commands for GitHub Actions").

/// GitHub refuses a step's summary of 1 MiB and more.
inline constexpr std::size_t kLargestSummary = 1024UL * 1024UL - 1;

/// For the file that GITHUB_STEP_SUMMARY names: the run's section of the Markdown report, at most `room` bytes of whole parts, and a
/// sentence when parts had to stay away. Empty when not even the verdict has room.
[[nodiscard]] std::string githubSummary(const RunRecord&, std::size_t room = kLargestSummary);
/// For the file that GITHUB_OUTPUT names: verdict, reason, p95_ms, error_rate, throughput_rps, report, rollback. What was not measured and
/// a report that was not written have no line.
[[nodiscard]] std::string githubOutputs(const RunRecord&, std::string_view report);
/// One "::error title=…::…" line per failed check, at most 10, for the job's log.
[[nodiscard]] std::string githubAnnotations(const RunRecord&);

}  // namespace loadgate
