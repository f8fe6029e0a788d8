// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"

namespace loadgate::cli {

/// Each command: parsed words in, exit code out. An error is not printed yet; its code is exitCodeOf().
[[nodiscard]] Result<int> runCommand(const Invocation&);
[[nodiscard]] Result<int> planCommand(const Invocation&);
[[nodiscard]] Result<int> pluginsListCommand(const Invocation&);
[[nodiscard]] Result<int> pluginsShowCommand(const Invocation&);
[[nodiscard]] Result<int> calibrateCommand(const Invocation&);
[[nodiscard]] Result<int> demoCommand(const Invocation&);
[[nodiscard]] Result<int> demoBackendCommand(const Invocation&);

}  // namespace loadgate::cli
