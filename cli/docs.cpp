// SPDX-License-Identifier: Apache-2.0
#include "cli/help.h"
#include "cli/option_table.h"

#include <algorithm>

namespace loadgate::cli {

namespace {

/// Table bars and markup are text here.
std::string cell(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '|' || c == '<' || c == '*' || c == '_') {
            out += '\\';
        }
        out += c;
    }
    return out;
}

/// Inside a code span only the bar of a table must be escaped.
std::string codeCell(std::string_view text) {
    std::string out = "`";
    for (const char c : text) {
        out += c == '|' ? "\\|" : std::string(1, c);
    }
    return out + "`";
}

std::string shown(const OptionSpec& option) {
    const std::string name = "--" + std::string(option.name);
    return option.isFlag() ? name : name + " " + std::string(option.value);
}

std::string helpOf(const OptionSpec& option) {
    return std::string(option.help) + (option.times == Times::Many ? "; may be given several times" : "");
}

std::string markdownTable(const CommandSpec& command) {
    std::string out;
    std::string_view heading;
    for (const OptionSpec& option : options()) {
        if (!option.isFor(command.id) || option.name == "help") {
            continue;
        }
        if (heading != title(option.group)) {
            heading = title(option.group);
            out += "\n" + std::string(heading) + "\n\n| Option | Meaning | Environment |\n| --- | --- | --- |\n";
        }
        const std::string twin = takesFromEnvironment(option, command.id) ? twinOf(option) : "";
        out += "| " + codeCell(shown(option)) + " | " + cell(helpOf(option)) + " | " + (twin.empty() ? "" : codeCell(twin)) + " |\n";
    }
    return out;
}

/// A backslash, a hyphen and a control character at the start of a line mean something to troff.
std::string troff(std::string_view text) {
    std::string out;
    for (const char c : text) {
        if (c == '\\') {
            out += "\\e";
        } else if (c == '-') {
            out += "\\-";
        } else if ((c == '.' || c == '\'') && (out.empty() || out.back() == '\n')) {
            out += std::string("\\&") + c;
        } else {
            out += c;
        }
    }
    return out;
}

std::string manParagraphs(std::string_view text) {
    std::string out = troff(text);
    for (std::size_t at = out.find("\n\n"); at != std::string::npos; at = out.find("\n\n", at)) {
        out.replace(at, 2, "\n.PP\n");
    }
    return out;
}

std::string manCommand(const CommandSpec& command) {
    const std::string operands = command.operands.empty() ? "" : " " + std::string(command.operands);
    std::string out = ".SS " + troff("loadgate " + std::string(command.name) + operands) + "\n" + manParagraphs(command.description) + "\n";
    for (const OptionSpec& option : options()) {
        if (option.isFor(command.id) && option.name != "help") {
            out += ".TP\n.B " + troff(shown(option)) + "\n" + troff(helpOf(option)) + "\n";
        }
    }
    return out;
}

}  // namespace

std::string optionsAsMarkdown() {
    std::string out =
        "# Command line\n\n"
        "Generated from the option table in `cli/option_table.cpp`; change it there and run `cmake --build build/dev --target "
        "cli_docs`.\n\n"
        "Results go to standard output, everything else to standard error. A value comes from the built-in default, the file, the "
        "environment or the option; the later "
        "wins, and `loadgate plan` shows which one it was.\n\n"
        "| Command | Meaning |\n| --- | --- |\n";
    for (const CommandSpec& command : commands()) {
        const std::string operands = command.operands.empty() ? "" : " " + std::string(command.operands);
        out += "| " + codeCell("loadgate " + std::string(command.name) + operands) + " | " + cell(command.summary) + " |\n";
    }
    out +=
        "| `loadgate COMMAND --help`, `loadgate --help` | the options of a command, the commands |\n| `loadgate --version` | the version "
        "|\n";
    out += "\n## Exit codes\n\n| Code | Meaning |\n| --- | --- |\n";
    for (const ExitMeaning& exit : exitMeanings()) {
        out += "| " + std::to_string(exit.code) + " | " + cell(exit.meaning) + " |\n";
    }
    for (const CommandSpec& command : commands()) {
        out += "\n## `loadgate " + std::string(command.name) + "`\n\n" + cell(command.description) + "\n" + markdownTable(command);
    }
    return out;
}

std::string optionsAsMan() {
    std::string out =
        R"(.\" Generated from the option table in cli/option_table.cpp; change it there.
.\" SPDX-License-Identifier: Apache-2.0
)";
    out += R"(.TH LOADGATE 1 "" "loadgate )" + std::string(programVersion()) + R"(" "User Commands")" + "\n.SH NAME\n";
    out +=
        "loadgate \\- simulate production traffic, measure it, and judge it by objectives\n.SH SYNOPSIS\n.B loadgate\nCOMMAND "
        "[options]\n.SH COMMANDS\n";
    for (const CommandSpec& command : commands()) {
        out += manCommand(command);
    }
    out += ".SH EXIT STATUS\n";
    for (const ExitMeaning& exit : exitMeanings()) {
        out += ".TP\n.B " + std::to_string(exit.code) + "\n" + troff(exit.meaning) + "\n";
    }
    out += ".SH ENVIRONMENT\n";
    for (const OptionSpec& option : options()) {
        const bool repeated = &*std::ranges::find(options(), option.name, &OptionSpec::name) != &option;
        if (!twinOf(option).empty() && !repeated) {
            out += ".TP\n.B " + twinOf(option) + "\n" + troff("as --" + std::string(option.name)) + "\n";
        }
    }
    out += ".TP\n.B LOADGATE_PLUGIN_PATH\n" + troff("folders to look for plugins in, separated by colons") + "\n";
    out += ".TP\n.B GITHUB_STEP_SUMMARY, GITHUB_OUTPUT\n" +
           troff("run adds its summary and its outputs to these files; one error line per failed check is printed") + "\n";
    out += ".TP\n.B NO_COLOR\n" + troff("no colours, even when empty") + "\n";
    out +=
        ".SH FILES\n.TP\n.I deploy/performance_config.yml\nobjectives, read when there\n.TP\n.I deploy/performance_report.md\nthe report, "
        "written when ./deploy is there\n.TP\n.I ~/.local/state/loadgate/calibration.json\nwhat loadgate calibrate measured; plan and run "
        "read "
        "it\n";
    return out;
}

}  // namespace loadgate::cli
