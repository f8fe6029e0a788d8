// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_words.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace loadgate::cli {

std::string withThousands(double number) {
    std::string digits = std::to_string(static_cast<std::uint64_t>(std::llround(std::max(number, 0.0))));
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string rateText(double perSecond) {
    if (perSecond > 0 && perSecond < 10) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f/s", perSecond);
        return text;
    }
    return withThousands(perSecond) + "/s";
}

std::string latencyText(const char* name, const std::optional<Duration>& latency, bool atLeast) {
    return std::string(name) + " " + (latency ? (atLeast ? ">= " : "") + humanDuration(*latency) : "-");
}

std::string errorShare(const Moment& moment) {
    if (moment.failed == 0) {
        return "0%";
    }
    const double percent = 100.0 * static_cast<double>(moment.failed) / static_cast<double>(std::max<std::uint64_t>(moment.completed, 1));
    if (percent < 0.01) {
        return "<0.01%";
    }
    char text[32];
    std::snprintf(text, sizeof text, percent < 10 ? "%.2f%%" : "%.0f%%", percent);
    return text;
}

std::string countOf(double number, const char* one, const char* many) {
    return withThousands(number) + " " + (std::llround(number) == 1 ? one : many);
}

double doneShare(const Moment& moment) {
    if (moment.total <= Duration{}) {
        return 0;
    }
    return std::clamp(toSeconds(moment.at) / toSeconds(moment.total), 0.0, 1.0);
}

std::string percentText(const Moment& moment) {
    char text[16];
    std::snprintf(text, sizeof text, "%3d%%", static_cast<int>(std::floor(100.0 * doneShare(moment))));
    return text;
}

std::string leftText(const Moment& moment) {
    if (moment.phase == RunPhase::Connect || moment.phase == RunPhase::Drain || moment.phase == RunPhase::Judge) {
        return std::string(toText(moment.phase));
    }
    const auto left = static_cast<long>(std::ceil(toSeconds(std::max(moment.total - moment.at, Duration{}))));
    char text[48];
    if (left < 60) {
        std::snprintf(text, sizeof text, "%ld s left", left);
    } else if (left < 3600) {
        std::snprintf(text, sizeof text, "%ld m %02ld s left", left / 60, left % 60);
    } else {
        std::snprintf(text, sizeof text, "%ld h %02ld m left", left / 3600, left / 60 % 60);
    }
    return text;
}

std::string drawnBar(double share, unsigned columns) {
    const unsigned inside = columns - 2;
    const auto filled = static_cast<unsigned>(share * inside);
    return "[" + std::string(filled, '#') + std::string(inside - filled, '-') + "]";
}

}  // namespace loadgate::cli
