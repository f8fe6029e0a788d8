// SPDX-License-Identifier: Apache-2.0
#pragma once

// Connections of a worker, from the attempt to the end; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

#include <algorithm>
#include <cerrno>

namespace loadgate::engine {

/// 0, or the errno why the attempt could not even begin; then the connection is closed as before.
template <class Reactor>
int Worker<Reactor>::beginConnect(std::uint32_t id) {
    Connection& c = m_connections[id];
    c.refusals = 0;
    c.served = 0;
    c.since = m_reactor.now();
    return m_plan.addresses.empty() ? kUnresolved : connectToSomeAddress(id);
}

/// The address that answered last, and after a failure the next one, until each has failed once.
template <class Reactor>
int Worker<Reactor>::connectToSomeAddress(std::uint32_t id) {
    Connection& c = m_connections[id];
    int error = 0;
    while (c.refusals < m_plan.addresses.size()) {
        c.address = m_address;
        c.opened = m_reactor.now();
        error = connectFromSomeSource(id, m_plan.addresses[m_address]);
        if (error == 0) {
            c.state = Connection::State::Connecting;
            ++m_connecting;
            m_timeouts.set(id, connectingUntil(c));
            return 0;
        }
        leaveAddress(c);
    }
    return error;
}

/// Round robin; a source whose ports are all taken leaves it to the next one.
template <class Reactor>
int Worker<Reactor>::connectFromSomeSource(std::uint32_t id, const SocketAddress& to) {
    int error = EADDRNOTAVAIL;
    for (std::size_t tried = 0; error == EADDRNOTAVAIL && (tried == 0 || tried < m_plan.connections.sources.size()); ++tried) {
        error = m_reactor.connect(id, to, nextSource(to));
    }
    return error;
}

/// Of the same family as `to`; null when the kernel is to choose.
template <class Reactor>
const SocketAddress* Worker<Reactor>::nextSource(const SocketAddress& to) {
    const std::vector<SocketAddress>& sources = m_plan.connections.sources;
    for (std::size_t tried = 0; tried < sources.size(); ++tried) {
        m_source = static_cast<std::uint32_t>((m_source + 1) % sources.size());
        if (sources[m_source].storage.ss_family == to.storage.ss_family) {
            return &sources[m_source];
        }
    }
    return nullptr;
}

/// When an attempt to connect is given up: the request that needs it may have less time left than the attempt.
template <class Reactor>
Duration Worker<Reactor>::connectingUntil(const Connection& c) const {
    const Duration patience = c.hasTask ? c.task.due + requestOf(c.task).timeout : c.opened + m_longestTimeout;
    return m_plan.connectTimeout > Duration{} ? std::min(patience, c.opened + m_plan.connectTimeout) : patience;
}

/// Whether a connection has carried its last request.
template <class Reactor>
bool Worker<Reactor>::wornOut(const Connection& c) const {
    const ConnectionRules& rules = m_plan.connections;
    return (rules.maxRequests > 0 && c.served >= rules.maxRequests) || (rules.maxAge > Duration{} && m_now >= c.opened + rules.maxAge);
}

template <class Reactor>
void Worker<Reactor>::leaveAddress(Connection& c) {
    ++c.refusals;
    if (c.address == m_address) {
        m_address = static_cast<std::uint32_t>((m_address + 1) % m_plan.addresses.size());
    }
}

/// Open model: one attempt for each arrival that waits, as far as there is room.
template <class Reactor>
void Worker<Reactor>::connectForWaiting() {
    while (m_connecting < m_waiting.size() && !m_unused.empty()) {
        const std::uint32_t id = m_unused.back();
        m_unused.pop_back();
        if (const int error = beginConnect(id); error != 0) {
            const bool roomForOthers = m_connected + m_connecting > 0;
            m_unused.push_back(id);
            if ((error == EMFILE || error == ENFILE || error == EADDRNOTAVAIL) && roomForOthers) {
                static_cast<void>(outcomeOf(error));  // noted; the arrival waits for a connection that exists
                return;
            }
            failConnecting(m_waiting.popFront(), outcomeOf(error), m_reactor.now(), error);
        }
    }
}

template <class Reactor>
void Worker<Reactor>::onConnected(std::uint32_t id, int error) {
    if (error != 0) {
        connectFailed(id, error);
    } else if (!m_tls) {
        connectionReady(id);
    } else if (m_tls->open(id) == TlsSides::Step::Failed) {
        connectFailed(id, kNotSecured);
    } else {
        sendPending(id);
    }
}

/// The handshakes are done.
template <class Reactor>
void Worker<Reactor>::connectionReady(std::uint32_t id) {
    Connection& c = m_connections[id];
    --m_connecting;
    ++m_connected;
    OutcomeRecord handshake;
    handshake.kind = OutcomeRecord::Kind::Connected;
    handshake.due = handshake.freed = (c.since - m_zero).count();
    handshake.done = (m_now - m_zero).count();
    m_log.add(handshake);
    m_timeouts.cancel(id);
    connectionFree(id);
}

template <class Reactor>
void Worker<Reactor>::connectFailed(std::uint32_t id, int error) {
    Connection& c = m_connections[id];
    const bool hadTask = c.hasTask;
    const Task task = c.task;
    const Duration now = error == kTooLong ? c.opened + m_plan.connectTimeout : std::max(m_now, m_reactor.now());
    if (c.state == Connection::State::Connecting) {
        disconnect(id, false);
        leaveAddress(c);
        if (c.refusals < m_plan.addresses.size() && connectToSomeAddress(id) == 0) {
            return;
        }
    }
    drop(id);
    if (!m_running) {
        return;
    }
    if (open()) {
        if (!m_waiting.empty()) {
            failConnecting(m_waiting.popFront(), outcomeOf(error), now, error);
        }
        connectForWaiting();
    } else if (hadTask) {
        --m_inFlight;
        failConnecting(task, outcomeOf(error), now, error);
        next(id, true);
    }
}

/// The connection can carry a request: give it one, or let it rest.
template <class Reactor>
void Worker<Reactor>::connectionFree(std::uint32_t id) {
    Connection& c = m_connections[id];
    if (c.hasTask) {
        c.hasTask = false;
        --m_inFlight;  // begin() counts it again
        begin(id, c.task, std::max(c.task.due, m_freeFrom));
        return;
    }
    c.since = m_freeFrom;
    if (open()) {
        expireWaiting(m_now);
        if (!m_waiting.empty()) {
            const Task task = m_waiting.popFront();
            begin(id, task, std::max(task.due, m_freeFrom - task.late));
            return;
        }
        m_idle.push(id);
    }
    rest(id);
}

/// Nothing to do until the next request, or until it is too old for one.
template <class Reactor>
void Worker<Reactor>::rest(std::uint32_t id) {
    Connection& c = m_connections[id];
    c.state = Connection::State::Idle;
    if (m_plan.connections.maxAge > Duration{}) {
        m_timeouts.set(id, c.opened + m_plan.connections.maxAge);
    }
}

/// Gives a connection up, in any state. A closed model's user keeps its slot, the open model's slot is free for another.
template <class Reactor>
void Worker<Reactor>::drop(std::uint32_t id, bool reset) {
    Connection& c = m_connections[id];
    if (c.state != Connection::State::Closed) {
        disconnect(id, reset);
    }
    c.hasTask = false;
    m_timeouts.cancel(id);
    if (open()) {
        m_unused.push_back(id);
    }
}

template <class Reactor>
void Worker<Reactor>::disconnect(std::uint32_t id, bool reset) {
    Connection& c = m_connections[id];
    if (open() && c.state == Connection::State::Idle) {
        m_idle.remove(id);
    }
    --(c.state == Connection::State::Connecting ? m_connecting : m_connected);
    c.parser.release(m_stash);
    c.state = Connection::State::Closed;
    if (m_tls) {
        m_tls->close(id);
    }
    m_reactor.close(id, reset);
    releaseUnsent(c);
}

}  // namespace loadgate::engine
