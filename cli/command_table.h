// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>

namespace loadgate::cli {

/// The commands of this version. The values are bits: an option says with them which commands take it.
enum class Command : std::uint8_t { Run = 1, Plan = 2, PluginsList = 4, PluginsShow = 8, Demo = 16, DemoBackend = 32, Calibrate = 64 };
using CommandSet = std::uint8_t;
[[nodiscard]] constexpr CommandSet setOf(Command command) { return static_cast<CommandSet>(command); }

struct CommandSpec {
    Command id;
    std::string_view name;      ///< "run", "plugins list"
    std::string_view operands;  ///< as help shows it: "[PROFILE.yml | -]"
    std::size_t minOperands, maxOperands;
    std::string_view summary;      ///< one line
    std::string_view description;  ///< a paragraph or two, as wide as they come
};
[[nodiscard]] std::span<const CommandSpec> commands();

/// Which command the first words of the command line name, and how many words that took.
struct FoundCommand {
    const CommandSpec* command{};
    std::size_t words{};
};
/// Unsupported for a command of the contract that this version does not have; BadInput names the nearest right spelling.
[[nodiscard]] Result<FoundCommand> findCommand(std::span<const std::string> words);

}  // namespace loadgate::cli
