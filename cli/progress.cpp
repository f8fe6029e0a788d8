// SPDX-License-Identifier: Apache-2.0
#include "cli/progress.h"

#include "cli/progress_words.h"
#include "cli/wrap.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace loadgate::cli {

namespace {

/// A field of the bar: where it stands, and how soon it is left out (1 stays longest).
struct Field {
    int importance;
    std::string text;
};

std::string errorsText(const Moment& moment) { return "errors " + errorShare(moment); }

std::string presentText(const Moment& moment) {
    return moment.users > 0 ? countOf(moment.users, "user", "users") : withThousands(static_cast<double>(moment.inFlight)) + " in flight";
}

std::vector<Field> fieldsOf(const Moment& moment) {
    std::vector<Field> fields{{1, percentText(moment)},
                              {2, rateText(moment.rate)},
                              {6, latencyText("p50", moment.p50, moment.atLeast[0])},
                              {4, latencyText("p95", moment.p95, moment.atLeast[1])},
                              {7, latencyText("p99", moment.p99, moment.atLeast[2])},
                              {5, errorsText(moment)},
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
           (moment.phase == RunPhase::Warmup ? " (warm-up)" : "") + ": " + rateText(moment.rate) + ", " +
           latencyText("p50", moment.p50, moment.atLeast[0]) + ", " + latencyText("p95", moment.p95, moment.atLeast[1]) + ", " +
           latencyText("p99", moment.p99, moment.atLeast[2]) + ", " + errorsText(moment) + ", " + presentText(moment) + ", " +
           leftText(moment);
}

}  // namespace loadgate::cli
