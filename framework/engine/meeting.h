// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <barrier>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace loadgate::engine {

/// What the workers and the collector agree about: when the load begins, and who has finished.
class Meeting {
  public:
    explicit Meeting(std::uint32_t workers) : m_ready(static_cast<std::ptrdiff_t>(workers) + 1), m_workers(workers) {}

    void arriveConnected() { m_ready.arrive_and_wait(); }
    [[nodiscard]] Duration zero() const { return m_zero; }
    void setZero(Duration zero) { m_zero = zero; }
    void finished() {
        const std::lock_guard lock(m_mutex);
        ++m_done;
        m_change.notify_all();
    }
    /// True when all have finished.
    bool waitUntil(std::chrono::steady_clock::time_point time) {
        std::unique_lock lock(m_mutex);
        return m_change.wait_until(lock, time, [this] { return m_done == m_workers; });
    }

  private:
    std::barrier<> m_ready;
    std::mutex m_mutex;
    std::condition_variable m_change;
    std::uint32_t m_workers, m_done{};
    Duration m_zero{};
};

}  // namespace loadgate::engine
