// SPDX-License-Identifier: Apache-2.0
#include "cli/completion.h"

#include <algorithm>

namespace loadgate::cli {

namespace {

/// Words that follow one another on one line.
std::string joined(const std::vector<std::string>& words) {
    std::string text;
    for (const std::string& word : words) {
        text += (text.empty() ? "" : " ") + word;
    }
    return text;
}

std::string bashOptions(const CommandSpec& command) {
    std::vector<std::string> words;
    for (const OptionSpec* option : optionsOf(command.id)) {
        words.push_back("--" + std::string(option->name));
    }
    return joined(words);
}

/// "--arrivals) words=…": what follows options that take a value, each name once.
std::string bashValues() {
    std::vector<std::string> files, nothing, patterns;
    std::string text;
    std::vector<std::string_view> seen;
    for (const OptionSpec& option : options()) {
        if (option.isFlag() || std::ranges::find(seen, option.name) != seen.end()) {
            continue;
        }
        seen.push_back(option.name);
        const std::string name = "--" + std::string(option.name);
        switch (offerAfter(option)) {
            case Offer::Choices: text += "    " + name + ") words=\"" + joined(choicesOf(option)) + "\" ;;\n"; break;
            case Offer::Patterns: patterns.push_back(name); break;
            case Offer::Files:
            case Offer::Folders: files.push_back(name); break;
            case Offer::Nothing: nothing.push_back(name); break;
        }
    }
    const auto alternatives = [](const std::vector<std::string>& names) {
        std::string line;
        for (const std::string& name : names) {
            line += (line.empty() ? "" : "|") + name;
        }
        return line;
    };
    return text + "    " + alternatives(patterns) + ") words=\"$(_loadgate_plugins pattern)\" ;;\n    " + alternatives(files) +
           ") return ;;  # files, by default\n    " + alternatives(nothing) + ") compopt +o default 2>/dev/null; return ;;\n";
}

}  // namespace

Offer offerAfter(const OptionSpec& option) {
    if (option.isFlag()) {
        return Offer::Nothing;
    }
    if (!choicesOf(option).empty()) {
        return Offer::Choices;
    }
    if (option.name == "pattern") {
        return Offer::Patterns;
    }
    return option.value == "FILE" ? Offer::Files : option.value == "DIR" ? Offer::Folders : Offer::Nothing;
}

std::vector<const OptionSpec*> optionsOf(Command command) {
    std::vector<const OptionSpec*> all;
    for (const OptionSpec& option : options()) {
        if (option.isFor(command)) {
            all.push_back(&option);
        }
    }
    return all;
}

std::vector<std::string> firstWords() {
    std::vector<std::string> words;
    for (const CommandSpec& command : commands()) {
        std::string word(command.name.substr(0, command.name.find(' ')));
        if (std::ranges::find(words, word) == words.end()) {
            words.push_back(std::move(word));
        }
    }
    return words;
}

std::vector<const CommandSpec*> secondWords(std::string_view first) {
    std::vector<const CommandSpec*> found;
    for (const CommandSpec& command : commands()) {
        if (command.name.starts_with(std::string(first) + " ")) {
            found.push_back(&command);
        }
    }
    return found;
}

std::string_view secondWordOf(const CommandSpec& command) {
    const std::size_t space = command.name.find(' ');
    return space == std::string_view::npos ? std::string_view() : command.name.substr(space + 1);
}

std::string singleQuoted(std::string_view text, std::string_view quote) {
    std::string out = "'";
    for (const char c : text) {
        out += c == '\'' ? std::string(quote) : std::string(1, c);
    }
    return out + "'";
}

std::string bashCompletion() {
    std::string text =
        R"(# SPDX-License-Identifier: Apache-2.0
# Generated from the option table in cli/option_table.cpp; change it there and build the target cli_docs.

_loadgate_plugins() {
  "${COMP_WORDS[0]}" plugins list 2>/dev/null | sed -n "s/^$1  *\([a-z0-9_]*\).*/\1/p"
}

_loadgate() {
  local current="${COMP_WORDS[COMP_CWORD]}" before="${COMP_WORDS[COMP_CWORD-1]}" command="" words=""
  ((COMP_CWORD > 1)) && command="${COMP_WORDS[1]}"
  if ((COMP_CWORD > 2)); then
    case "${COMP_WORDS[1]} ${COMP_WORDS[2]}" in
)";
    std::string pairs;
    for (const CommandSpec& command : commands()) {
        pairs += secondWordOf(command).empty() ? "" : (pairs.empty() ? "" : "|") + ("\"" + std::string(command.name) + "\"");
    }
    text +=
        "      " + pairs + ") command=\"${COMP_WORDS[1]} ${COMP_WORDS[2]}\" ;;\n    esac\n  fi\n  COMPREPLY=()\n  case \"$before\" in\n";
    text += bashValues() + "    *) ;;\n  esac\n  if [[ -z $words ]]; then\n    case \"$command\" in\n    \"\") words=\"" +
            joined(firstWords()) + " --help --version\" ;;\n";
    for (const std::string& first : firstWords()) {
        std::vector<std::string> words;
        for (const CommandSpec* second : secondWords(first)) {
            words.emplace_back(secondWordOf(*second));
        }
        const auto alone = std::ranges::find(commands(), std::string_view(first), &CommandSpec::name);
        if (alone != commands().end()) {
            words.push_back(bashOptions(*alone));
        }
        text += "    " + first + ") words=\"" + joined(words) + "\" ;;\n";
    }
    for (const CommandSpec& command : commands()) {
        if (!secondWordOf(command).empty()) {
            const bool named = command.operands == "NAME";
            text += "    \"" + std::string(command.name) + "\") words=\"" + bashOptions(command) +
                    (named ? " $(_loadgate_plugins '[a-z]*')" : "") + "\" ;;\n";
        }
    }
    return text + R"(    esac
    # No word yet: it may become a profile, and bash completes files by default.
    [[ -z $current && ($command == run || $command == plan) ]] && words=""
  fi
  mapfile -t COMPREPLY < <(compgen -W "$words" -- "$current")
}

complete -o default -F _loadgate loadgate
)";
}

}  // namespace loadgate::cli
