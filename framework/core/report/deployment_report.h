// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/run_record.h"

#include <string>
#include <string_view>

namespace loadgate {

/// deploy/deployment_report.md: sections are added at its end and never changed, so that it is a log of what was decided.
inline constexpr std::string_view kDeploymentTitle = "# Deployment report\n";

/// A run without a gate as a section, heading and a line feed before it included: "Auto-rollback triggered: N (no gate)".
[[nodiscard]] std::string deploymentSection(const RunRecord&);
/// The same for programs, loadgate.rollout/1, one line.
[[nodiscard]] std::string deploymentLine(const RunRecord&);

}  // namespace loadgate
