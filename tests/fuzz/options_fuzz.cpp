// SPDX-License-Identifier: Apache-2.0
// Lines "NAME=VALUE": an environment variable if NAME is in capitals, otherwise an option of `run` without its dashes.
#include "core/config/run_config.h"
#include "fuzzing.h"

#include <algorithm>
#include <utility>
#include <vector>

using namespace loadgate;
using namespace loadgate::fuzz;

namespace {

const std::vector<std::string> kOptions{
    "target",  "concurrency", "rate", "duration",   "pattern",  "set",           "endpoint", "header",  "body",       "p50",
    "p95",     "p99",         "slo",  "error-rate", "tag",      "throughput",    "warmup",   "timeout", "think-time", "seed",
    "threads", "arrivals",    "name", "allow-host", "insecure", "max-in-flight", "resolve",  "yes",     "pin"};

struct Said {
    std::vector<std::pair<std::string, std::string>> variables;
    GivenOptions options;
};

Said saidIn(std::string_view text) {
    Said said;
    while (!text.empty()) {
        const std::string_view line = takeLine(text);
        const std::string name(line.substr(0, line.find('=')));
        const std::string value(line.substr(std::min(name.size() + 1, line.size())));
        if (!name.empty() && name.front() >= 'A' && name.front() <= 'Z') {
            said.variables.emplace_back(name, value);
        } else {
            said.options[name].push_back({value, Origin::Option, "--" + name});
        }
    }
    return said;
}

void requireSendable(const RunConfig& config) {
    require(!config.target.value.empty() && !hasControls(config.target.value), "a target is a printable text");
    require(config.peak.value.amount > 0, "there is a load");
    // A pattern that brings its own length is asked for it when the run is prepared; only then can a warm-up be too long for it.
    const bool lengthKnown = std::ranges::none_of(config.load.value, &StageConfig::lengthOpen);
    require(!lengthKnown || config.length.value > config.warmup.value, "there is something to measure");
    for (const RequestSpec& request : config.requests) {
        require(request.path.starts_with('/') && !hasControls(request.path), "a path goes on the wire as it stands");
    }
    for (const NameValue& header : config.headers) {
        require(header.value.find_first_of("\r\n") == std::string::npos, "a header is one line");
    }
}

}  // namespace

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    Said said = saidIn(textOf(data, size));
    const auto environment = gatherEnvironment(said.variables, kOptions);
    if (environment) {
        for (const auto& [name, values] : *environment) {
            auto& all = said.options[name];
            all.insert(all.begin(), values.begin(), values.end());
        }
    } else {
        require(!hasControls(environment.error().message), "a message is one printable line");
    }
    if (const auto config = effectiveConfig(std::nullopt, std::nullopt, said.options)) {
        requireSendable(*config);
    } else {
        require(config.error().message.size() > 10, "what is wrong is said in a sentence");
    }
    return 0;
}
