// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_table.h"
#include "core/config/run_config.h"

#include <span>
#include <string>
#include <utility>
#include <vector>

namespace loadgate::cli {

/// What a command line asks for. Flags that are on have the text "true"; flags that are off are left out.
struct Invocation {
    const CommandSpec* command{};  ///< null: only help or the version of the whole program was asked for
    std::vector<std::string> operands;
    GivenOptions options;
    Variables variables;  ///< the environment, for "${NAME}" in files
    bool help{}, version{};

    /// The value that wins, or nullptr.
    [[nodiscard]] const GivenOption* given(std::string_view option) const;
    [[nodiscard]] std::string textOr(std::string_view option, std::string_view otherwise) const;
    [[nodiscard]] bool isOn(std::string_view flag) const { return given(flag) != nullptr; }
};

using EnvironmentVariables = std::vector<std::pair<std::string, std::string>>;

/// Arguments (without the program's name) and environment to one value. Every complaint is one sentence; exit code 2. Pure.
[[nodiscard]] Result<Invocation> parseCommandLine(std::span<const std::string> arguments, const EnvironmentVariables&);

/// The part of it that the environment says, checked; only what this command takes from the environment.
[[nodiscard]] Result<GivenOptions> optionsFromEnvironment(const EnvironmentVariables&, Command);

/// Whether anything asks for --exit-style simple; holds for errors of the command line itself too.
[[nodiscard]] bool wantsSimpleExit(std::span<const std::string> arguments, const EnvironmentVariables&);

}  // namespace loadgate::cli
