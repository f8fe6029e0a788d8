// SPDX-License-Identifier: Apache-2.0
#pragma once

// A request over a worker's connection and what comes back; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

#include <algorithm>

namespace loadgate::engine {

template <class Reactor>
void Worker<Reactor>::begin(std::uint32_t id, const Task& task, Duration freed) {
    Connection& c = m_connections[id];
    const PlannedRequest& request = requestOf(task);
    c.state = Connection::State::Busy;
    c.task = task;
    c.freed = freed;
    c.received = 0;
    c.parser.begin(request.head, m_stash);
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
    const Duration patience = task.due + request.timeout;
    m_timeouts.set(id, m_plan.firstByteTimeout > Duration{} ? std::min(patience, c.sent + m_plan.firstByteTimeout) : patience);
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
        unasked(id);
        return;
    }
    const bool first = c.received == 0;
    c.received += static_cast<std::uint32_t>(std::min<std::size_t>(bytes.size(), UINT32_MAX - c.received));
    switch (c.parser.feed(bytes, m_stash)) {
        case Http1Parser::Progress::More:
            if (first && m_plan.firstByteTimeout > Duration{}) {
                m_timeouts.set(id, c.task.due + requestOf(c.task).timeout);
            }
            return;
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

/// Bytes that nobody asked for: what they belong to cannot be known, so the connection is replaced. No request is lost by it, but somebody
/// should know: the server may be answering the wrong ones.
template <class Reactor>
void Worker<Reactor>::unasked(std::uint32_t id) {
    Task last = m_connections[id].task;
    last.due = m_running ? m_now : m_zero;
    keepExample(last, Outcome::Malformed, "bytes that no request had asked for; connection replaced", 0);
    drop(id);
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
    if (const int failed = beginConnect(id); failed != 0) {
        connectFailed(id, failed);
    }
}

/// The time that was set for this connection has come, whatever it was set for.
template <class Reactor>
void Worker<Reactor>::onTimeout(std::uint32_t id) {
    switch (m_connections[id].state) {
        case Connection::State::Busy: whileBusyTooLong(id); return;
        case Connection::State::Connecting: whileConnectingTooLong(id); return;
        case Connection::State::Idle: drop(id); return;  // too old
        case Connection::State::Closed: return;
    }
}

template <class Reactor>
void Worker<Reactor>::whileBusyTooLong(std::uint32_t id) {
    const Connection& c = m_connections[id];
    const Duration deadline = c.task.due + requestOf(c.task).timeout;
    const Duration firstByteBy = c.sent + m_plan.firstByteTimeout;
    if (m_plan.firstByteTimeout > Duration{} && c.received == 0 && firstByteBy < deadline) {
        fail(id, Outcome::Timeout, firstByteBy, true, TimeoutKind::FirstByte);
    } else {
        fail(id, Outcome::Timeout, deadline, true);
    }
}

template <class Reactor>
void Worker<Reactor>::whileConnectingTooLong(std::uint32_t id) {
    Connection& c = m_connections[id];
    const Duration until = connectingUntil(c);
    if (m_plan.connectTimeout > Duration{} && until == c.opened + m_plan.connectTimeout) {
        connectFailed(id, kTooLong);
    } else if (c.hasTask) {
        const Task task = c.task;
        --m_inFlight;
        drop(id, true);
        failConnecting(task, Outcome::Timeout, until, 0);
        next(id, true);
    } else {
        // Open model: the arrivals that wait have deadlines of their own. Closed: nobody needs it yet.
        leaveAddress(c);
        drop(id, true);
        if (open()) {
            connectForWaiting();
        }
    }
}

}  // namespace loadgate::engine
