// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"

#include <string>
#include <vector>

namespace loadgate::cli {

/// The whole program: arguments without the program's own name in, exit code out. Speaks on standard output and standard error.
[[nodiscard]] int runProgram(const std::vector<std::string>& arguments, const EnvironmentVariables&);

/// The environment of this process.
[[nodiscard]] EnvironmentVariables processEnvironment();

}  // namespace loadgate::cli
