// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/redactor.h"
#include "core/config/run_config.h"
#include "core/plugins/catalog.h"
#include "model/check_state.h"
#include "model/live_interval.h"
#include "model/run_record.h"

#include <memory>
#include <optional>
#include <stop_token>
#include <string>

namespace loadgate {

/// A configuration with its plugins asked: what will be sent, where, and along which curve. Nothing has been sent. What reports show of it
/// holds no secret; what is sent is in the `real` part of a request and in `connect`.
struct PreparedRun {
    RunConfig config;
    LoadCurve curve;
    TargetDescription target;
    std::vector<RequestSpec> requests;  ///< at least one; paths as they go on the wire
    std::vector<UsedPlugin> plugins;
    Address connect;                  ///< where the load goes, variables filled in; `target` is what is shown of it
    bool foundByPlugin{};             ///< the address is what a plugin found, not what somebody wrote
    std::optional<Rate> maxRate;      ///< of deploy/targets.yml
    Redactor redactor;                ///< for everything that is said about this run from now on
    std::shared_ptr<Target> sampled;  ///< the sampler's own object of the target; null: its resources are not sampled
    std::string targetPlugin;         ///< its id
    std::vector<std::string> advice;  ///< sentences for people: "30 s is short for p95; 60 s or more is recommended"
};
/// Asks patterns for the curve and the target for its address. BadInput, NotFound and Unsupported before anything was sent.
[[nodiscard]] Result<PreparedRun> prepareRun(const RunConfig&, const Catalog&, const std::stop_token&);

/// Told what happens while it happens, on the session's thread. Must not block for long.
class RunListener {
  public:
    virtual ~RunListener() = default;
    /// The load is about to begin: the record as far as it is known, with what is planned.
    virtual void onStarted(const PreparedRun&, const RunRecord& /*soFar*/) {}
    virtual void onPhase(RunPhase, Duration at) = 0;
    virtual void onInterval(const LiveInterval&) = 0;
    /// What helps only those who look for a fault: the addresses that will be connected to, the threads that send.
    virtual void onDetail(std::string_view /*text*/) {}
    virtual void onNote(const RunNote&) = 0;
    /// How an objective stands by what was answered so far, when that changes; and, after the load, each check as it was judged.
    virtual void onCheck(const Check&, CheckState, Duration /*at*/) {}
};

/// Walks the whole road: measure, assess the generator, judge. A stop request ends the load early and the same road is walked to the end.
class RunSession {
  public:
    /// Error only if the load could not begin (address not allowed, no descriptors); afterwards everything is data.
    [[nodiscard]] static Result<RunRecord> execute(const PreparedRun&, RunListener&, const std::stop_token&);
};

}  // namespace loadgate
