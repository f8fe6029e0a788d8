// SPDX-License-Identifier: Apache-2.0
#pragma once

// What is due in a worker: arrivals of the open model, users of the closed one; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"
#include "model/counter_random.h"

#include <algorithm>

namespace loadgate::engine {

template <class Reactor>
void Worker<Reactor>::arrivalsDue(Duration now) {
    if (m_giveUp != Duration::max()) {
        return;
    }
    for (int i = 0; i < kBatch && m_pacer->next() && m_zero + m_pacer->next()->at <= now; ++i) {
        arrive(*m_pacer->next(), now);
        m_pacer->pop();
    }
}

template <class Reactor>
void Worker<Reactor>::arrive(const Due& arrival, Duration now) {
    const std::uint16_t endpoint = m_endpoints.pick(randomAt(m_plan.seed, Purpose::Endpoint, arrival.number));
    Task task{arrival.number, m_zero + arrival.at, endpoint, false, {}};
    if (now - task.due > requestOf(task).timeout) {
        // We are so late that its sender would have given up: ours, not the service's.
        record(task, nullptr, OutcomeRecord::Kind::DroppedGenerator, Outcome::Other, now);
        return;
    }
    if (!m_idle.empty()) {
        const Duration freeSince = std::max(task.due, m_idle.oldestSince());
        begin(m_idle.popNewest(), task, freeSince);
        return;
    }
    if (m_inFlight + m_waiting.size() >= m_bound) {
        record(task, nullptr, OutcomeRecord::Kind::DroppedLimit, Outcome::Other, std::max(now, task.due));
        return;
    }
    task.late = std::max(Duration{}, now - task.due);
    m_waiting.pushBack(task);
    if (m_measuring) {
        m_readings.peakInFlight = std::max(m_readings.peakInFlight, m_inFlight + m_waiting.size());
    }
    connectForWaiting();
}

template <class Reactor>
void Worker<Reactor>::expireWaiting(Duration now) {
    while (!m_waiting.empty() && m_waiting.front().due + requestOf(m_waiting.front()).timeout <= now) {
        const Task task = m_waiting.popFront();
        failConnecting(task, Outcome::Timeout, task.due + requestOf(task).timeout, 0);
    }
}

template <class Reactor>
void Worker<Reactor>::usersDue(Duration now) {
    if (m_giveUp != Duration::max()) {
        return;
    }
    for (int i = 0; i < kBatch && m_nextUserEvent < m_userEvents.size() && m_zero + m_userEvents[m_nextUserEvent].at <= now; ++i) {
        const UserEvent& event = m_userEvents[m_nextUserEvent++];
        // The users of the first knot are ready when we start them; nobody else decides when that is.
        const Duration at = event.at == Duration{} ? m_reactor.now() : m_zero + event.at;
        event.comes ? userComes(event.slot, at) : userGoes(event.slot);
    }
    for (int i = 0; i < kBatch && m_ready.nextAt() <= now; ++i) {
        const ReadyHeap::Ready ready = m_ready.pop();
        if (m_connections[ready.slot].visit == ready.visit) {
            userReady(ready.slot, ready.at);
        }
    }
}

template <class Reactor>
void Worker<Reactor>::userComes(std::uint32_t id, Duration at) {
    Connection& c = m_connections[id];
    const bool stillThere = c.state == Connection::State::Busy || c.hasTask;
    c.present = true;
    if (!stillThere) {
        ++m_users;
        ++c.visit;
        userReady(id, at);
    }
}

/// A user that is not waiting for an answer leaves at once, another one after its answer.
template <class Reactor>
void Worker<Reactor>::userGoes(std::uint32_t id) {
    Connection& c = m_connections[id];
    const bool wasPresent = c.present;
    c.present = false;
    if (c.state == Connection::State::Busy || c.hasTask) {
        return;
    }
    if (wasPresent) {
        --m_users;
    }
    drop(id);
}

template <class Reactor>
void Worker<Reactor>::userReady(std::uint32_t id, Duration due) {
    Connection& c = m_connections[id];
    if (!c.present) {
        return;  // left while thinking; userGoes() has counted it
    }
    const std::uint64_t user = userOf(id);
    const std::uint64_t iteration = c.task.number++;
    c.task.due = due;
    c.task.endpoint = m_endpoints.pick(randomAt(m_plan.seed, Purpose::Endpoint, user, iteration));
    c.task.retried = false;
    if (c.state == Connection::State::Idle) {
        begin(id, c.task, due);
        return;
    }
    c.hasTask = true;
    ++m_inFlight;
    if (const int error = beginConnect(id); error != 0) {
        connectFailed(id, error);
    }
}

}  // namespace loadgate::engine
