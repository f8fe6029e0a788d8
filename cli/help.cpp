// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"

#include "cli/option_table.h"
#include "cli/wrap.h"

#include <algorithm>
#include <array>

namespace loadgate::cli {

namespace {

constexpr std::array kExits{
    ExitMeaning{0, "PASS"},
    ExitMeaning{1, "internal error, or an output that was asked for could not be written"},
    ExitMeaning{2, "wrong usage or configuration; nothing was sent"},
    ExitMeaning{10, "FAIL"},
    ExitMeaning{20, "INCONCLUSIVE: this run cannot tell"},
    ExitMeaning{30, "INVALID: this was no measurement (generator saturated, or no data)"},
    ExitMeaning{130, "interrupted by SIGINT"},
    ExitMeaning{143, "interrupted by SIGTERM"},
};

constexpr unsigned kNameColumn = 30;

/// "  left                        right", the right part wrapped in its column.
std::string row(const std::string& left, std::string_view right, unsigned columns) {
    std::string out = "  " + left;
    const unsigned used = columnsOf(out);
    out += used + 2 > kNameColumn ? "\n" + std::string(kNameColumn, ' ') : std::string(kNameColumn - used, ' ');
    return out + wrapped(right, columns, kNameColumn) + "\n";
}

std::string leftOf(const OptionSpec& option) {
    const std::string shown = option.name == "help" ? "-h, --help" : "--" + std::string(option.name);
    return option.isFlag() ? shown : shown + " " + std::string(option.value);
}

std::string rightOf(const OptionSpec& option) {
    return std::string(option.help) + (option.times == Times::Many ? "; may be given several times" : "");
}

}  // namespace

std::span<const ExitMeaning> exitMeanings() { return kExits; }

std::string_view programVersion() { return LOADGATE_VERSION; }

std::string programHelp(unsigned columns) {
    const std::string title = "loadgate " + std::string(programVersion()) +
                              ": simulate production traffic, measure it, and judge whether a service meets its objectives";
    std::string out = wrapped(title, columns, 0) + "\n\nCommands\n";
    for (const CommandSpec& command : commands()) {
        const std::string operands = command.operands.empty() ? "" : " " + std::string(command.operands);
        out += row(std::string(command.name) + operands, command.summary, columns);
    }
    out += "\n" + wrapped("loadgate COMMAND --help shows a command's options; loadgate --version the version.", columns, 0) +
           "\n\nFirst run\n";
    out += "  loadgate demo\n  loadgate run --target http://127.0.0.1:8080/ --concurrency 50 --duration 60s --p95 250ms\n";
    return out;
}

std::string commandHelp(const CommandSpec& command, unsigned columns) {
    const std::string operands = command.operands.empty() ? "" : " " + std::string(command.operands);
    std::string out =
        "loadgate " + std::string(command.name) + operands + " [options]\n\n" + wrapped(command.description, columns, 0) + "\n";
    std::string_view heading;
    for (const OptionSpec& option : options()) {
        if (!option.isFor(command.id)) {
            continue;
        }
        if (heading != title(option.group) && option.name != "help") {
            heading = title(option.group);
            out += "\n" + std::string(heading) + "\n";
        }
        out += (option.name == "help" ? "\n" : "") + row(leftOf(option), rightOf(option), columns);
    }
    if (command.id == Command::Run || command.id == Command::Demo) {
        out += "\nExit codes\n";
        for (const ExitMeaning& exit : kExits) {
            out += row(std::to_string(exit.code), exit.meaning, columns);
        }
    }
    return out;
}

}  // namespace loadgate::cli
