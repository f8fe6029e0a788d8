// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/backend.h"

#include <algorithm>

namespace loadgate::cli {

namespace {

Error wrong(const std::string& option, const std::string& text, const std::string& right) {
    return {ErrorCode::BadInput, option + ": '" + text + "' is not " + right};
}

struct Listen {
    std::string address;
    std::uint16_t port;
};

Result<Listen> parseListen(const std::string& text) {
    const Error error = wrong("--listen", text, "ADDRESS:PORT, such as 127.0.0.1:8002 or [::1]:8002");
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) {
        return error;
    }
    std::string address = text.substr(0, colon);
    const Result<std::uint64_t> port = parseCount(text.substr(colon + 1));
    if (!port || *port > 65535) {
        return error;
    }
    if (address.starts_with('[') && address.ends_with(']')) {
        address = address.substr(1, address.size() - 2);
    } else if (address.find(':') != std::string::npos) {
        return error;
    }
    if (address.empty() || address == "localhost") {
        address = "127.0.0.1";
    }
    return Listen{address, static_cast<std::uint16_t>(*port)};
}

bool isHeaderText(const std::string& text) {
    return !text.empty() && text.size() <= 100 && std::ranges::all_of(text, [](char c) { return c >= 0x20 && c <= 0x7e; });
}

Result<double> parseSpread(const std::string& text) {
    const Result<double> spread = parseNumber(text);
    if (!spread || *spread < 0 || *spread > 3) {
        return wrong("--spread", text, "a number from 0 to 3");
    }
    return *spread;
}

Result<Duration> parseLatency(const std::string& text) {
    LOADGATE_TRY(const Duration latency, parseDuration(text, BareNumber::Accepted).within("--latency"));
    if (latency > std::chrono::minutes(1)) {
        return Error{ErrorCode::BadInput, "--latency: '" + text + "' is too long: at most 1m"};
    }
    return latency;
}

}  // namespace

Result<BackendConfig> backendConfigOf(const Invocation& call) {
    BackendConfig config;
    LOADGATE_TRY(const Listen listen, parseListen(call.textOr("listen", "127.0.0.1:8002")));
    config.address = listen.address;
    config.port = listen.port;
    LOADGATE_TRY(config.answers.median, parseLatency(call.textOr("latency", "20ms")));
    LOADGATE_TRY(config.answers.spread, parseSpread(call.textOr("spread", "0.3")));
    LOADGATE_TRY(const Share errors, parseShare(call.textOr("errors", "0.1%"), BareNumber::Accepted).within("--errors"));
    config.answers.errorShare = errors.fraction;
    LOADGATE_TRY(config.answers.seed, parseCount(call.textOr("seed", "1")).within("--seed"));
    config.version = call.textOr("version-stamp", "1");
    if (!isHeaderText(config.version)) {
        return wrong("--version-stamp", config.version, "1 to 100 printable ASCII characters");
    }
    config.untilEof = call.isOn("until-eof");
    return config;
}

}  // namespace loadgate::cli
