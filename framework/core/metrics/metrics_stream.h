// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/courier.h"
#include "core/metrics/metrics_options.h"
#include "core/metrics/prometheus_client.h"
#include "core/metrics/run_metrics.h"
#include "core/session/generator_so_far.h"
#include "core/session/run_session.h"

#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// Tells Prometheus of a run: hears what the session says, keeps the newest figures, and passes everything on to the next listener.
/// Scrapes, pushes and the file have threads of their own, which copy those figures and never hold up the session; what they meet is one
/// note each.
class MetricsStream final : public RunListener {
  public:
    /// Without options it only passes on, and loads nothing. Io when the client cannot be loaded or the address cannot be listened at.
    [[nodiscard]] static Result<std::unique_ptr<MetricsStream>> open(const MetricsOptions&, RunListener& next);

    void onStarted(const PreparedRun&, const RunRecord&) override;
    void onPhase(RunPhase phase, Duration at) override { m_next.onPhase(phase, at); }
    void onInterval(const LiveInterval&) override;
    void onNote(const RunNote& note) override { m_next.onNote(note); }
    void onDetail(std::string_view text) override { m_next.onDetail(text); }
    void onCheck(const Check& check, CheckState state, Duration at) override { m_next.onCheck(check, state, at); }

    /// The final figures to every place, each within `patience`; what could not be delivered, one sentence each. `record` null: the run
    /// could not be measured to its end, and what is known stays. Nothing is delivered of a run that did not begin.
    [[nodiscard]] std::vector<Error> finish(const RunRecord* record, std::chrono::milliseconds patience);

  private:
    /// What the other threads read.
    struct Shared {
        std::mutex mutex;
        RunMetrics metrics;
        [[nodiscard]] RunMetrics copy();
    };
    struct Way {
        std::string name;  ///< "--pushgateway http://push:9091"
        std::unique_ptr<Courier> courier;
    };

    MetricsStream(MetricsOptions options, RunListener& next);
    void startPushing();
    void startWriting();
    void tellTroubles(Duration at);

    MetricsOptions m_options;
    Redactor m_redactor;
    RunListener& m_next;
    PrometheusClient* m_client{};
    std::shared_ptr<Shared> m_shared{std::make_shared<Shared>()};
    std::optional<GeneratorSoFar> m_generator;
    std::vector<Objective> m_objectives;
    std::unique_ptr<ScrapeEndpoint> m_endpoint;
    std::vector<Way> m_ways;
};

}  // namespace loadgate
