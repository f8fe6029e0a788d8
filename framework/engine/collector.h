// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outcome_log.h"
#include "engine/plan.h"
#include "model/live_interval.h"

#include <cstdint>
#include <map>
#include <vector>

namespace loadgate::engine {

/// Responses and counts of one endpoint while they grow.
class SeriesBuilder {
  public:
    void add(const OutcomeRecord&, const std::vector<Duration>& limits);
    [[nodiscard]] bool empty() const { return m_empty; }
    [[nodiscard]] const Series& counts() const { return m_counts; }  ///< without histograms
    [[nodiscard]] Series build(std::uint16_t endpoint) const;
    void clear();

  private:
    void countStatus(std::uint16_t status);

    Series m_counts;               ///< without its histograms and its last status
    std::uint16_t m_lastStatus{};  ///< mostly all answers have the same
    std::uint64_t m_answersOfLast{};
    HistogramBuilder m_response;
    bool m_empty{true};
};

/// What the responses of one endpoint were made of, while it grows.
class PartsBuilder {
  public:
    void add(const OutcomeRecord&);
    [[nodiscard]] PhaseParts build() const { return {0, false, m_wait.build(), m_lag.build(), m_service.build()}; }

  private:
    HistogramBuilder m_wait, m_lag, m_service;
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
    /// constant arrivals those before `now` whose requests have all ended. Their histograms are empty.
    [[nodiscard]] std::vector<Interval> takeSettled(Duration now, Duration certain);
    /// Finishes the intervals that ended by then, to bound memory. What comes late is added to what was finished.
    void closeBefore(Duration due);
    /// Everything, with the load's end: the curve's length, or when it was stopped.
    [[nodiscard]] Measurement finish(Duration end);

  private:
    using Builders = std::vector<SeriesBuilder>;  ///< by endpoint

    [[nodiscard]] std::size_t indexOf(Duration due) const;
    [[nodiscard]] Duration startOf(std::size_t index) const;
    [[nodiscard]] Builders& buildersAt(Duration due);
    void close(std::size_t index, Builders&);
    void fillCurve(Interval&) const;
    [[nodiscard]] Interval emptyInterval(std::size_t index, Duration end) const;
    [[nodiscard]] Interval countedInterval(std::size_t index) const;

    const Plan& m_plan;
    std::size_t m_firstMeasured{};  ///< index of the interval that starts where the warm-up ends
    std::map<std::size_t, Builders> m_open;
    Builders* m_last{};  ///< those of the last record, and the time that is theirs; the next one's are mostly the same
    Duration m_lastFrom{}, m_lastTo{};
    std::vector<Builders> m_spare;
    std::size_t m_settled{};  ///< intervals that takeSettled() has given away
    std::map<std::size_t, std::vector<Series>> m_closed;
    std::vector<PartsBuilder> m_warmupParts, m_parts;  ///< by endpoint
    HistogramBuilder m_connectTime;
    Builders m_live;
    HistogramBuilder m_liveLag;
};

}  // namespace loadgate::engine
