// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"

#include <algorithm>
#include <cstdint>
#include <vector>

namespace loadgate::engine {

/// When one worker's users come and go, in order of time. User u (from 1) of the whole run is slot (u - 1) / workers of worker
/// (u - 1) mod workers.
struct UserEvent {
    Duration at{};
    std::uint32_t slot{};
    bool comes{};
    bool operator==(const UserEvent&) const = default;
};
[[nodiscard]] std::vector<UserEvent> userEvents(const LoadCurve&, std::uint32_t worker, std::uint32_t workers);
/// How many slots that worker needs for the curve's peak.
[[nodiscard]] std::uint32_t userSlots(const LoadCurve&, std::uint32_t worker, std::uint32_t workers);

/// Users that are ready again at a known time: after thinking, or after a failed attempt. A heap with room for each user once.
class ReadyHeap {
  public:
    void reserve(std::size_t users) { m_heap.reserve(users); }
    [[nodiscard]] Duration nextAt() const { return m_heap.empty() ? Duration::max() : m_heap.front().at; }
    /// `visit`: of the user, so that what it planned before it left is void when it has come back.
    void push(Duration at, std::uint32_t slot, std::uint32_t visit) {
        m_heap.push_back({at, slot, visit});
        std::push_heap(m_heap.begin(), m_heap.end(), later);
    }
    struct Ready {
        Duration at{};
        std::uint32_t slot{}, visit{};
    };
    Ready pop() {
        std::pop_heap(m_heap.begin(), m_heap.end(), later);
        const Ready ready = m_heap.back();
        m_heap.pop_back();
        return ready;
    }
    void clear() { m_heap.clear(); }

  private:
    static bool later(const Ready& a, const Ready& b) { return a.at > b.at; }
    std::vector<Ready> m_heap;
};

}  // namespace loadgate::engine
