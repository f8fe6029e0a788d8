// SPDX-License-Identifier: Apache-2.0
#include "cli/command_table.h"

#include "loadgate/params.h"

#include <algorithm>
#include <array>
#include <vector>

namespace loadgate::cli {

namespace {

constexpr std::array kCommands{
    CommandSpec{Command::Run, "run", "[PROFILE.yml | -]", 0, 1, "measure and judge one target",
                "Sends the load, measures it, judges it by the objectives and reports. The load comes from the profile, from the options, "
                "or from both: "
                "an option wins over the environment, the environment over the file, the file over the built-in default.\n\n"
                "Ctrl-C (SIGINT) and SIGTERM end the load early: what was measured is judged and reported within 5 s. A second signal "
                "leaves at once."},
    CommandSpec{Command::Plan, "plan", "[PROFILE.yml | -]", 0, 1, "show what run would do, and send nothing",
                "Takes the options of run and prints the effective configuration with the origin of each value, the load curve and the "
                "number of requests."},
    CommandSpec{Command::PluginsList, "plugins list", "", 0, 0,
                "list the plugins that were found, and those that were rejected with the reason",
                "Reads the description that each plugin carries; no code of a plugin runs."},
    CommandSpec{Command::PluginsShow, "plugins show", "NAME", 1, 1, "show one plugin: what it is, its parameters, examples, its curve",
                "NAME is a plugin's id as plugins list prints it. Its parameters are what --set and a profile's 'with' take. A pattern is "
                "asked for the curve that its defaults draw; nothing is sent."},
    CommandSpec{
        Command::Calibrate, "calibrate", "", 0, 0, "measure what this machine can send, for plan and run to say when a load asks for more",
        "Sends to a server of its own on 127.0.0.1, over each reactor that the kernel gives: looping users, for the CPU that a request "
        "costs, and then arrivals at rising rates, for the highest at which the generator stays sound. Takes about a minute and the "
        "whole machine, so let nothing else run.\n\n"
        "The result is stored in calibration.json of the state folder: --state-dir, else $XDG_STATE_HOME/loadgate, else "
        "~/.local/state/loadgate. It holds for this machine, kernel and version of Loadgate. Ctrl-C ends it, and then nothing is stored."},
    CommandSpec{
        Command::Demo, "demo", "", 0, 0, "start a demo backend, measure it, judge it, report",
        "Needs nothing but this program: starts 'loadgate demo backend' on a free port of 127.0.0.1, measures it for 20 s by a profile and "
        "objectives of its own, prints the report and stops the backend. Reads nothing from ./deploy and writes nothing unless asked."},
    CommandSpec{Command::DemoBackend, "demo backend", "", 0, 0, "serve HTTP/1.1 answers of a known latency, to try things out on",
                "Prints 'listening on http://ADDRESS:PORT' once it is ready, and serves until SIGINT or SIGTERM. Every answer is a small "
                "JSON text and waits for a "
                "latency drawn from a log-normal distribution. Paths: / and /items as --latency says, /orders twice and /slow three times "
                "as slow, /fast four times "
                "as fast, /flaky with ten times the share of errors, /healthz at once. Every other path is a 404."},
};

constexpr std::array<std::string_view, 14> kLater{"shadow", "canary",  "rollout", "rollback", "recover", "approve",       "reject",
                                                  "judge",  "compare", "trend",   "history",  "import",  "plugins check", "plugins new"};

bool isFamily(std::string_view word) {
    return std::ranges::any_of(kCommands, [&](const CommandSpec& c) {
        return c.name.starts_with(word) && c.name.size() > word.size() && c.name[word.size()] == ' ';
    });
}

const CommandSpec* named(std::string_view name) {
    const auto found = std::ranges::find(kCommands, name, &CommandSpec::name);
    return found == kCommands.end() ? nullptr : &*found;
}

Error unknown(std::string_view word, std::string_view family) {
    std::vector<std::string> candidates;
    const auto consider = [&](std::string_view name) {
        if (family.empty()) {
            candidates.emplace_back(name.substr(0, name.find(' ')));
        } else if (name.starts_with(family) && name.size() > family.size() && name[family.size()] == ' ') {
            candidates.emplace_back(name.substr(family.size() + 1));
        }
    };
    std::ranges::for_each(kCommands, [&](const CommandSpec& c) { consider(c.name); });
    std::ranges::for_each(kLater, consider);
    const std::string what = "unknown command '" + (family.empty() ? "" : std::string(family) + " ") + std::string(word) + "'";
    if (const auto nearest = nearestSpelling(word, candidates)) {
        return {ErrorCode::BadInput, what + ", did you mean '" + (family.empty() ? "" : std::string(family) + " ") + *nearest + "'?"};
    }
    return {ErrorCode::BadInput, what + "; loadgate --help lists the commands"};
}

Error incomplete(std::string_view family) {
    std::string choices;
    for (const CommandSpec& c : kCommands) {
        if (c.name.starts_with(family) && c.name.size() > family.size()) {
            choices += (choices.empty() ? "" : " or ") + ("'" + std::string(c.name) + "'");
        }
    }
    return {ErrorCode::BadInput, "'" + std::string(family) + "' needs one more word: " + choices};
}

}  // namespace

std::span<const CommandSpec> commands() { return kCommands; }

Result<FoundCommand> findCommand(std::span<const std::string> words) {
    if (words.empty()) {
        return Error{ErrorCode::BadInput, "a command is missing; loadgate --help lists them"};
    }
    const std::string& first = words[0];
    const bool hasSecond = words.size() > 1 && !words[1].starts_with('-');
    if (hasSecond && isFamily(first)) {
        const std::string both = first + " " + words[1];
        if (const CommandSpec* command = named(both)) {
            return FoundCommand{command, 2};
        }
        if (std::ranges::find(kLater, both) != kLater.end()) {
            return Error{ErrorCode::Unsupported, "the command '" + both + "' is not in this version"};
        }
        return unknown(words[1], first);
    }
    if (const CommandSpec* command = named(first)) {
        return FoundCommand{command, 1};
    }
    if (std::ranges::find(kLater, first) != kLater.end()) {
        return Error{ErrorCode::Unsupported, "the command '" + first + "' is not in this version"};
    }
    return isFamily(first) ? incomplete(first) : unknown(first, "");
}

}  // namespace loadgate::cli
