// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_table.h"

#include <string>

namespace loadgate::cli {

/// What --help prints, `columns` wide where it can.
[[nodiscard]] std::string programHelp(unsigned columns);
[[nodiscard]] std::string commandHelp(const CommandSpec&, unsigned columns);

/// docs/cli.md and packaging/man/loadgate.1, from the same tables.
[[nodiscard]] std::string optionsAsMarkdown();
[[nodiscard]] std::string optionsAsMan();

/// "0.1.0".
[[nodiscard]] std::string_view programVersion();

/// One row per exit code of this version.
struct ExitMeaning {
    int code;
    std::string_view meaning;
};
[[nodiscard]] std::span<const ExitMeaning> exitMeanings();

}  // namespace loadgate::cli
