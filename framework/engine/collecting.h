// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/collector.h"
#include "engine/host_counters.h"
#include "engine/measure.h"
#include "engine/meeting.h"
#include "engine/worker_face.h"

#include <cstdint>
#include <stop_token>
#include <vector>

namespace loadgate::engine {

/// The collector's part: drains the logs, tells the sink, and puts the measurement together. On the thread that called measure().
class Collecting {
  public:
    Collecting(const Plan&, std::vector<WorkerFace>, MeasureSink&, const std::stop_token&);

    /// From zero until the last worker has finished.
    [[nodiscard]] Measurement run(Meeting&);

  private:
    [[nodiscard]] Duration runClock() const { return std::chrono::steady_clock::now().time_since_epoch() - m_zero; }
    void enterPhase(RunPhase, Duration at);
    void drainFrom(Duration now);
    void drainLogs();
    void step(Duration now);
    void tellSettled(Duration now, Duration certain);
    [[nodiscard]] double plannedSince(Duration from, Duration to);
    [[nodiscard]] Measurement finish();
    void gatherReadings(Measurement&) const;

    const Plan& m_plan;
    std::vector<WorkerFace> m_workers;
    MeasureSink& m_sink;
    const std::stop_token& m_stop;
    Collector m_collector;
    RunPhase m_phase{RunPhase::Connect};
    Duration m_zero{}, m_last{};
    std::int64_t m_lastCpu{};
    HostCounters m_before, m_after, m_host;
    bool m_stopped{};
};

}  // namespace loadgate::engine
