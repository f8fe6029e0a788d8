// SPDX-License-Identifier: Apache-2.0
#include "cli/parse.h"

#include "cli/option_table.h"
#include "loadgate/params.h"

#include <CLI/CLI.hpp>
#include <algorithm>

namespace loadgate::cli {

namespace {

Error wrong(std::string message) { return {ErrorCode::BadInput, std::move(message)}; }

/// "--rate" of "--rate=5", "-x" of "-x".
std::string optionPart(const std::string& argument) { return argument.substr(0, argument.find('=')); }

Error unknownOption(const std::string& argument, const CommandSpec& command) {
    const std::string given = optionPart(argument);
    const std::string word = given.substr(std::min(given.find_first_not_of('-'), given.size()));
    if (isLaterOption(word)) {
        return {ErrorCode::Unsupported, "--" + word + " is not in this version"};
    }
    std::vector<std::string> candidates;
    for (const OptionSpec& option : options()) {
        if (option.isFor(command.id)) {
            candidates.emplace_back(option.name);
        }
    }
    if (std::ranges::find(candidates, word) != candidates.end()) {
        return wrong("unknown option '" + given + "', did you mean '--" + word + "'?");
    }
    if (const CommandSpec* other = commandTaking(word)) {
        return wrong("'" + std::string(command.name) + "' has no option --" + word + "; '" + std::string(other->name) + "' has");
    }
    if (const auto nearest = nearestSpelling(word, candidates)) {
        return wrong("unknown option '" + given + "', did you mean '--" + *nearest + "'?");
    }
    return wrong("unknown option '" + given + "'; loadgate " + std::string(command.name) + " --help lists them");
}

const OptionSpec* optionIn(const std::string& argument, const CommandSpec& command) {
    return argument.starts_with("--") ? findOption(optionPart(argument).substr(2), command.id) : nullptr;
}

Error needsValue(const OptionSpec& option) {
    std::string sentence = "--" + std::string(option.name) + " needs a value: --" + std::string(option.name) + " ";
    sentence += option.value;
    return wrong(std::move(sentence));
}

/// How many words the option at the front takes, itself included.
Result<std::size_t> wordsTaken(std::span<const std::string> arguments, const OptionSpec& option, const CommandSpec& command) {
    const std::string& first = arguments.front();
    const std::size_t equals = first.find('=');
    if (option.isFlag()) {
        return equals == std::string::npos ? Result<std::size_t>(1U) : wrong(first.substr(0, equals) + " takes no value");
    }
    if (equals != std::string::npos) {
        return equals + 1 < first.size() ? Result<std::size_t>(1U) : needsValue(option);
    }
    return arguments.size() > 1 && optionIn(arguments[1], command) == nullptr ? Result<std::size_t>(2U) : needsValue(option);
}

/// CLI11 takes whatever stands behind an option as its value, and the next word for "--name="; both hide a forgotten value.
Status checkValuesStand(std::span<const std::string> arguments, const CommandSpec& command) {
    while (!arguments.empty()) {
        const OptionSpec* option = optionIn(arguments.front(), command);
        std::size_t taken = 1;
        if (option != nullptr) {
            LOADGATE_TRY(taken, wordsTaken(arguments, *option, command));
        }
        arguments = arguments.subspan(taken);
    }
    return ok();
}

struct Declared {
    const OptionSpec* spec;
    CLI::Option* option;
};

std::vector<Declared> declare(CLI::App& app, Command command) {
    std::vector<Declared> declared;
    for (const OptionSpec& spec : options()) {
        if (!spec.isFor(command)) {
            continue;
        }
        const std::string name = (spec.name == "help" ? "-h,--" : "--") + std::string(spec.name);
        CLI::Option* option =
            spec.isFlag() ? app.add_flag(name) : app.add_option(name, CLI::callback_t([](const CLI::results_t&) { return true; }));
        if (!spec.isFlag()) {
            // A value such as "[1,2]" must stay one value.
            option->type_size(1)->expected(1)->allow_extra_args(false)->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
        }
        declared.push_back({&spec, option});
    }
    return declared;
}

Status collect(Invocation& call, const Declared& declared) {
    const auto& [spec, option] = declared;
    if (option->count() == 0) {
        return ok();
    }
    const std::string where = "--" + std::string(spec->name);
    if (spec->isFlag()) {
        call.options[std::string(spec->name)].push_back({"true", Origin::Option, where});
        return ok();
    }
    if (option->results().size() > 1 && spec->times == Times::Once) {
        return wrong(where + " is given " + std::to_string(option->results().size()) + " times; once is enough");
    }
    for (const std::string& text : option->results()) {
        LOADGATE_CHECK(checkChoice(*spec, text, where));
        call.options[std::string(spec->name)].push_back({text, Origin::Option, where});
    }
    return ok();
}

Status checkOperands(const Invocation& call) {
    const CommandSpec& command = *call.command;
    if (call.operands.size() > command.maxOperands) {
        const std::string& extra = call.operands[command.maxOperands];
        return wrong("'" + std::string(command.name) + "' takes " +
                     (command.maxOperands == 0 ? "no argument" : "one " + std::string(command.operands)) + ", and '" + extra +
                     "' is one too many");
    }
    if (call.operands.size() < command.minOperands) {
        return wrong("'" + std::string(command.name) + "' needs " + std::string(command.operands));
    }
    return ok();
}

Status checkContradictions(const Invocation& call) {
    if (call.isOn("quiet") && call.isOn("verbose")) {
        return wrong("--quiet and --verbose contradict each other; give one of them");
    }
    if (call.isOn("quiet") && call.textOr("progress", "none") != "none" && call.given("progress")->origin == Origin::Option) {
        return wrong("--quiet and --progress " + call.textOr("progress", "") + " contradict each other; give one of them");
    }
    return ok();
}

/// Reads what follows the command's own words.
Status parseRest(Invocation& call, std::span<const std::string> rest) {
    const auto marker = std::ranges::find(rest, std::string("--"));
    const std::vector<std::string> before(rest.begin(), marker);
    LOADGATE_CHECK(checkValuesStand(before, *call.command));
    CLI::App app;
    app.set_help_flag();
    app.allow_extras();
    const std::vector<Declared> declared = declare(app, call.command->id);
    try {
        app.parse(std::vector<std::string>(before.rbegin(), before.rend()));
    } catch (const CLI::ParseError& error) {
        return wrong(error.what());
    }
    for (const std::string& extra : app.remaining()) {
        if (extra.size() > 1 && extra.starts_with('-')) {
            return unknownOption(extra, *call.command);
        }
        call.operands.push_back(extra);
    }
    if (marker != rest.end()) {
        call.operands.insert(call.operands.end(), marker + 1, rest.end());
    }
    for (const Declared& one : declared) {
        LOADGATE_CHECK(collect(call, one));
    }
    return ok();
}

/// "loadgate --help", "loadgate -h", "loadgate help run", "loadgate --version".
bool isHelpWord(const std::string& word) { return word == "--help" || word == "-h" || word == "help"; }

Result<Invocation> helpOf(std::span<const std::string> rest) {
    Invocation call;
    call.help = true;
    if (!rest.empty()) {
        LOADGATE_TRY(const FoundCommand found, findCommand(rest));
        call.command = found.command;
    }
    return call;
}

}  // namespace

const GivenOption* Invocation::given(std::string_view option) const {
    const auto found = options.find(option);
    return found == options.end() || found->second.empty() ? nullptr : &found->second.back();
}

std::string Invocation::textOr(std::string_view option, std::string_view otherwise) const {
    const GivenOption* value = given(option);
    return value == nullptr ? std::string(otherwise) : value->text;
}

Result<Invocation> parseCommandLine(std::span<const std::string> arguments, const EnvironmentVariables& environment) {
    if (!arguments.empty() && isHelpWord(arguments[0])) {
        return helpOf(arguments.subspan(1));
    }
    Invocation call;
    if (!arguments.empty() && arguments[0] == "--version") {
        call.version = true;
        return call;
    }
    if (!arguments.empty() && arguments[0].starts_with('-')) {
        return wrong("options follow the command: loadgate COMMAND " + arguments[0]);
    }
    // A family's own help: "loadgate plugins --help".
    if (arguments.size() == 2 && isHelpWord(arguments[1]) && !findCommand(arguments.first(1))) {
        call.help = true;
        return call;
    }
    LOADGATE_TRY(const FoundCommand found, findCommand(arguments));
    call.command = found.command;
    LOADGATE_CHECK(parseRest(call, arguments.subspan(found.words)));
    if (call.isOn("help")) {
        call.help = true;
        return call;
    }
    LOADGATE_CHECK(checkOperands(call));
    LOADGATE_TRY(GivenOptions merged, optionsFromEnvironment(environment, call.command->id));
    for (auto& [name, values] : call.options) {
        std::vector<GivenOption>& all = merged[name];
        all.insert(all.end(), values.begin(), values.end());
    }
    call.options = std::move(merged);
    call.variables = Variables(environment.begin(), environment.end());
    LOADGATE_CHECK(checkContradictions(call));
    return call;
}

}  // namespace loadgate::cli
