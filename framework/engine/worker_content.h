// SPDX-License-Identifier: Apache-2.0
#pragma once

// The bytes of a worker's requests, those that differ each time among them; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

#include <chrono>
#include <utility>

namespace loadgate::engine {

/// The bytes of a request. If they are not the same every time, they are valid until the next call.
template <class Reactor>
std::string_view Worker<Reactor>::filledIn(const Task& task, std::uint32_t id) {
    const RequestTemplate& content = requestOf(task).content;
    if (content.isFixed()) {
        return content.bytes();
    }
    RequestPlace place{m_plan.seed, task.number, 0, task.number, 0};
    if (!open()) {
        const std::uint64_t iteration = task.number - 1;  // userReady() has counted it
        place.a = userOf(id);
        place.b = iteration;
        place.seq = iteration * m_allUsers + place.a;
    }
    if (content.readsClock()) {
        const auto wall = std::chrono::system_clock::now().time_since_epoch();
        place.unixMilli = std::chrono::duration_cast<std::chrono::milliseconds>(wall).count();
    }
    return {m_filled.data(), content.fill(place, m_filled.data())};
}

/// The same bytes where they last until releaseUnsent(). Allocates only while the stash still grows.
template <class Reactor>
std::string_view Worker<Reactor>::kept(Connection& c, std::string_view bytes) {
    if (c.rest != LineStash::kNone) {
        m_reactor.settle(static_cast<std::uint32_t>(&c - m_connections.data()));
        releaseUnsent(c);
    }
    c.rest = m_stash.take();
    return m_stash.at(c.rest).assign(bytes);
}

template <class Reactor>
void Worker<Reactor>::releaseUnsent(Connection& c) {
    if (c.rest != LineStash::kNone) {
        m_stash.giveBack(std::exchange(c.rest, LineStash::kNone));
    }
}

}  // namespace loadgate::engine
