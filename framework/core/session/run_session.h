// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/run_config.h"
#include "core/plugins/catalog.h"
#include "model/live_interval.h"
#include "model/run_record.h"

#include <memory>
#include <stop_token>
#include <string>

namespace loadgate {

/// A configuration with its plugins asked: what will be sent, where, and along which curve. Nothing has been sent.
struct PreparedRun {
    RunConfig config;
    LoadCurve curve;
    TargetDescription target;
    std::vector<RequestSpec> requests;  ///< at least one; paths as they go on the wire
    std::vector<UsedPlugin> plugins;
    std::vector<std::string> advice;  ///< sentences for people: "30 s is short for p95; 60 s or more is recommended"
};
/// Asks patterns for the curve and the target for its address. BadInput, NotFound and Unsupported before anything was sent.
[[nodiscard]] Result<PreparedRun> prepareRun(const RunConfig&, const Catalog&, const std::stop_token&);

/// Told what happens while it happens, on the session's thread. Must not block for long.
class RunListener {
  public:
    virtual ~RunListener() = default;
    virtual void onPhase(RunPhase, Duration at) = 0;
    virtual void onInterval(const LiveInterval&) = 0;
    virtual void onNote(std::string_view text) = 0;
    /// What helps only those who look for a fault: the addresses that will be connected to, the threads that send.
    virtual void onDetail(std::string_view /*text*/) {}
};

/// Walks the whole road: measure, assess the generator, judge. A stop request ends the load early and the same road is walked to the end.
class RunSession {
  public:
    /// Error only if the load could not begin (address not allowed, no descriptors); afterwards everything is data.
    [[nodiscard]] static Result<RunRecord> execute(const PreparedRun&, RunListener&, const std::stop_token&);
};

}  // namespace loadgate
