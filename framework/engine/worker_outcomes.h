// SPDX-License-Identifier: Apache-2.0
#pragma once

// What became of a worker's requests; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

#include <algorithm>
#include <cerrno>
#include <cstring>

namespace loadgate::engine {

template <class Reactor>
Outcome Worker<Reactor>::classify(const Connection& c) const {
    const std::uint16_t status = c.parser.status();
    const auto& expect = requestOf(c.task).expect;
    if (!expect.empty()) {
        const bool expected =
            std::any_of(expect.begin(), expect.end(), [status](const StatusRange& r) { return status >= r.from && status <= r.to; });
        if (expected) {
            return Outcome::Ok;
        }
    } else if (status < 400) {
        return Outcome::Ok;
    }
    if (status >= 500) {
        return Outcome::Http5xx;
    }
    return status >= 400 ? Outcome::Http4xx : Outcome::Check;
}

template <class Reactor>
void Worker<Reactor>::answered(std::uint32_t id, Outcome outcome, bool reusable) {
    Connection& c = m_connections[id];
    m_timeouts.cancel(id);
    c.parser.release(m_stash);
    if (reusable) {
        releaseUnsent(c);  // all of it is sent
    }
    --m_inFlight;
    c.served = std::min(c.served, UINT32_MAX - 1) + 1;
    reusable = reusable && !wornOut(c);
    record(c.task, &c, OutcomeRecord::Kind::Answered, outcome, m_now);
    if (outcome != Outcome::Ok) {
        keepExample(c.task, outcome, "status", c.parser.status());
    }
    if (!reusable) {
        drop(id);
        if (open()) {
            connectForWaiting();
            return;
        }
    } else if (open()) {
        connectionFree(id);
        return;
    } else {
        rest(id);
    }
    next(id, false);
}

template <class Reactor>
void Worker<Reactor>::fail(std::uint32_t id, Outcome outcome, Duration done, bool reset, TimeoutKind kind) {
    Connection& c = m_connections[id];
    m_timeouts.cancel(id);
    --m_inFlight;
    record(c.task, &c, OutcomeRecord::Kind::Answered, outcome, done, kind);
    keepExample(c.task, outcome, complaintOf(c, outcome, kind), 0, kind);
    drop(id, reset);
    open() ? connectForWaiting() : next(id, false);
}

/// What an example says of a connection that failed under its request.
template <class Reactor>
const char* Worker<Reactor>::complaintOf(const Connection& c, Outcome outcome, TimeoutKind kind) const {
    if (outcome == Outcome::Malformed) {
        return *c.parser.complaint() != '\0' ? c.parser.complaint() : "bytes after the end of the answer";
    }
    if (outcome == Outcome::Timeout) {
        return kind == TimeoutKind::FirstByte ? "no byte of the answer within the first-byte timeout"
                                              : "no whole answer within the timeout";
    }
    return c.parser.begun() ? "closed inside the answer" : "closed before the answer";
}

/// Closed model: what a user does after a request.
template <class Reactor>
void Worker<Reactor>::next(std::uint32_t id, bool failedToConnect) {
    Connection& c = m_connections[id];
    if (!c.present || loadIsOver(m_now)) {
        c.present = false;
        --m_users;
        drop(id);
        return;
    }
    const Duration now = std::max(m_now, failedToConnect ? m_reactor.now() : m_now);
    const Duration thought = m_plan.thinkTime.at(m_plan.seed, userOf(id), c.task.number - 1);  // userReady() has counted the request
    const Duration pause = std::max(thought, failedToConnect ? kBackOff : Duration{});
    if (pause > Duration{}) {
        m_ready.push(now + pause, id, c.visit);
    } else {
        userReady(id, now);
    }
}

/// A request that got no connection. `error`: why not, 0 when its own time ran out first.
template <class Reactor>
void Worker<Reactor>::failConnecting(const Task& task, Outcome outcome, Duration done, int error) {
    const TimeoutKind kind = error == 0 ? TimeoutKind::Total : TimeoutKind::Connect;
    // At the end arrivals are taken up before attempts that have just run out.
    record(task, nullptr, OutcomeRecord::Kind::Answered, outcome, std::max(done, task.due), kind);
    if (error == 0 || error == kTooLong) {
        keepExample(task, outcome, error == 0 ? "no connection within the timeout" : "no connection within the connect timeout", 0, kind);
    } else {
        keepExample(task, outcome, "connect", error, kind);
    }
}

/// `c`: the connection that carried it, or null when none did.
template <class Reactor>
void Worker<Reactor>::record(const Task& task, const Connection* c, OutcomeRecord::Kind kind, Outcome outcome, Duration done,
                             TimeoutKind timeout) {
    OutcomeRecord r;
    r.due = (task.due - m_zero).count();
    r.done = (done - m_zero).count();
    r.endpoint = task.endpoint;
    r.kind = kind;
    r.outcome = outcome;
    r.timeout = timeout;
    r.retried = task.retried;
    if (c != nullptr) {
        r.freed = (c->freed - m_zero).count();
        r.sent = (c->sent - m_zero).count();
        r.status = c->parser.status();
        r.bytesIn = c->received;
        r.bytesOut = c->written;
    }
    m_log.add(r);
}

/// The first few of each kind, kept as text: the only place after the start that may allocate, a bounded number of times.
template <class Reactor>
void Worker<Reactor>::keepExample(const Task& task, Outcome outcome, const char* what, int number, TimeoutKind kind) {
    const std::size_t of = outcome == Outcome::Timeout ? kOutcomes + static_cast<std::size_t>(kind) : static_cast<std::size_t>(outcome);
    auto& seen = m_exampleCounts[of];
    if (seen >= kExamples) {
        return;
    }
    ++seen;
    std::string text = what;
    if (std::strcmp(what, "status") == 0) {
        text += " " + std::to_string(number);
    } else if (outcome == Outcome::Tls) {
        text = "TLS: " + m_tls->complaint();
    } else if (number != 0) {
        text += outcome == Outcome::Dns ? ": " + m_plan.unresolved : std::string(": ") + std::strerror(number);
    }
    m_readings.examples.push_back({task.endpoint, outcome, task.due - m_zero, std::move(text)});
}

template <class Reactor>
Outcome Worker<Reactor>::outcomeOf(int error) {
    switch (error) {
        case kUnresolved: return Outcome::Dns;
        case kNotSecured: return Outcome::Tls;
        case kTooLong: return Outcome::Timeout;
        case ECONNREFUSED: return Outcome::Refused;
        case ECONNRESET: return Outcome::Reset;
        case EPIPE: return Outcome::Closed;
        case ETIMEDOUT: return Outcome::Timeout;
        case EMFILE:
        case ENFILE: m_readings.outOfDescriptors = true; return Outcome::Other;
        case EADDRNOTAVAIL: m_readings.outOfPorts = true; return Outcome::Other;
        default: return Outcome::Other;
    }
}

}  // namespace loadgate::engine
