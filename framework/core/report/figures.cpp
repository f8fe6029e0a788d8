// SPDX-License-Identifier: Apache-2.0
#include "core/report/figures.h"

#include <algorithm>
#include <array>
#include <csignal>

namespace loadgate::report {

RunFigures figuresOf(const RunRecord& record) {
    const Measurement& m = record.measurement;
    RunFigures figures;
    figures.whole = total(m, Phase::WholeRun);
    figures.measured = total(m, Phase::Measured);
    figures.throughput = throughputOf(figures.measured.tally, m);
    for (std::size_t i = 0; i < m.endpoints.size(); ++i) {
        const auto index = static_cast<std::uint16_t>(i);
        figures.endpoints.push_back({m.endpoints[i], i < m.shares.size() ? m.shares[i] : 0, totalOf(m, Phase::WholeRun, index),
                                     totalOf(m, Phase::Measured, index)});
    }
    return figures;
}

std::optional<double> errorRate(const Tally& tally) {
    if (tally.completed() == 0) {
        return std::nullopt;
    }
    return static_cast<double>(tally.failed()) / static_cast<double>(tally.completed());
}

std::optional<double> throughputOf(const Tally& tally, const Measurement& m) {
    if (m.measured() <= Duration{}) {
        return std::nullopt;
    }
    return static_cast<double>(tally.ok()) / toSeconds(m.measured());
}

std::string signalName(int number) {
    if (number == SIGINT) {
        return "SIGINT";
    }
    return number == SIGTERM ? "SIGTERM" : "signal " + std::to_string(number);
}

std::string withoutUserinfo(std::string url) {
    const std::size_t scheme = url.find("://");
    if (scheme == std::string::npos) {
        return url;
    }
    const std::size_t authority = scheme + 3;
    const std::size_t end = std::min(url.find_first_of("/?#", authority), url.size());
    const std::size_t at = url.rfind('@', end);
    if (at != std::string::npos && at >= authority && at < end) {
        url.replace(authority, at - authority, "***");
    }
    return url;
}

NameValue redacted(const NameValue& header) {
    constexpr std::array<std::string_view, 4> kSecret{"authorization", "proxy-authorization", "cookie", "set-cookie"};
    std::string lower = header.name;
    std::transform(lower.begin(), lower.end(), lower.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    const bool secret = std::find(kSecret.begin(), kSecret.end(), lower) != kSecret.end();
    return {header.name, secret ? std::string("***") : header.value};
}

}  // namespace loadgate::report
