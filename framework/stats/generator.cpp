// SPDX-License-Identifier: Apache-2.0
#include "stats/judge.h"
#include "stats/live.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>
#include <optional>
#include <string>
#include <vector>

namespace loadgate::stats {
namespace {

using std::chrono::milliseconds;

constexpr double kDroppedShare = 0.01;
constexpr double kMissingShare = 0.05;
constexpr Duration kLag = milliseconds(5);
constexpr double kLagOfLimit = 0.1;
constexpr Duration kPause = milliseconds(100);
constexpr double kSuspect = 5;  ///< suspect from this part of each threshold on
constexpr double kBusyWorker = 0.95;
constexpr double kStolen = 0.05;

/// Collects reasons; the worst decides and is said first.
class Findings {
  public:
    /// `value` against a threshold that saturates, and a fifth of it that is suspect.
    void compare(double value, double threshold, const std::string& reason) {
        if (value > threshold) {
            m_saturated.push_back(reason);
        } else if (value > threshold / kSuspect) {
            m_suspect.push_back(reason);
        }
    }
    void saturatedIf(bool is, const std::string& reason) {
        if (is) {
            m_saturated.push_back(reason);
        }
    }
    void suspectAbove(double share, double threshold, const std::string& reason) {
        if (share > threshold) {
            m_suspect.push_back(reason);
        }
    }
    [[nodiscard]] GeneratorHealth health(double achieved) const {
        GeneratorHealth health{.achievedShare = achieved, .reasons = m_saturated};
        health.reasons.insert(health.reasons.end(), m_suspect.begin(), m_suspect.end());
        health.status = !m_saturated.empty() ? GeneratorStatus::Saturated
                        : !m_suspect.empty() ? GeneratorStatus::Suspect
                                             : GeneratorStatus::Ok;
        return health;
    }

  private:
    std::vector<std::string> m_saturated, m_suspect;
};

double plannedInMeasuredPhase(const Measurement& measurement) {
    double planned = 0;
    for (const Interval& interval : measurement.intervals) {
        planned += interval.warmup ? 0 : interval.planned;
    }
    return planned;
}

std::optional<double> tightestLatency(std::span<const Objective> objectives) {
    std::optional<double> tightest;
    for (const Objective& objective : objectives) {
        if (objective.metric == Metric::Latency) {
            tightest = std::min(tightest.value_or(objective.limit), objective.limit);
        }
    }
    return tightest;
}

/// Generator lag that is sound, s.
double soundLag(std::span<const Objective> objectives) {
    const auto limit = tightestLatency(objectives);
    return std::max(toSeconds(kLag), limit ? kLagOfLimit * *limit : 0);
}

void assessLag(Findings& findings, const Measurement& measurement, std::span<const Objective> objectives) {
    const auto p99 = total(measurement, Phase::Measured).lag.quantile(0.99);
    if (!p99) {
        return;
    }
    const double threshold = soundLag(objectives);
    std::string allowed = "at most " + timeText(threshold);
    if (threshold > toSeconds(kLag)) {
        allowed += " (10 % of the tightest latency limit)";
    }
    findings.compare(toSeconds(*p99), threshold,
                     "it sent late: generator lag p99 was " + humanDuration(*p99) + ", " + allowed + " is sound");
}

/// Open model: did everything that was due leave the machine, and if not, who was in the way?
double assessSending(Findings& findings, const Measurement& measurement) {
    const double planned = plannedInMeasuredPhase(measurement);
    if (measurement.model != LoadModel::Open || !(planned > 0)) {
        return 1;
    }
    const Tally tally = tallyOf(measurement, Phase::Measured);
    const double dropped = static_cast<double>(tally.droppedGenerator) / planned;
    findings.compare(dropped, kDroppedShare,
                     "it dropped " + countText(tally.droppedGenerator) + " requests of its own (" + shareText(dropped) +
                         " of those planned), at most 1 % is sound");
    const double missing = std::max(0.0, planned - static_cast<double>(tally.sent));
    const double achieved = 1 - missing / planned;
    const GeneratorReadings& readings = measurement.generator;
    const bool atBound = readings.inFlightBound > 0 && readings.peakInFlight >= readings.inFlightBound;
    const bool targetInTheWay = readings.waited > 0 || tally.droppedLimit > 0 || atBound;
    // A curve's area is rounded to whole requests; random arrivals are four standard deviations away once in 30,000 runs.
    const double byChance = measurement.randomArrivals ? 4 * std::sqrt(planned) : 1;
    if (!targetInTheWay && missing > byChance) {
        findings.compare(missing / planned, kMissingShare,
                         "it sent " + shareText(achieved) + " of what was planned although nothing was in its way, at least 95 % is sound");
    }
    return achieved;
}

}  // namespace

GeneratorHealth assessGenerator(const Measurement& measurement, std::span<const Objective> objectives) {
    const GeneratorReadings& readings = measurement.generator;
    Findings findings;
    const double achieved = assessSending(findings, measurement);
    assessLag(findings, measurement, objectives);
    findings.saturatedIf(readings.outOfDescriptors, "it ran out of file descriptors");
    findings.saturatedIf(readings.outOfPorts, "it ran out of ports");
    const std::string paused = "its clock jumped by up to " + humanDuration(readings.longestPause) + ", at most 100 ms is sound";
    if (readings.pauses > 0) {
        findings.saturatedIf(true, paused);
    } else {
        findings.compare(toSeconds(readings.longestPause), toSeconds(kPause), paused);
    }
    if (measurement.model == LoadModel::Open) {
        findings.suspectAbove(readings.busiestWorker, kBusyWorker,
                              "a worker used " + shareText(readings.busiestWorker) + " of a core, at most 95 % is sound");
    }
    findings.suspectAbove(readings.stealShare, kStolen,
                          "the host lost " + shareText(readings.stealShare) + " of its CPU time to others (steal), at most 5 % is sound");
    findings.suspectAbove(readings.throttledShare, kStolen,
                          "its cgroup was throttled in " + shareText(readings.throttledShare) + " of all periods, at most 5 % is sound");
    return findings.health(achieved);
}

GeneratorStatus generatorNow(const LiveInterval& live, std::span<const Objective> objectives) {
    Findings findings;
    const double lag = toSeconds(live.lag.quantile(0.99).value_or(Duration{}));
    findings.compare(lag, soundLag(objectives), "lag");
    if (live.planned > 0) {
        findings.compare(static_cast<double>(live.tally.droppedGenerator) / live.planned, kDroppedShare, "drops");
    }
    findings.suspectAbove(live.stealShare, kStolen, "steal");
    findings.suspectAbove(live.throttledShare, kStolen, "throttled");
    return findings.health(1).status;
}

}  // namespace loadgate::stats
