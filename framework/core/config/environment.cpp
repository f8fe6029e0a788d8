// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "core/config/wording.h"

#include <algorithm>
#include <map>
#include <set>

namespace loadgate {
namespace {

const std::map<std::string, std::string, std::less<>> kObjectiveTwins{{"LOADTEST_LATENCY_P50", "p50"},
                                                                      {"LOADTEST_LATENCY_P95", "p95"},
                                                                      {"LOADTEST_LATENCY_P99", "p99"},
                                                                      {"LOADTEST_ERROR_RATE", "error-rate"},
                                                                      {"LOADTEST_THROUGHPUT", "throughput"}};
/// A variable that somebody set long ago must not switch off a protection.
const std::set<std::string, std::less<>> kNoTwin{"insecure", "allow-host"};
constexpr std::string_view kOurs = "LOADGATE_";
constexpr std::string_view kLatency = "LOADTEST_LATENCY_";
constexpr std::string_view kPluginPath = "LOADGATE_PLUGIN_PATH";  // read by the plugin catalog

std::string twinOf(std::string_view option) {
    std::string name(kOurs);
    for (const char c : option) {
        name.push_back(c == '-' ? '_' : c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c);
    }
    return name;
}

/// Variable name to option name, for everything that may be set.
std::map<std::string, std::string, std::less<>> twins(std::span<const std::string> knownOptionNames) {
    auto result = kObjectiveTwins;
    for (const std::string& option : knownOptionNames) {
        const bool isObjective =
            std::any_of(kObjectiveTwins.begin(), kObjectiveTwins.end(), [&](const auto& twin) { return twin.second == option; });
        if (!isObjective && !kNoTwin.contains(option)) {
            result.emplace(twinOf(option), option);
        }
    }
    return result;
}

Error unknown(const std::string& variable, const std::map<std::string, std::string, std::less<>>& known) {
    for (const std::string& option : kNoTwin) {
        if (variable == twinOf(option)) {
            return config::badInput(variable + ": no variable may say this; write --" + option + " on the command line");
        }
    }
    std::vector<std::string> names;
    for (const auto& [name, option] : known) {
        names.push_back(name);
        if (variable == twinOf(option)) {
            return config::badInput(variable + ": unknown variable, did you mean '" + name + "'?");
        }
    }
    const auto nearest = nearestSpelling(variable, names);
    return config::badInput(
        config::inQuotes(variable) + ": unknown variable, " +
        (nearest ? "did you mean '" + *nearest + "'?" : std::string("variables are named after the options, as in LOADGATE_RATE")));
}

}  // namespace

Result<GivenOptions> gatherEnvironment(std::span<const std::pair<std::string, std::string>> variables,
                                       std::span<const std::string> knownOptionNames) {
    const auto known = twins(knownOptionNames);
    GivenOptions given;
    for (const auto& [name, value] : variables) {
        const bool ours = name.starts_with(kOurs) || name.starts_with(kLatency);
        const auto twin = known.find(name);
        if (ours && twin == known.end() && name != kPluginPath) {
            return unknown(name, known);
        }
        if (twin != known.end() && !value.empty()) {
            given[twin->second].push_back({value, Origin::Environment, name});
        }
    }
    return given;
}

}  // namespace loadgate
