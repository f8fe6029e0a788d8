// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/http1_parser.h"
#include "loadgate/units.h"

#include <cstdint>
#include <vector>

namespace loadgate::engine {

/// One request on its way: which, and since when somebody wants its answer. Times on the engine's clock.
struct Task {
    std::uint64_t number{};  ///< open model: of the arrival; closed: the user's iteration
    Duration due{};
    std::uint16_t endpoint{};
    bool retried{};
    Duration late{};  ///< open model: how late we were to look for a connection; ours, not the service's
};

inline constexpr std::uint32_t kNobody = UINT32_MAX;

/// The worker's record of one connection. Closed model: connection i belongs to user i of this worker, open or not.
struct Connection {
    enum class State : std::uint8_t { Closed, Connecting, Idle, Busy };

    Http1Parser parser;
    Task task;                             ///< Busy: on the wire. Connecting: to be sent when connected, if hasTask
    Duration freed{}, sent{};              ///< of the task
    Duration since{};                      ///< Idle: since when; Connecting: when the first address was tried
    Duration opened{};                     ///< when the attempt began that is, or was to become, this connection
    std::uint32_t received{};              ///< bytes of this answer so far
    std::uint32_t written{};               ///< length of the request, written or to be written
    std::uint32_t rest{LineStash::kNone};  ///< bytes of a request that was filled in, until it is sent
    std::uint32_t served{};                ///< answers on this connection
    std::uint32_t address{};               ///< index of the address it is, or is being, connected to
    std::uint32_t refusals{};              ///< addresses of the same name that failed in this attempt
    std::uint32_t visit{};                 ///< closed model: how often the user has come
    std::uint32_t idleNewer{kNobody}, idleOlder{kNobody};
    State state{State::Closed};
    bool hasTask{};
    bool present{};  ///< closed model: the curve wants this user now
};

/// Idle connections, newest first, so that a pool larger than needed is left to age. The oldest tells since when one was free.
class IdleList {
  public:
    explicit IdleList(std::vector<Connection>& connections) : m_connections(&connections) {}

    [[nodiscard]] bool empty() const { return m_newest == kNobody; }
    [[nodiscard]] Duration oldestSince() const { return (*m_connections)[m_oldest].since; }
    void push(std::uint32_t id) {
        Connection& c = (*m_connections)[id];
        c.idleOlder = m_newest;
        c.idleNewer = kNobody;
        (m_newest == kNobody ? m_oldest : (*m_connections)[m_newest].idleNewer) = id;
        m_newest = id;
    }
    [[nodiscard]] std::uint32_t popNewest() {
        const std::uint32_t id = m_newest;
        remove(id);
        return id;
    }
    void remove(std::uint32_t id) {
        const Connection& c = (*m_connections)[id];
        (c.idleNewer == kNobody ? m_newest : (*m_connections)[c.idleNewer].idleOlder) = c.idleOlder;
        (c.idleOlder == kNobody ? m_oldest : (*m_connections)[c.idleOlder].idleNewer) = c.idleNewer;
    }

  private:
    std::vector<Connection>* m_connections;
    std::uint32_t m_newest{kNobody}, m_oldest{kNobody};
};

/// First in, first out; bounded, allocated once. A retried task goes back to the front.
class WaitingQueue {
  public:
    void reserve(std::size_t most) { m_ring.resize(most + 1); }
    [[nodiscard]] bool empty() const { return m_size == 0; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] const Task& front() const { return m_ring[m_first]; }
    void pushBack(const Task& task) { m_ring[(m_first + m_size++) % m_ring.size()] = task; }
    void pushFront(const Task& task) {
        m_first = (m_first + m_ring.size() - 1) % m_ring.size();
        m_ring[m_first] = task;
        ++m_size;
    }
    Task popFront() {
        const Task task = m_ring[m_first];
        m_first = (m_first + 1) % m_ring.size();
        --m_size;
        return task;
    }

  private:
    std::vector<Task> m_ring;
    std::size_t m_first{}, m_size{};
};

}  // namespace loadgate::engine
