// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "cli/wrap.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

namespace loadgate::cli {

namespace {

/// A field of the bar: where it stands, and how soon it is left out (1 stays longest).
struct Field {
    int importance;
    std::string text;
};

std::string withThousands(double number) {
    std::string digits = std::to_string(static_cast<std::uint64_t>(std::llround(std::max(number, 0.0))));
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string rateText(double rate) {
    if (rate > 0 && rate < 10) {
        char text[32];
        std::snprintf(text, sizeof text, "%.1f/s", rate);
        return text;
    }
    return withThousands(rate) + "/s";
}

std::string latencyText(const char* name, const std::optional<Duration>& latency) {
    return std::string(name) + " " + (latency ? humanDuration(*latency) : "-");
}

std::string errorsText(const char* name, const Moment& moment) {
    if (moment.failed == 0) {
        return std::string(name) + " 0%";
    }
    const double percent = 100.0 * static_cast<double>(moment.failed) / static_cast<double>(std::max<std::uint64_t>(moment.completed, 1));
    char text[32];
    if (percent < 0.01) {
        return std::string(name) + " <0.01%";
    }
    std::snprintf(text, sizeof text, percent < 10 ? "%.2f%%" : "%.0f%%", percent);
    return std::string(name) + " " + text;
}

std::string presentText(const Moment& moment) {
    return moment.users > 0 ? withThousands(moment.users) + (moment.users == 1 ? " user" : " users")
                            : withThousands(static_cast<double>(moment.inFlight)) + " in flight";
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

/// "18 s left", "4 m 05 s left"; what the load is doing when nothing of it is left.
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

std::vector<Field> fieldsOf(const Moment& moment) {
    std::vector<Field> fields{{1, percentText(moment)},
                              {2, rateText(moment.rate)},
                              {6, latencyText("p50", moment.p50)},
                              {4, latencyText("p95", moment.p95)},
                              {7, latencyText("p99", moment.p99)},
                              {5, errorsText("errors", moment)},
                              {8, presentText(moment)},
                              {3, leftText(moment)}};
    if (moment.phase == RunPhase::Warmup) {
        fields.insert(fields.begin() + 1, Field{9, "warm-up"});
    }
    return fields;
}

std::string joined(const std::vector<Field>& fields, int least, const char* gap) {
    std::string line;
    for (const Field& field : fields) {
        if (field.importance <= least) {
            line += (line.empty() ? "" : gap) + field.text;
        }
    }
    return line;
}

std::string drawnBar(double share, unsigned columns) {
    const unsigned inside = columns - 2;
    const auto filled = static_cast<unsigned>(share * inside);
    return "[" + std::string(filled, '#') + std::string(inside - filled, '-') + "]";
}

}  // namespace

std::string progressBar(const Moment& moment, unsigned columns) {
    // Few widths, so that the bar stands still while the numbers beside it change.
    constexpr unsigned kNarrowestBar = 12;
    constexpr unsigned kBarStep = 10;
    constexpr unsigned kWidestBar = 32;
    const std::vector<Field> fields = fieldsOf(moment);
    for (int least = 9; least >= 1; --least) {
        const std::string wide = joined(fields, least, "  ");
        const unsigned used = columnsOf(wide);
        if (least > 3 && used + 1 + kNarrowestBar <= columns) {
            const unsigned room = std::min(columns - used - 1, kWidestBar) - kNarrowestBar;
            return drawnBar(doneShare(moment), kNarrowestBar + room / kBarStep * kBarStep) + " " + wide;
        }
        std::string narrow = joined(fields, least, " ");
        if (least <= 3 && columnsOf(narrow) <= columns) {
            return narrow;
        }
    }
    return cutToColumns(percentText(moment), columns);
}

std::string progressLine(const Moment& moment) {
    const auto at = static_cast<long>(std::llround(toSeconds(moment.at)));
    return std::to_string(at) + " s of " + std::to_string(std::lround(toSeconds(moment.total))) + " s" +
           (moment.phase == RunPhase::Warmup ? " (warm-up)" : "") + ": " + rateText(moment.rate) + ", " + latencyText("p50", moment.p50) +
           ", " + latencyText("p95", moment.p95) + ", " + latencyText("p99", moment.p99) + ", " + errorsText("errors", moment) + ", " +
           presentText(moment) + ", " + leftText(moment);
}

void ProgressMeter::add(const LiveInterval& interval) {
    m_moment.at = interval.at;
    m_moment.total = interval.total;
    m_moment.phase = interval.phase;
    m_moment.completed += interval.tally.completed();
    m_moment.failed += interval.tally.failed();
    m_moment.users = interval.users;
    m_moment.inFlight = interval.inFlight;
    m_length += interval.length;
    m_answers += interval.tally.completed();
    m_response += interval.response;
    m_ended = m_length >= m_window;
    if (m_ended || !m_shown) {
        show();
    }
    if (m_ended) {
        m_shown = true;
        m_length = {};
        m_answers = 0;
        m_response = {};
    }
}

void ProgressMeter::show() {
    m_moment.rate = m_length > Duration{} ? static_cast<double>(m_answers) / toSeconds(m_length) : 0;
    m_moment.p50 = m_response.quantile(0.5);
    m_moment.p95 = m_response.quantile(0.95);
    m_moment.p99 = m_response.quantile(0.99);
}

}  // namespace loadgate::cli
