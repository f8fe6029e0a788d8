// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"

#include <algorithm>
#include <cstddef>
#include <utility>
#include <vector>

namespace loadgate::tests {

using namespace std::chrono_literals;

/// A Measurement made by hand, interval by interval, counted as the engine counts.
class BuiltRun {
  public:
    explicit BuiltRun(std::size_t intervals = 300, LoadModel model = LoadModel::Open, Duration length = 1s) {
        m_run.model = model;
        m_run.endpoints = {"GET /", "GET /rare"};
        m_run.limits = {250ms};
        m_run.intervalLength = length;
        m_run.generator.inFlightBound = 10'000;
        for (std::size_t t = 0; t < intervals; ++t) {
            m_run.intervals.push_back({.from = static_cast<int>(t) * length, .length = length, .series = {}});
        }
        m_run.end = static_cast<int>(intervals) * length;
    }

    /// `count` requests that were due in interval t and ended so.
    BuiltRun& add(std::size_t t, std::uint64_t count, Duration response, Outcome outcome = Outcome::Ok, std::uint16_t endpoint = 0) {
        Series& series = at(t, endpoint);
        series.tally.sent += count;
        series.tally.by[static_cast<std::size_t>(outcome)] += count;
        series.response += outcome == Outcome::Timeout ? atLeast(response, count) : exactly(response, count);
        countSlow(series, response, count, outcome != Outcome::Ok);
        return *this;
    }
    BuiltRun& each(std::uint64_t count, Duration response, Outcome outcome = Outcome::Ok) {
        for (std::size_t t = 0; t < m_run.intervals.size(); ++t) {
            add(t, count, response, outcome);
        }
        return *this;
    }
    BuiltRun& unansweredAtEnd(std::size_t t, std::uint64_t count, Duration waited) {
        return censored(t, count, waited, &Tally::inFlightAtEnd, true);
    }
    BuiltRun& shed(std::size_t t, std::uint64_t count) { return censored(t, count, 1ms, &Tally::droppedLimit, false); }
    BuiltRun& droppedByUs(std::size_t t, std::uint64_t count) {
        at(t, 0).tally.droppedGenerator += count;
        return *this;
    }
    BuiltRun& lag(std::size_t t, std::uint64_t count, Duration late) {
        at(t, 0).lag += exactly(late, count);
        return *this;
    }
    BuiltRun& warmup(std::size_t intervals) {
        for (std::size_t t = 0; t < intervals; ++t) {
            m_run.intervals.at(t).warmup = true;
        }
        m_run.warmup = static_cast<int>(intervals) * m_run.intervalLength;
        return *this;
    }
    /// A further interval at the end, of this length.
    BuiltRun& partial(Duration length) {
        m_run.intervals.push_back({.from = m_run.end, .length = length, .series = {}});
        m_run.end += length;
        return *this;
    }
    void randomArrivals() { m_run.randomArrivals = true; }
    GeneratorReadings& readings() { return m_run.generator; }
    BuiltRun& limits(std::vector<Duration> limits) {
        m_run.limits = std::move(limits);
        return *this;
    }
    /// Planned of each interval: what was sent and dropped, times this.
    [[nodiscard]] Measurement build(double plannedFactor = 1) const {
        Measurement run = m_run;
        for (Interval& interval : run.intervals) {
            for (const Series& series : interval.series) {
                const Tally& tally = series.tally;
                interval.planned += plannedFactor * static_cast<double>(tally.sent + tally.droppedLimit + tally.droppedGenerator);
            }
        }
        return run;
    }

  private:
    Series& at(std::size_t t, std::uint16_t endpoint) {
        std::vector<Series>& all = m_run.intervals.at(t).series;
        const auto found = std::find_if(all.begin(), all.end(), [endpoint](const Series& s) { return s.endpoint == endpoint; });
        if (found != all.end()) {
            return *found;
        }
        all.emplace_back();
        all.back().endpoint = endpoint;
        all.back().slow.resize(m_run.limits.size());
        return all.back();
    }
    static Histogram exactly(Duration value, std::uint64_t count) {
        HistogramBuilder builder;
        builder.record(value, count);
        return builder.build();
    }
    static Histogram atLeast(Duration value, std::uint64_t count) {
        HistogramBuilder builder;
        builder.recordAtLeast(value, count);
        return builder.build();
    }
    void countSlow(Series& series, Duration response, std::uint64_t count, bool bad) const {
        for (std::size_t i = 0; i < m_run.limits.size(); ++i) {
            series.slow[i] += bad || response > m_run.limits[i] ? count : 0;
        }
    }
    BuiltRun& censored(std::size_t t, std::uint64_t count, Duration waited, std::uint64_t Tally::*what, bool sent) {
        Series& series = at(t, 0);
        series.tally.*what += count;
        series.tally.sent += sent ? count : 0;
        series.response += atLeast(waited, count);
        countSlow(series, waited, count, true);
        return *this;
    }

    Measurement m_run;
};

inline Objective latency(double quantile, double limit, std::string endpoint = {}) {
    Objective objective;
    objective.quantile = quantile;
    objective.limit = limit;
    objective.endpoint = std::move(endpoint);
    return objective;
}
inline Objective errors(double limit) {
    Objective objective;
    objective.metric = Metric::ErrorRate;
    objective.limit = limit;
    return objective;
}
inline Objective throughput(double floor) {
    Objective objective;
    objective.metric = Metric::Throughput;
    objective.limit = floor;
    return objective;
}
inline Objective optional(Objective objective) {
    objective.required = false;
    return objective;
}

}  // namespace loadgate::tests
