// SPDX-License-Identifier: Apache-2.0
#include "core/report/time_points.h"

#include "model/resource_usage.h"

#include <span>

namespace loadgate::report {
namespace {

/// A mean weighted by time, of what was there.
class Mean {
  public:
    void add(const std::optional<double>& value, double seconds) {
        if (value) {
            m_sum += *value * seconds;
            m_seconds += seconds;
        }
    }
    [[nodiscard]] std::optional<double> value() const { return m_seconds > 0 ? std::optional(m_sum / m_seconds) : std::nullopt; }

  private:
    double m_sum{}, m_seconds{};
};

TimePoint pointOf(std::span<const Interval> intervals, std::span<const IntervalUsage> usage) {
    TimePoint point{intervals.front().from, {}, intervals.front().warmup, {}, {}, {}, {}, {}, {}};
    Mean users;
    Mean cores;
    Mean memory;
    std::vector<const Histogram*> responses;
    for (std::size_t i = 0; i < intervals.size(); ++i) {
        const Interval& interval = intervals[i];
        const double seconds = toSeconds(interval.length);
        point.length += interval.length;
        point.planned += interval.planned;
        users.add(interval.users, seconds);
        cores.add(usage[i].cpuCores, seconds);
        memory.add(usage[i].memory, seconds);
        for (const Series& series : interval.series) {
            point.tally += series.tally;
            responses.push_back(&series.response);
        }
    }
    point.users = users.value().value_or(0);
    point.cores = cores.value();
    point.memory = memory.value();
    point.response = sumOf(responses);
    return point;
}

/// What rounding left over at the end of a load, a few nanoseconds, would be drawn as a fall to zero.
bool isSliver(const Interval& interval, const Interval& before) { return interval.length * 4 < before.length; }

}  // namespace

std::vector<TimePoint> timePoints(const Measurement& measurement, std::size_t most) {
    const std::vector<IntervalUsage> usage = usagePerInterval(measurement);
    const std::span<const Interval> intervals(measurement.intervals);
    const std::size_t together = most == 0 ? intervals.size() : (intervals.size() + most - 1) / most;
    std::vector<TimePoint> points;
    for (std::size_t begin = 0; begin < intervals.size();) {
        std::size_t end = begin + 1;
        while (end < intervals.size() && intervals[end].warmup == intervals[begin].warmup &&
               (end - begin < together || isSliver(intervals[end], intervals[begin]))) {
            ++end;
        }
        points.push_back(pointOf(intervals.subspan(begin, end - begin), std::span(usage).subspan(begin, end - begin)));
        begin = end;
    }
    return points;
}

}  // namespace loadgate::report
