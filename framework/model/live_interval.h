// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/resources.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace loadgate {

enum class RunPhase : std::uint8_t { Connect, Warmup, Measure, Drain, Judge };
[[nodiscard]] std::string_view toText(RunPhase);  // "connect", "warmup", …

/// What happened in the last moment, for people who watch: answers by the time they came, not by the time they were due.
struct LiveInterval {
    Duration at{};  ///< end of this interval on the run clock
    Duration length{};
    Duration total{};  ///< planned length of the load
    RunPhase phase{RunPhase::Measure};
    double plannedLoad{};                 ///< the curve here: users, or requests per second
    Tally tally;                          ///< of this interval
    std::uint64_t inFlight{}, waiting{};  ///< now
    std::uint32_t users{}, connections{};
    Histogram response;  ///< of this interval's answers
    Histogram lag;
    std::vector<Series> endpoints;                   ///< as in Interval::series: tally and response only
    double cpuCores{};                               ///< of our workers in this interval
    double planned{};                                ///< open model: requests that fell due in this interval by the curve
    double stealShare{}, throttledShare{};           ///< of our machine in this interval, as in GeneratorReadings
    GeneratorStatus generator{GeneratorStatus::Ok};  ///< by this interval alone; set by the session
    std::vector<ResourceNow> resources;              ///< of the target; set by the session
};

}  // namespace loadgate
