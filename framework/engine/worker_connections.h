// SPDX-License-Identifier: Apache-2.0
#pragma once

// Connections of a worker and what comes over them; see worker.h. Included where Worker is instantiated.

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
        error = m_reactor.connect(id, m_plan.addresses[m_address]);
        if (error == 0) {
            c.state = Connection::State::Connecting;
            ++m_connecting;
            return 0;
        }
        leaveAddress(c);
    }
    return error;
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
            failWaiting(m_waiting.popFront(), outcomeOf(error), m_reactor.now(), error);
            continue;
        }
        m_timeouts.set(id, m_reactor.now() + longestTimeout(m_plan));
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
    if (open()) {
        m_timeouts.cancel(id);
    }
    connectionFree(id);
}

template <class Reactor>
void Worker<Reactor>::connectFailed(std::uint32_t id, int error) {
    Connection& c = m_connections[id];
    const bool hadTask = c.hasTask;
    const Task task = c.task;
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
    const Duration now = std::max(m_now, m_reactor.now());
    if (open()) {
        if (!m_waiting.empty()) {
            failWaiting(m_waiting.popFront(), outcomeOf(error), now, error);
        }
        connectForWaiting();
    } else if (hadTask) {
        --m_inFlight;
        m_timeouts.cancel(id);
        const Outcome outcome = outcomeOf(error);
        record(task, nullptr, OutcomeRecord::Kind::Answered, outcome, now);
        keepExample(task, outcome, "connect", error);
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
    c.state = Connection::State::Idle;
}

/// Gives a connection up, in any state. A closed model's user keeps its slot, the open model's slot is free for another.
template <class Reactor>
void Worker<Reactor>::drop(std::uint32_t id, bool reset) {
    Connection& c = m_connections[id];
    if (c.state != Connection::State::Closed) {
        disconnect(id, reset);
    }
    c.hasTask = false;
    if (open()) {
        m_timeouts.cancel(id);
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

template <class Reactor>
void Worker<Reactor>::begin(std::uint32_t id, const Task& task, Duration freed) {
    Connection& c = m_connections[id];
    const PlannedRequest& request = requestOf(task);
    c.state = Connection::State::Busy;
    c.task = task;
    c.freed = freed;
    c.received = 0;
    c.parser.begin(request.head, m_stash);
    m_timeouts.set(id, task.due + request.timeout);
    const bool mayGo = !request.content.isFixed() || m_tls;  // the next request is made in the same place
    std::string_view bytes = filledIn(task, id);
    c.written = static_cast<std::uint32_t>(bytes.size());
    if (m_tls) {
        static_cast<void>(m_tls->write(id, bytes));  // if it fails the connection is broken, which the socket will tell as well
        bytes = m_tls->pending();
    }
    if (Reactor::kSendsLater && mayGo) {
        bytes = kept(c, bytes);
    }
    c.sent = m_reactor.now();
    if (m_inFlight++ == 0) {
        m_silence.onFirstInFlight(c.sent);
    }
    if (m_measuring) {
        m_readings.peakInFlight = std::max(m_readings.peakInFlight, m_inFlight + m_waiting.size());
    }
    m_reactor.send(id, bytes);
    if constexpr (!Reactor::kSendsLater) {
        if (const std::size_t unsent = m_reactor.unsent(id); mayGo && unsent > 0) {
            m_reactor.moveUnsent(id, kept(c, bytes.substr(bytes.size() - unsent)));
        }
    }
    if (m_tls) {
        m_tls->sent();
    }
}

template <class Reactor>
void Worker<Reactor>::onReceived(std::uint32_t id, std::span<const char> bytes) {
    m_tls ? onSecured(id, bytes) : onPlain(id, bytes);
}

template <class Reactor>
void Worker<Reactor>::onPlain(std::uint32_t id, std::span<const char> bytes) {
    m_silence.onBytes(m_now);
    Connection& c = m_connections[id];
    if (c.state != Connection::State::Busy) {
        drop(id);  // bytes that nobody asked for: what they belong to cannot be known, so the connection is replaced
        return;
    }
    c.received += static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), UINT32_MAX - c.received));
    switch (c.parser.feed(bytes, m_stash)) {
        case Http1Parser::Progress::More: return;
        case Http1Parser::Progress::Malformed: fail(id, Outcome::Malformed, m_now, true); return;
        case Http1Parser::Progress::Done: break;
    }
    if (c.parser.consumed() < bytes.size()) {
        fail(id, Outcome::Malformed, m_now, true);
        return;
    }
    // An answer before the whole request was written is an answer, but the rest of the request cannot be taken back.
    const bool early = m_reactor.unsent(id) > 0;
    answered(id, classify(c), c.parser.keepAlive() && !early);
}

template <class Reactor>
void Worker<Reactor>::onEnd(std::uint32_t id, int error) {
    Connection& c = m_connections[id];
    if (m_tls && c.state == Connection::State::Connecting) {
        m_tls->complain("the server closed during the handshake");
        connectFailed(id, error == 0 ? kNotSecured : error);
        return;
    }
    if (c.state != Connection::State::Busy) {
        drop(id);
        return;
    }
    if (error == 0 && c.parser.atEnd() == Http1Parser::Progress::Done) {
        answered(id, classify(c), false);
        return;
    }
    if (!c.parser.begun() && c.served > 0 && !c.task.retried && requestOf(c.task).idempotent) {
        retry(id);
        return;
    }
    fail(id, error == 0 ? Outcome::Closed : outcomeOf(error), m_now, false);
}

/// The server closed a kept connection just when the request was sent: once more on a fresh one, due as before (RFC 9112 section 9.3.1).
template <class Reactor>
void Worker<Reactor>::retry(std::uint32_t id) {
    Task task = m_connections[id].task;
    task.retried = true;
    --m_inFlight;
    drop(id);
    if (open()) {
        m_waiting.pushFront(task);
        connectForWaiting();
        return;
    }
    Connection& c = m_connections[id];
    c.task = task;
    c.hasTask = true;
    ++m_inFlight;
    m_timeouts.set(id, task.due + requestOf(task).timeout);
    if (const int failed = beginConnect(id); failed != 0) {
        connectFailed(id, failed);
    }
}

template <class Reactor>
void Worker<Reactor>::onTimeout(std::uint32_t id) {
    Connection& c = m_connections[id];
    const Duration deadline = c.task.due + requestOf(c.task).timeout;
    if (c.state == Connection::State::Busy) {
        fail(id, Outcome::Timeout, deadline, true);
    } else if (!open() && c.hasTask) {
        const Task task = c.task;
        --m_inFlight;
        drop(id, true);
        record(task, nullptr, OutcomeRecord::Kind::Answered, Outcome::Timeout, deadline);
        keepExample(task, Outcome::Timeout, "no connection within the timeout", 0);
        next(id, true);
    } else if (c.state == Connection::State::Connecting) {
        // Open model: the arrivals that wait have deadlines of their own.
        leaveAddress(c);
        drop(id, true);
        connectForWaiting();
    }
}

}  // namespace loadgate::engine
