// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"
#include "model/live_interval.h"
#include "model/measurement.h"

#include <stop_token>

namespace loadgate::engine {

/// Told what happens while it happens, on the thread that called measure().
class MeasureSink {
  public:
    virtual ~MeasureSink() = default;
    /// When the load begins (t = 0) on std::chrono::steady_clock; once, shortly before that.
    virtual void onZero(Duration /*steady*/) {}
    virtual void onPhase(RunPhase, Duration at) = 0;
    virtual void onInterval(const LiveInterval&) = 0;
    /// Where the plan asks for it: by the time requests were due, without gaps, each interval as soon as all its requests have surely
    /// ended. Counts only, the histograms are empty. Those that settle after the load's end are not told.
    virtual void onSettled(const Interval&) {}
};

/// The only door of the engine: sends the plan's load and returns what was measured. Blocks until the load is over and its answers have
/// come, or until stopped, and then returns what it has. Refused when descriptors, ports, source addresses or processors cannot be had as
/// the plan needs them, Io when the kernel gives no reactor; all before anything was sent. Starts plan.workers threads.
[[nodiscard]] Result<Measurement> measure(const Plan&, MeasureSink&, const std::stop_token&);

}  // namespace loadgate::engine
