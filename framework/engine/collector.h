// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outcome_log.h"
#include "engine/plan.h"
#include "model/live_interval.h"

#include <cstdint>
#include <map>
#include <vector>

namespace loadgate::engine {

/// Histograms and counts of one endpoint while they grow.
class SeriesBuilder {
  public:
    void add(const OutcomeRecord&, const std::vector<Duration>& limits);
    [[nodiscard]] bool empty() const { return m_empty; }
    [[nodiscard]] const Series& counts() const { return m_counts; }  ///< without histograms
    [[nodiscard]] Series build(std::uint16_t endpoint) const;
    void clear();

  private:
    Series m_counts;  ///< without its histograms
    HistogramBuilder m_response, m_wait, m_lag, m_service;
    bool m_empty{true};
};

/// Folds what the workers recorded into intervals by due time, and beside it into what was answered lately, for people who watch.
/// Belongs to the thread that called measure().
class Collector {
  public:
    explicit Collector(const Plan&);

    void add(const OutcomeRecord&);
    /// What was added since the last call; gauges and phase are the caller's to fill in.
    [[nodiscard]] LiveInterval takeLive();
    /// The next intervals to which nothing can be added any more, by time and without gaps: those that end before `certain`, and with
    /// constant arrivals those before `now` whose requests have all ended. Their histograms are empty. Call before closeBefore(certain).
    [[nodiscard]] std::vector<Interval> takeSettled(Duration now, Duration certain);
    /// Finishes the intervals to which nothing can be added any more, to bound memory. Something that comes all the same is not lost.
    void closeBefore(Duration due);
    /// Everything, with the load's end: the curve's length, or when it was stopped.
    [[nodiscard]] Measurement finish(Duration end);

  private:
    using Builders = std::vector<SeriesBuilder>;  ///< by endpoint

    [[nodiscard]] std::size_t indexOf(Duration due) const;
    [[nodiscard]] Duration startOf(std::size_t index) const;
    void close(std::size_t index, Builders&);
    void fillCurve(Interval&) const;
    [[nodiscard]] Interval emptyInterval(std::size_t index, Duration end) const;
    [[nodiscard]] Interval countedInterval(std::size_t index) const;

    const Plan& m_plan;
    std::size_t m_firstMeasured{};  ///< index of the interval that starts where the warm-up ends
    std::map<std::size_t, Builders> m_open;
    std::vector<Builders> m_spare;
    std::size_t m_settled{};  ///< intervals that takeSettled() has given away
    std::map<std::size_t, std::vector<Series>> m_closed;
    HistogramBuilder m_connectTime;
    Builders m_live;
    HistogramBuilder m_liveLag;
};

}  // namespace loadgate::engine
