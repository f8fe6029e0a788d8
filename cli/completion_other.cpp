// SPDX-License-Identifier: Apache-2.0
// Completion for zsh and fish; both know helps beside the words.
#include "cli/completion.h"

#include <algorithm>

namespace loadgate::cli {

namespace {

/// Within an _arguments spec brackets and colons mean something.
std::string zshText(std::string_view text) {
    std::string out;
    for (const char c : text) {
        out += c == '[' || c == ']' || c == ':' || c == '\\' ? std::string("\\") + c : std::string(1, c);
    }
    return out;
}

std::string zshQuoted(const std::string& text) { return singleQuoted(text, "'\\''"); }

std::string zshValue(const OptionSpec& option) {
    switch (offerAfter(option)) {
        case Offer::Choices: {
            std::string list;
            for (const std::string& choice : choicesOf(option)) {
                list += (list.empty() ? "" : " ") + choice;
            }
            return ":(" + list + ")";
        }
        case Offer::Files: return ":_files";
        case Offer::Folders: return ":_files -/";
        case Offer::Patterns: return ":{compadd -- $(_loadgate_plugins pattern)}";
        case Offer::Nothing: break;
    }
    return ":";
}

std::string zshOption(const OptionSpec& option) {
    const std::string many = option.times == Times::Many ? "*" : "";
    const std::string spec = many + "--" + std::string(option.name) + "[" + zshText(option.help) + "]";
    return zshQuoted(option.isFlag() ? spec : spec + ":" + zshText(option.value) + zshValue(option));
}

std::string zshArguments(const CommandSpec& command) {
    std::string text = "_arguments";
    for (const OptionSpec* option : optionsOf(command.id)) {
        text += " \\\n        " + zshOption(*option);
    }
    if (command.operands.starts_with("[PROFILE")) {
        text += " \\\n        '1:profile:_files -g \"*.(yml|yaml)\"'";
    } else if (command.operands == "NAME") {
        text += " \\\n        '1:plugin:{compadd -- $(_loadgate_plugins \"[a-z]*\")}'";
    }
    return text;
}

std::string zshDescription(std::string_view word, std::string_view summary) {
    return zshQuoted(std::string(word) + ":" + zshText(summary));
}

std::string summaryOf(const std::string& first) {
    const auto alone = std::ranges::find(commands(), std::string_view(first), &CommandSpec::name);
    if (alone != commands().end()) {
        return std::string(alone->summary);
    }
    std::string words;
    for (const CommandSpec* second : secondWords(first)) {
        words += (words.empty() ? "" : ", ") + std::string(secondWordOf(*second));
    }
    return words;
}

std::string fishQuoted(std::string_view text) {
    std::string escaped;
    for (const char c : text) {
        escaped += c == '\\' ? std::string("\\\\") : std::string(1, c);
    }
    return singleQuoted(escaped, "\\'");
}

std::string fishCondition(const CommandSpec& command) {
    const std::string first(command.name.substr(0, command.name.find(' ')));
    std::string condition = "__fish_seen_subcommand_from " + first;
    if (!secondWordOf(command).empty()) {
        return condition + "; and __fish_seen_subcommand_from " + std::string(secondWordOf(command));
    }
    for (const CommandSpec* second : secondWords(first)) {
        condition += "; and not __fish_seen_subcommand_from " + std::string(secondWordOf(*second));
    }
    return condition;
}

std::string fishValue(const OptionSpec& option) {
    switch (offerAfter(option)) {
        case Offer::Choices: {
            std::string list;
            for (const std::string& choice : choicesOf(option)) {
                list += (list.empty() ? "" : " ") + choice;
            }
            return " -x -a " + fishQuoted(list);
        }
        case Offer::Files: return " -r -F";
        case Offer::Folders: return " -x -a '(__fish_complete_directories)'";
        case Offer::Patterns: return " -x -a '(__loadgate_plugins pattern)'";
        case Offer::Nothing: break;
    }
    return option.isFlag() ? "" : " -x";
}

}  // namespace

std::string zshCompletion() {
    std::string text = R"(#compdef loadgate
# SPDX-License-Identifier: Apache-2.0
# Generated from the option table in cli/option_table.cpp; change it there and build the target cli_docs.

_loadgate_plugins() {
  loadgate plugins list 2>/dev/null | sed -n "s/^$1  *\([a-z0-9_]*\).*/\1/p"
}

_loadgate() {
  local -a first second
  first=(
)";
    for (const std::string& word : firstWords()) {
        text += "    " + zshDescription(word, summaryOf(word)) + "\n";
    }
    text +=
        "  )\n  if ((CURRENT == 2)); then\n    _describe -t commands command first\n    _arguments '--help[this text]' '--version[the "
        "version]'\n"
        "    return\n  fi\n  local command=$words[2] taken=1\n  case $words[2] in\n";
    for (const std::string& word : firstWords()) {
        const auto seconds = secondWords(word);
        if (seconds.empty()) {
            continue;
        }
        text += "    (" + word + ")\n      second=(";
        std::string pairs;
        for (const CommandSpec* second : seconds) {
            text += "\n        " + zshDescription(secondWordOf(*second), second->summary);
            pairs += (pairs.empty() ? "" : "|") + std::string(secondWordOf(*second));
        }
        text += "\n      )\n      ((CURRENT == 3)) && _describe -t commands command second\n      case $words[3] in\n        (" + pairs +
                ") ((CURRENT > 3)) && command=\"$words[2] $words[3]\" taken=2 ;;\n      esac ;;\n";
    }
    text += "  esac\n  shift $taken words\n  ((CURRENT -= taken))\n  case $command in\n";
    for (const CommandSpec& command : commands()) {
        text += "    (" + zshQuoted(std::string(command.name)) + ")\n      " + zshArguments(command) + " ;;\n";
    }
    return text + "  esac\n}\n\n_loadgate \"$@\"\n";
}

std::string fishCompletion() {
    std::string text = R"(# SPDX-License-Identifier: Apache-2.0
# Generated from the option table in cli/option_table.cpp; change it there and build the target cli_docs.

function __loadgate_plugins
    loadgate plugins list 2>/dev/null | string replace -rf "^$argv[1] +([a-z0-9_]+).*" '$1'
end

complete -c loadgate -f
complete -c loadgate -n __fish_use_subcommand -l help -d 'the commands'
complete -c loadgate -n __fish_use_subcommand -l version -d 'the version'
)";
    for (const std::string& word : firstWords()) {
        text += "complete -c loadgate -n __fish_use_subcommand -a " + word + " -d " + fishQuoted(summaryOf(word)) + "\n";
        std::string none = "__fish_seen_subcommand_from " + word;
        for (const CommandSpec* second : secondWords(word)) {
            none += "; and not __fish_seen_subcommand_from " + std::string(secondWordOf(*second));
        }
        for (const CommandSpec* second : secondWords(word)) {
            text += "complete -c loadgate -n " + fishQuoted(none) + " -a " + std::string(secondWordOf(*second)) + " -d " +
                    fishQuoted(second->summary) + "\n";
        }
    }
    for (const CommandSpec& command : commands()) {
        const std::string start = "complete -c loadgate -n " + fishQuoted(fishCondition(command));
        text += "\n";
        if (command.operands.starts_with("[PROFILE")) {
            text += start + " -F\n";
        } else if (command.operands == "NAME") {
            text += start + " -a '(__loadgate_plugins \"[a-z]+\")'\n";
        }
        for (const OptionSpec* option : optionsOf(command.id)) {
            text += start + " -l " + std::string(option->name) + fishValue(*option) + " -d " + fishQuoted(option->help) + "\n";
        }
    }
    return text;
}

}  // namespace loadgate::cli
