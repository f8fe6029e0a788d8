// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <atomic>
#include <cstdint>
#include <optional>
#include <stop_token>
#include <thread>

namespace loadgate::cli {

/// What a signal means: the first one stops, one within a second of it is the same key pressed twice, a later one leaves at once.
/// Time is an argument.
class StopRule {
  public:
    enum class Action : std::uint8_t { Stop, Ignore, Leave };
    [[nodiscard]] Action onSignal(Duration now);

  private:
    std::optional<Duration> m_first;
};

/// While it lives, SIGINT and SIGTERM come to a thread of its own and ask for a stop; a later one ends the process with 128 + signal.
/// Make it before any other thread, so that all threads inherit the blocked signals.
class SignalWatch {
  public:
    SignalWatch();
    ~SignalWatch();
    SignalWatch(const SignalWatch&) = delete;
    SignalWatch& operator=(const SignalWatch&) = delete;

    [[nodiscard]] std::stop_token token() const { return m_stop.get_token(); }
    /// The first signal that came, 0 for none. Any thread.
    [[nodiscard]] int signal() const { return m_signal.load(); }

  private:
    void watch();
    void onSignal(int signal);

    std::stop_source m_stop;
    std::atomic<int> m_signal{0};
    StopRule m_rule;  ///< the watching thread's own
    int m_signals{-1}, m_end{-1};
    std::thread m_thread;
};

/// A reader that goes away must be an error of write(), not the end of the process.
void ignoreBrokenPipes();

}  // namespace loadgate::cli
