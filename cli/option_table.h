// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/command_table.h"

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::cli {

enum class OptionGroup : std::uint8_t { Load, Requests, Objectives, Results, Safety, Terminal, Plugins, Backend };
[[nodiscard]] std::string_view title(OptionGroup);

/// Whether LOADGATE_<NAME> (or, for the objectives, LOADTEST_…) says the same as the option.
enum class Twin : std::uint8_t { Has, None };
enum class Times : std::uint8_t { Once, Many };

/// One option. The parser, --help, docs/cli.md and the man page are all made from these rows.
struct OptionSpec {
    std::string_view name;   ///< without dashes
    std::string_view value;  ///< "D"; empty for a flag; "a|b" allows exactly a and b
    std::string_view help;   ///< one line, no full stop
    OptionGroup group;
    CommandSet commands;  ///< that take it
    Times times{Times::Once};
    Twin twin{Twin::Has};

    [[nodiscard]] bool isFlag() const { return value.empty(); }
    [[nodiscard]] bool isFor(Command command) const { return (commands & setOf(command)) != 0; }
};

/// By group, in the order of help. A name may stand twice, for different commands.
[[nodiscard]] std::span<const OptionSpec> options();
[[nodiscard]] const OptionSpec* findOption(std::string_view name, Command);
/// The command that takes an option of this name, if any does.
[[nodiscard]] const CommandSpec* commandTaking(std::string_view name);
/// Known by the contract, not in this version.
[[nodiscard]] bool isLaterOption(std::string_view name);
/// The alternatives of "a|b"; empty when the value is free.
[[nodiscard]] std::vector<std::string> choicesOf(const OptionSpec&);
/// BadInput when the value is not one of them, with the nearest right spelling; `where` is what the sentence begins with.
[[nodiscard]] Status checkChoice(const OptionSpec&, std::string_view text, std::string_view where);
/// "LOADGATE_MAX_IN_FLIGHT", "LOADTEST_LATENCY_P95"; empty when the option has no twin.
[[nodiscard]] std::string twinOf(const OptionSpec&);
/// Whether a command listens to the option's twin. The demo brings its own load and objectives: what the environment says about another
/// service is not meant for it.
[[nodiscard]] bool takesFromEnvironment(const OptionSpec&, Command);

}  // namespace loadgate::cli
