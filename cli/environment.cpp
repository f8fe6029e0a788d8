// SPDX-License-Identifier: Apache-2.0
#include "cli/option_table.h"
#include "cli/parse.h"

#include <algorithm>
#include <array>

namespace loadgate::cli {

namespace {

/// Names that begin like a twin and are none: they are read elsewhere.
constexpr std::array<std::string_view, 2> kOthers{"LOADGATE_BIN", "LOADGATE_PLUGIN_PATH"};

std::string optionOf(std::string_view variable) {
    std::string name(variable.substr(std::string_view("LOADGATE_").size()));
    std::ranges::transform(name, name.begin(),
                           [](char c) { return c == '_' ? '-' : (c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c); });
    return name;
}

Status checkNames(const EnvironmentVariables& variables) {
    for (const auto& [name, value] : variables) {
        if (name.starts_with("LOADGATE_") && isLaterOption(optionOf(name))) {
            return Error{ErrorCode::Unsupported, name + ": --" + optionOf(name) + " is not in this version"};
        }
    }
    return ok();
}

/// True for on, false for off.
Result<bool> readFlag(const GivenOption& given) {
    constexpr std::array<std::string_view, 4> kOn{"1", "true", "yes", "on"};
    constexpr std::array<std::string_view, 5> kOff{"", "0", "false", "no", "off"};
    if (std::ranges::find(kOn, given.text) != kOn.end()) {
        return true;
    }
    if (std::ranges::find(kOff, given.text) != kOff.end()) {
        return false;
    }
    return Error{ErrorCode::BadInput, given.where + ": '" + given.text + "' is neither yes nor no; 1 turns it on, 0 off"};
}

}  // namespace

Result<GivenOptions> optionsFromEnvironment(const EnvironmentVariables& environment, Command command) {
    EnvironmentVariables variables;
    std::ranges::copy_if(environment, std::back_inserter(variables),
                         [](const auto& v) { return std::ranges::find(kOthers, v.first) == kOthers.end(); });
    LOADGATE_CHECK(checkNames(variables));
    std::vector<std::string> known;
    for (const OptionSpec& option : options()) {
        if (option.twin == Twin::Has && std::ranges::find(known, option.name) == known.end()) {
            known.emplace_back(option.name);
        }
    }
    LOADGATE_TRY(GivenOptions all, gatherEnvironment(variables, known));
    GivenOptions taken;
    for (auto& [name, values] : all) {
        const OptionSpec* option = findOption(name, command);
        if (option == nullptr || !takesFromEnvironment(*option, command) || values.empty()) {
            continue;
        }
        GivenOption last = values.back();
        if (option->isFlag()) {
            LOADGATE_TRY(const bool on, readFlag(last));
            if (!on) {
                continue;
            }
            last.text = "true";
        }
        LOADGATE_CHECK(checkChoice(*option, last.text, last.where));
        taken[name] = option->times == Times::Many ? values : std::vector<GivenOption>{last};
    }
    return taken;
}

bool wantsSimpleExit(std::span<const std::string> arguments, const EnvironmentVariables& environment) {
    bool simple = false;
    for (const auto& [name, value] : environment) {
        simple = simple || (name == "LOADGATE_EXIT_STYLE" && value == "simple");
    }
    for (std::size_t i = 0; i < arguments.size(); ++i) {
        if (arguments[i].starts_with("--exit-style=")) {
            simple = arguments[i] == "--exit-style=simple";
        } else if (arguments[i] == "--exit-style" && i + 1 < arguments.size()) {
            simple = arguments[i + 1] == "simple";
        }
    }
    return simple;
}

}  // namespace loadgate::cli
