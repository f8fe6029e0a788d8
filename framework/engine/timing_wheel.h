// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <vector>

namespace loadgate::engine {

/// Timers for a fixed number of ids, one each, set and cancelled in constant time (hashed timing wheel, Varghese and Lauck 1987).
/// A timer fires at the first expire() at or after its time; nextAt() rounds up to a millisecond.
class TimingWheel {
  public:
    void resize(std::size_t ids) { m_nodes.resize(ids); }
    void set(std::uint32_t id, Duration at) {
        cancel(id);
        Node& node = m_nodes[id];
        node.at = at;
        // A time that has passed goes where the next expire() begins; its own slot comes round again only after four seconds.
        node.slot = static_cast<std::int32_t>(std::max(tickOf(at), m_tick) % kSlots);
        std::int32_t& head = m_heads[static_cast<std::size_t>(node.slot)];
        node.next = head;
        node.previous = kNone;
        if (head != kNone) {
            m_nodes[static_cast<std::size_t>(head)].previous = static_cast<std::int32_t>(id);
        }
        head = static_cast<std::int32_t>(id);
        mark(node.slot, true);
        ++m_armed;
    }
    void cancel(std::uint32_t id) {
        Node& node = m_nodes[id];
        if (node.slot == kNone) {
            return;
        }
        (node.previous == kNone ? m_heads[static_cast<std::size_t>(node.slot)] : m_nodes[static_cast<std::size_t>(node.previous)].next) =
            node.next;
        if (node.next != kNone) {
            m_nodes[static_cast<std::size_t>(node.next)].previous = node.previous;
        }
        if (m_heads[static_cast<std::size_t>(node.slot)] == kNone) {
            mark(node.slot, false);
        }
        node.slot = kNone;
        --m_armed;
    }
    /// When expire() should be called next; Duration::max() when nothing is armed. Timers more than four seconds away may wake early.
    [[nodiscard]] Duration nextAt() const {
        if (m_armed == 0) {
            return Duration::max();
        }
        for (std::int64_t i = 0; i < kSlots;) {
            const auto slot = static_cast<std::size_t>((m_tick + i) % kSlots);
            const std::uint64_t rest = m_marks[slot / 64] >> (slot % 64);
            if (rest != 0) {
                return timeOf(m_tick + i + __builtin_ctzll(rest) + 1);
            }
            i += static_cast<std::int64_t>(64 - slot % 64);
        }
        return timeOf(m_tick + kSlots);
    }
    /// Calls fired(id) for each timer that is due; fired may set and cancel timers.
    template <class Fired>
    void expire(Duration now, Fired&& fired) {
        const std::int64_t until = tickOf(now);
        const std::int64_t last = std::min(until, m_tick + kSlots - 1);
        for (std::int64_t tick = m_tick; tick <= last; ++tick) {
            fireSlot(static_cast<std::size_t>(tick % kSlots), now, fired);
        }
        m_tick = until;  // the current slot is looked at again: more of it may become due
    }

  private:
    static constexpr std::int64_t kSlots = 4096;
    static constexpr std::int32_t kNone = -1;
    struct Node {
        Duration at{};
        std::int32_t next{kNone}, previous{kNone}, slot{kNone};
    };

    static std::int64_t tickOf(Duration at) { return std::max<std::int64_t>(0, at.count() / 1'000'000); }
    static Duration timeOf(std::int64_t tick) { return Duration(tick * 1'000'000); }
    void mark(std::int32_t slot, bool on) {
        const std::uint64_t bit = 1ULL << (static_cast<std::uint32_t>(slot) % 64U);
        std::uint64_t& word = m_marks[static_cast<std::size_t>(slot) / 64];
        word = on ? word | bit : word & ~bit;
    }
    template <class Fired>
    void fireSlot(std::size_t slot, Duration now, Fired& fired) {
        for (std::int32_t id = m_heads[slot]; id != kNone;) {
            const Node& node = m_nodes[static_cast<std::size_t>(id)];
            const std::int32_t next = node.next;
            if (node.at <= now) {
                cancel(static_cast<std::uint32_t>(id));
                fired(static_cast<std::uint32_t>(id));
                id = m_heads[slot];  // fired may have changed the list
            } else {
                id = next;
            }
        }
    }

    std::vector<Node> m_nodes;
    std::array<std::int32_t, kSlots> m_heads = [] {
        std::array<std::int32_t, kSlots> heads{};
        heads.fill(kNone);
        return heads;
    }();
    std::array<std::uint64_t, kSlots / 64> m_marks{};
    std::int64_t m_tick{};
    std::size_t m_armed{};
};

}  // namespace loadgate::engine
