// SPDX-License-Identifier: Apache-2.0
#include "sink_options.h"

#include <cstdlib>
#include <map>
#include <string_view>

namespace loadgate::bench {

namespace {

constexpr std::string_view kUsage =
    "usage: bench_sink [--port N] [--answer-bytes N] [--delay-us N] [--stall-every-ms N --stall-for-ms N] [--cpu N] [--log FILE] [--spin] "
    "[--shared-port] [--tls]";

/// Shortest answer whose head still holds its own length.
constexpr long kShortestAnswer = 100;

bool parseNumber(const char* text, long& number) {
    char* end = nullptr;
    number = std::strtol(text, &end, 10);
    return end != text && *end == '\0' && number >= 0;
}

}  // namespace

ParsedOptions parseSinkOptions(int argc, char** argv) {
    ParsedOptions parsed;
    std::map<std::string_view, long> numbers{{"--port", 0},           {"--answer-bytes", 140}, {"--delay-us", 0},
                                             {"--stall-every-ms", 0}, {"--stall-for-ms", 0},   {"--cpu", -1}};
    for (int i = 1; i < argc; ++i) {
        const std::string_view name = argv[i];
        if (name == "--spin") {
            parsed.options.spin = true;
        } else if (name == "--shared-port") {
            parsed.options.sharedPort = true;
        } else if (name == "--tls") {
            parsed.options.tls = true;
        } else if (name == "--log" && i + 1 < argc) {
            parsed.options.log = argv[++i];
        } else if (!numbers.contains(name) || i + 1 == argc || !parseNumber(argv[++i], numbers[name])) {
            parsed.error = "bench_sink: '" + std::string(name) + "' is no option with a number behind it; " + std::string(kUsage);
            return parsed;
        }
    }
    if (numbers["--answer-bytes"] < kShortestAnswer) {
        parsed.error = "bench_sink: an answer has at least " + std::to_string(kShortestAnswer) + " bytes";
        return parsed;
    }
    parsed.options.port = static_cast<std::uint16_t>(numbers["--port"]);
    parsed.options.answerBytes = static_cast<std::size_t>(numbers["--answer-bytes"]);
    parsed.options.delay = std::chrono::microseconds(numbers["--delay-us"]);
    parsed.options.stallEvery = std::chrono::milliseconds(numbers["--stall-every-ms"]);
    parsed.options.stallFor = std::chrono::milliseconds(numbers["--stall-for-ms"]);
    parsed.options.cpu = static_cast<int>(numbers["--cpu"]);
    return parsed;
}

}  // namespace loadgate::bench
