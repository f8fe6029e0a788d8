// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/option_table.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::cli {

/// packaging/completion/: what a shell reads to complete a command line, from the tables of commands and options. Pure.
[[nodiscard]] std::string bashCompletion();
[[nodiscard]] std::string zshCompletion();
[[nodiscard]] std::string fishCompletion();

/// What a shell can offer after an option.
enum class Offer : std::uint8_t { Nothing, Files, Folders, Choices, Patterns };
[[nodiscard]] Offer offerAfter(const OptionSpec&);
/// The options of a command, in the order of help.
[[nodiscard]] std::vector<const OptionSpec*> optionsOf(Command);
/// First words of commands, each once: "run", "plan", "plugins", "demo".
[[nodiscard]] std::vector<std::string> firstWords();
/// Second words after a first one: "list", "show" after "plugins".
[[nodiscard]] std::vector<const CommandSpec*> secondWords(std::string_view first);
/// "list" of "plugins list"; empty for a command of one word.
[[nodiscard]] std::string_view secondWordOf(const CommandSpec&);
/// A text between two single quotes, for zsh and fish: `quote` is how one is written within.
[[nodiscard]] std::string singleQuoted(std::string_view text, std::string_view quote);

}  // namespace loadgate::cli
