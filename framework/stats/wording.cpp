// SPDX-License-Identifier: Apache-2.0
#include "stats/wording.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <string_view>
#include <vector>

namespace loadgate::stats {
namespace {

/// Three significant digits without trailing zeros, whole from 100 on.
std::string threeDigits(double value) {
    if (value >= 1000) {
        return countText(static_cast<std::uint64_t>(std::llround(value)));
    }
    const double size = value > 0 ? std::floor(std::log10(value)) : 0;
    const double scale = std::pow(10, std::max(0.0, 2 - size));
    return toText(std::round(value * scale) / scale);
}

/// "60.1–63 ms" of "60.1 ms" and "63 ms".
std::string rangeText(const std::string& from, const std::string& to) {
    const std::size_t gap = from.rfind(' ');
    const std::size_t otherGap = to.rfind(' ');
    if (gap != std::string::npos && otherGap != std::string::npos && from.substr(gap) == to.substr(otherGap)) {
        return from == to ? from : from.substr(0, gap) + "–" + to;
    }
    return from + " – " + to;
}

/// "timeout", and which time ran out where it was not the total one: "timeout (20 connecting, 10 before the first byte)".
std::string timeoutText(const Tally& tally) {
    std::string kinds;
    const auto add = [&kinds](std::uint64_t count, std::string_view what) {
        if (count > 0) {
            kinds += (kinds.empty() ? "" : ", ") + countText(count) + " " + std::string(what);
        }
    };
    add(tally.of(TimeoutKind::Connect), "connecting");
    add(tally.of(TimeoutKind::FirstByte), "before the first byte");
    return std::string(toText(Outcome::Timeout)) + (kinds.empty() ? "" : " (" + kinds + ")");
}

}  // namespace

std::string nameOf(const Objective& objective) {
    const std::string scope = objective.endpoint.empty() ? "" : "(" + objective.endpoint + ")";
    switch (objective.metric) {
        case Metric::Latency: return quantileName(objective.quantile) + scope;
        case Metric::ErrorRate: return "errors" + scope;
        case Metric::Throughput: return "throughput" + scope;
        case Metric::CpuShare:
        case Metric::CpuCores: return "cpu";
        case Metric::Memory: return "memory";
        case Metric::Throttled: return "throttled";
        case Metric::Restarts: return "restarts";
    }
    return {};
}

std::string subjectOf(const Objective& objective) { return nameOf(objective) + windowText(objective); }

std::string shareText(double share) {
    constexpr double kSmallest = 0.001;  // percent
    const double percent = 100 * share;
    return percent > 0 && percent < kSmallest ? "under 0.001 %" : threeDigits(percent) + " %";
}

std::string countText(std::uint64_t count) {
    std::string text = std::to_string(count);
    for (std::size_t end = text.size(); end > 3; end -= 3) {
        text.insert(end - 3, ",");
    }
    return text;
}

std::string requestsText(std::uint64_t count) { return countText(count) + (count == 1 ? " request" : " requests"); }

std::string rateText(double perSecond) { return threeDigits(perSecond) + " req/s"; }

std::string coresText(double cores) { return threeDigits(cores) + (cores == 1 ? " core" : " cores"); }

std::string bytesText(double bytes) {
    constexpr std::array<std::string_view, 5> kUnits{" B", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < kUnits.size(); ++unit) {
        bytes /= 1024;
    }
    return threeDigits(bytes) + std::string(kUnits.at(unit));
}

std::string timeText(double seconds) { return humanDuration(fromSeconds(seconds)); }

std::string aboutText(double seconds) {
    constexpr double kMinute = 60;
    constexpr double kHour = 60 * kMinute;
    constexpr double kDay = 24 * kHour;
    if (!(seconds < kDay)) {
        return "more than a day";
    }
    // Rounded up, to about two digits: the estimate is no better than that.
    const double step = seconds < 100 ? 1 : seconds < 10 * kMinute ? 10 : seconds < kHour ? kMinute : kHour / 10;
    return "about " + timeText(std::ceil(seconds / step) * step);
}

std::string timeRangeText(std::pair<double, double> seconds) {
    return std::isinf(seconds.second) ? timeText(seconds.first) + " or more" : rangeText(timeText(seconds.first), timeText(seconds.second));
}

std::string shareRangeText(std::pair<double, double> shares) { return rangeText(shareText(shares.first), shareText(shares.second)); }

std::string rateRangeText(std::pair<double, double> perSecond) {
    return rangeText(rateText(std::max(0.0, perSecond.first)), rateText(perSecond.second));
}

std::string failuresText(const Tally& tally) {
    std::vector<std::pair<std::uint64_t, std::string>> parts{{tally.inFlightAtEnd, "unanswered at the end"},
                                                             {tally.droppedLimit, "shed at the in-flight bound"}};
    for (std::size_t i = 1; i < kOutcomes; ++i) {  // 0 is Ok
        const auto outcome = static_cast<Outcome>(i);
        parts.emplace_back(tally.by[i], outcome == Outcome::Timeout ? timeoutText(tally) : std::string(toText(outcome)));
    }
    std::stable_sort(parts.begin(), parts.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
    std::string text;
    for (const auto& [count, what] : parts) {
        if (count > 0) {
            text += (text.empty() ? "" : ", ") + countText(count) + " " + what;
        }
    }
    return text;
}

}  // namespace loadgate::stats
