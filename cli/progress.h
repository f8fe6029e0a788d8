// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/live_interval.h"

#include <cstdint>
#include <optional>
#include <string>

namespace loadgate::cli {

/// What a progress display shows: the last window's rate and latency, and the whole run's errors.
struct Moment {
    Duration at{}, total{};
    RunPhase phase{RunPhase::Connect};
    double rate{};                          ///< answers per second
    std::optional<Duration> p50, p95, p99;  ///< absent: no answer came
    std::uint64_t completed{}, failed{};    ///< since the start
    std::uint32_t users{};                  ///< 0 in the open model
    std::uint64_t inFlight{};
};

/// One line of at most `columns` columns, "[#####-----]  50%  1,000/s  p50 …": on a narrow terminal the less important fields are left out.
/// Pure.
[[nodiscard]] std::string progressBar(const Moment&, unsigned columns);
/// One line for a log. Pure.
[[nodiscard]] std::string progressLine(const Moment&);

/// Adds intervals up to moments; numbers change once a window, so that they can be read. Reads no clock.
class ProgressMeter {
  public:
    explicit ProgressMeter(Duration window) : m_window(window) {}
    void add(const LiveInterval&);
    /// True when the last add() finished a window.
    [[nodiscard]] bool windowEnded() const { return m_ended; }
    [[nodiscard]] const Moment& moment() const { return m_moment; }

  private:
    void show();

    Duration m_window, m_length{};
    std::uint64_t m_answers{};
    Histogram m_response;
    Moment m_moment;
    bool m_ended{}, m_shown{};
};

}  // namespace loadgate::cli
