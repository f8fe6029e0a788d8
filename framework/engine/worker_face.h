// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/outcome_log.h"
#include "model/measurement.h"

#include <atomic>
#include <cstdint>
#include <vector>

namespace loadgate::engine {

/// What a worker shows while it runs; read by the collector, a moment old.
struct Gauges {
    std::atomic<std::uint64_t> inFlight{}, waiting{};
    std::atomic<std::uint32_t> connections{}, users{};
    std::atomic<std::int64_t> cpu{};  ///< ns of this thread so far
};

/// What a worker knows of itself at the end.
struct WorkerReadings {
    Duration cpuInMeasuredPhase{};
    std::uint64_t pauses{};
    Duration longestPause{}, longestSilence{};
    std::uint64_t peakInFlight{};
    bool outOfDescriptors{}, outOfPorts{};
    Duration stoppedAt{-1};  ///< run clock; negative: not stopped
    std::vector<ErrorExample> examples;
};

/// What the collector sees of a worker, whatever its reactor; lives as long as the worker.
struct WorkerFace {
    OutcomeLog& log;
    const Gauges& gauges;
    const WorkerReadings& readings;  ///< once the worker has finished
};

}  // namespace loadgate::engine
