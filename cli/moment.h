// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session/generator_so_far.h"
#include "model/live_interval.h"

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loadgate::cli {

/// One window of the past, for sparklines.
struct Window {
    double rate{};                          ///< answers per second
    std::optional<Duration> p50, p95, p99;  ///< absent: no answer came
};

/// What a progress display shows: the last window's rate and latency, and the whole run's errors.
struct Moment {
    Duration at{}, total{};
    RunPhase phase{RunPhase::Connect};
    LoadModel model{LoadModel::Closed};
    double planned{};                           ///< the curve in the last window: users, or requests per second
    double rate{};                              ///< answers per second
    std::optional<Duration> p50, p95, p99;      ///< absent: no answer came
    std::array<bool, 3> atLeast{};              ///< p50, p95, p99: known only to be so long, requests among them never ended
    std::uint64_t completed{}, failed{};        ///< since the start
    std::array<std::uint64_t, kOutcomes> by{};  ///< since the start, by Outcome
    std::uint64_t shed{};                       ///< since the start, by the in-flight bound
    std::uint32_t users{};                      ///< 0 in the open model
    std::uint64_t inFlight{}, waiting{};
    GeneratorHealth generator;       ///< so far
    std::optional<Duration> lagP99;  ///< of the generator, so far; absent: nothing was measured yet
    double cpuCores{};               ///< that the generator used in the last interval
    std::string note;                ///< the last one, as it came; empty: there was none
    std::vector<Window> past;        ///< by time, the last one is shown above; at most kMostWindows
};
inline constexpr std::size_t kMostWindows = 60;

/// Adds intervals up to moments; numbers change once a window, so that they can be read. Reads no clock.
class ProgressMeter {
  public:
    explicit ProgressMeter(Duration window, LoadModel model = LoadModel::Closed, std::vector<Objective> objectives = {});
    void add(const LiveInterval&);
    /// True when the last add() finished a window.
    [[nodiscard]] bool windowEnded() const { return m_ended; }
    [[nodiscard]] const Moment& moment() const { return m_moment; }

  private:
    void count(const LiveInterval&);
    void show();
    void keep();

    Duration m_window, m_length{};
    std::vector<Objective> m_objectives;
    double m_planned{};  ///< load x seconds in this window
    std::uint64_t m_answers{};
    Histogram m_response;
    GeneratorSoFar m_generator;
    Moment m_moment;
    bool m_ended{}, m_shown{};
};

}  // namespace loadgate::cli
