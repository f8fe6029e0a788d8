// SPDX-License-Identifier: Apache-2.0
#include "stats/evidence.h"

#include "stats/judge.h"
#include "stats/ladder.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>

namespace loadgate::stats {
namespace {

constexpr double kShortestLength = 5;  // s
/// Lengths are sums of intervals of 100 ms and the like; rounding must not make 5 s too short.
constexpr double kRounding = 1e-6;

bool inScope(const Objective& objective, const Measurement& measurement, const Series& series) {
    if (objective.endpoint.empty()) {
        return true;
    }
    return series.endpoint < measurement.endpoints.size() && measurement.endpoints[series.endpoint] == objective.endpoint;
}

bool inLadder(const Interval& interval, const Measurement& measurement) {
    return !interval.warmup && interval.length.count() > 0 && 2 * interval.length >= measurement.intervalLength;
}

std::uint64_t dueOf(const Series& series) { return series.tally.sent + series.tally.droppedLimit; }

}  // namespace

BadOf slowOrFailed(const Measurement& measurement, Duration limit) {
    const auto declared = std::find(measurement.limits.begin(), measurement.limits.end(), limit);
    const auto index = static_cast<std::size_t>(declared - measurement.limits.begin());
    return [index, limit](const Series& series) {
        if (index < series.slow.size()) {
            return series.slow[index];
        }
        return std::max(series.response.above(limit), unanswered(series));
    };
}

Duration shortestWindow(Duration intervalLength) {
    const double needed = kShortestLength / std::max(toSeconds(intervalLength), 1e-9);
    return intervalLength * static_cast<std::int64_t>(std::max(static_cast<double>(kFewestIntervals), std::ceil(needed - kRounding)));
}

std::uint64_t unanswered(const Series& series) { return series.tally.failed() + series.tally.inFlightAtEnd + series.tally.droppedLimit; }

std::uint64_t refused(const Series& series) { return series.tally.of(Outcome::Refused); }

double Evidence::length() const { return std::accumulate(seconds.begin(), seconds.end(), 0.0); }

bool Evidence::longEnough() const { return seconds.size() >= kFewestIntervals && length() >= kShortestLength - kRounding; }

Evidence evidenceFor(const Objective& objective, const Measurement& measurement, const BadOf& badOf) {
    Evidence evidence;
    for (const Interval& interval : measurement.intervals) {
        if (interval.warmup) {
            continue;
        }
        std::uint64_t due = 0;
        std::uint64_t bad = 0;
        std::uint64_t good = 0;
        for (const Series& series : interval.series) {
            if (inScope(objective, measurement, series)) {
                due += dueOf(series);
                bad += std::min(badOf(series), dueOf(series));
                good += series.tally.ok();
                evidence.tally += series.tally;
            }
        }
        evidence.due += due;
        evidence.bad += bad;
        if (inLadder(interval, measurement)) {
            evidence.counts.due.push_back(due);
            evidence.counts.bad.push_back(bad);
            evidence.ok.push_back(static_cast<double>(good));
            evidence.seconds.push_back(toSeconds(interval.length));
        }
    }
    return evidence;
}

Responses responsesFor(const Objective& objective, const Measurement& measurement) {
    Responses responses;
    std::vector<const Histogram*> all;
    for (const Interval& interval : measurement.intervals) {
        if (interval.warmup) {
            continue;
        }
        std::vector<const Histogram*> parts;
        for (const Series& series : interval.series) {
            if (inScope(objective, measurement, series)) {
                parts.push_back(&series.response);
            }
        }
        all.insert(all.end(), parts.begin(), parts.end());
        if (inLadder(interval, measurement)) {
            responses.perInterval.push_back(sumOf(parts));
        }
    }
    responses.all = sumOf(all);
    return responses;
}

double ladderLength(const Measurement& measurement) {
    double length = 0;
    for (const Interval& interval : measurement.intervals) {
        length += inLadder(interval, measurement) ? toSeconds(interval.length) : 0;
    }
    return length;
}

}  // namespace loadgate::stats
