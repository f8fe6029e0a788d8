// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session/generator_so_far.h"
#include "core/session/resource_sampler.h"
#include "core/session/run_session.h"
#include "engine/measure.h"
#include "model/resources.h"
#include "stats/early_stop.h"
#include "stats/live.h"

#include <functional>
#include <optional>
#include <vector>

namespace loadgate {

/// Stands between engine and listener while the load goes: adds what the sampler saw of the target, how the objectives stand and how the
/// generator does, and keeps the time line. The session's thread.
class RunWatch final : public engine::MeasureSink {
  public:
    /// `sampler` may be null.
    RunWatch(const PreparedRun&, std::vector<Duration> limits, RunListener&, ResourceSampler* sampler);
    void onZero(Duration steady) override;
    void onPhase(RunPhase, Duration at) override;
    void onInterval(const LiveInterval&) override;
    void onSettled(const Interval&) override;
    /// From now on: `stop` is called once when a failure is certain that the verdict will believe, whatever the generator's health.
    void stopWhenCertain(stats::EarlyStop, std::function<void()> stop);
    /// What made it stop.
    [[nodiscard]] const std::optional<EarlyFailure>& stoppedBy() const { return m_stoppedBy; }
    /// On the time line and to the listener.
    void note(RunNote);
    /// The load is over: what the sampler still has; samples, incidents and notes go into the measurement.
    void finish(Measurement&);

  private:
    void hear(ResourceSampler::News);
    void stopIfCertain(Duration now);
    [[nodiscard]] bool believable() const;

    const std::vector<Objective>& m_objectives;
    RunListener& m_listener;
    ResourceSampler* m_sampler;
    stats::LiveChecks m_checks;
    IncidentWatch m_incidentWatch;
    std::vector<ResourceSample> m_samples;
    std::vector<Incident> m_incidents;
    std::vector<RunNote> m_notes;
    GeneratorSoFar m_generator;
    std::optional<stats::EarlyStop> m_early;
    std::function<void()> m_stop;
    std::optional<EarlyFailure> m_stoppedBy;
};

}  // namespace loadgate
