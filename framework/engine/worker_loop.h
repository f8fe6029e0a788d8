// SPDX-License-Identifier: Apache-2.0
#pragma once

// The loop of a worker, from the first handshake to the last answer; see worker.h. Included where Worker is instantiated.

#include "engine/worker.h"

#include <algorithm>
#include <ctime>

namespace loadgate::engine {

[[nodiscard]] inline std::int64_t threadCpu() {
    timespec t{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
    return t.tv_sec * 1'000'000'000LL + t.tv_nsec;
}

[[nodiscard]] inline std::vector<double> weightsOf(const Plan& plan) {
    std::vector<double> weights;
    for (const PlannedRequest& request : plan.requests) {
        weights.push_back(request.weight);
    }
    return weights;
}

template <class Reactor>
std::size_t Worker<Reactor>::slotsFor(const Plan& plan, std::uint32_t index) {
    if (plan.curve.model() == LoadModel::Closed) {
        return userSlots(plan.curve, index, plan.workers);
    }
    return std::max<std::size_t>(1, plan.maxInFlight / plan.workers);
}

template <class Reactor>
Worker<Reactor>::Worker(const Plan& plan, std::uint32_t index, Reactor reactor, std::unique_ptr<TlsSides> tls)
    : m_plan(plan),
      m_index(index),
      m_reactor(std::move(reactor)),
      m_tls(std::move(tls)),
      m_endpoints(weightsOf(plan)),
      m_connections(slotsFor(plan, index)),
      m_idle(m_connections),
      m_bound(m_connections.size()),
      m_source(index),
      m_longestTimeout(longestTimeout(plan)) {
    m_timeouts.resize(m_connections.size());
    for (const PlannedRequest& request : plan.requests) {
        m_filled.resize(std::max(m_filled.size(), request.content.isFixed() ? 0 : request.content.most()));
    }
    if (open()) {
        m_waiting.reserve(m_bound + 1);
        for (auto id = static_cast<std::uint32_t>(m_connections.size()); id > 0; --id) {
            m_unused.push_back(id - 1);
        }
        m_pacer.emplace(plan.curve, plan.arrivals, plan.seed, index, plan.workers);
    } else {
        m_allUsers = 0;
        for (std::uint32_t worker = 0; worker < plan.workers; ++worker) {
            m_allUsers += userSlots(plan.curve, worker, plan.workers);
        }
        m_userEvents = userEvents(plan.curve, index, plan.workers);
        m_ready.reserve(m_connections.size());
    }
}

template <class Reactor>
void Worker<Reactor>::connectFirst(const std::stop_token& stop) {
    m_reactor.attach();
    m_now = m_reactor.now();
    m_timeouts.expire(m_now, [](std::uint32_t) {});
    // The workers take turns, so that all of them together keep the rate.
    const Duration step = fromSeconds(1 / m_plan.connections.handshakesPerSecond);
    Duration next = m_now + m_index * step;
    Duration giveUp = next + m_longestTimeout;
    for (std::size_t i = 0; i < m_userEvents.size() && m_userEvents[i].at == Duration{} && !stop.stop_requested();) {
        if (const Duration now = m_reactor.now(); now < next) {
            waitAndDispatch(std::min(next, now + kTurn));
        } else {
            if (const std::uint32_t id = m_userEvents[i++].slot; beginConnect(id) != 0) {
                drop(id);  // the user tries again at t = 0, and then it counts
            }
            next = std::max(next + m_plan.workers * step, now - kCatchUp);
            giveUp = now + m_longestTimeout;
            if (i % kBatch == 0) {
                waitAndDispatch(now);
            }
        }
        m_timeouts.expire(m_now, [this](std::uint32_t id) { onTimeout(id); });
    }
    while (m_connecting > 0 && m_reactor.now() < giveUp && !stop.stop_requested()) {
        waitAndDispatch(std::min(giveUp, m_reactor.now() + kTurn));
        m_timeouts.expire(m_now, [this](std::uint32_t id) { onTimeout(id); });
    }
    for (std::uint32_t id = 0; id < m_connections.size(); ++id) {
        if (m_connections[id].state == Connection::State::Connecting) {
            drop(id);
        }
    }
}

template <class Reactor>
void Worker<Reactor>::run(Duration zero, const std::stop_token& stop) {
    m_zero = zero;
    m_end = zero + m_plan.curve.length();
    m_running = true;
    m_now = zero;
    while (turn(stop)) {
    }
    finish();
}

template <class Reactor>
bool Worker<Reactor>::turn(const std::stop_token& stop) {
    const Duration now = m_reactor.now();
    if (!m_measuring && now >= m_zero + m_plan.warmup) {
        enterMeasuredPhase(now);
    }
    if (m_giveUp == Duration::max() && (stop.stop_requested() || loadIsOver(now))) {
        endLoadAt(now, loadIsOver(now) ? m_longestTimeout + kTurn : m_plan.drainWhenStopped);
    } else if (m_readings.stoppedAt < Duration{} && stop.stop_requested()) {
        m_giveUp = std::min(m_giveUp, now + m_plan.drainWhenStopped);  // stopped while draining after the end
    }
    m_timeouts.expire(now, [this](std::uint32_t id) { onTimeout(id); });  // first: what has grown too old carries nothing more
    open() ? arrivalsDue(now) : usersDue(now);
    expireWaiting(now);
    if (now - m_published >= kTurn) {
        publish(now);
    }
    if (now >= m_giveUp || (m_giveUp != Duration::max() && m_inFlight == 0 && m_waiting.empty() && (open() || m_users == 0))) {
        return false;
    }
    waitAndDispatch(nextWake());
    return true;
}

template <class Reactor>
void Worker<Reactor>::waitAndDispatch(Duration until) {
    const Duration before = m_reactor.now();
    const Duration asked = std::max(until, before);
    const Duration lastLook = m_now;
    const bool any = await(until);
    m_now = m_reactor.now();
    // What was ready without waiting became so at some time since we last looked: that time is a turn of our own.
    m_freeFrom = m_now - before > kBlocked ? m_now : lastLook;
    if (const Duration pause = m_now - asked; m_measuring) {
        m_readings.pauses += pause > kPause ? 1U : 0U;
        m_readings.longestPause = std::max(m_readings.longestPause, pause);
    }
    if (any) {
        m_reactor.dispatch(*this);
    }
}

/// True when there are completions. What completes always wakes; only what is due may be waited for in other ways.
template <class Reactor>
bool Worker<Reactor>::await(Duration until) {
    switch (m_plan.pacing) {
        case Pacing::Default: return m_reactor.wait(until);
        case Pacing::Thrifty: return m_reactor.wait((until + kThriftyTick - Duration(1)) / kThriftyTick * kThriftyTick);
        case Pacing::Precise: break;
    }
    if (m_inFlight == 0 && m_connecting == 0 && until - m_reactor.now() > kSpin && m_reactor.wait(until - kSpin)) {
        return true;
    }
    while (!m_reactor.wait(Duration{})) {
        if (m_reactor.now() >= until) {
            return false;
        }
    }
    return true;
}

template <class Reactor>
Duration Worker<Reactor>::nextWake() const {
    Duration wake = std::min({m_published + kTurn, m_timeouts.nextAt(), m_giveUp});
    if (m_giveUp != Duration::max()) {
        return wake;
    }
    wake = std::min({wake, m_end, m_ready.nextAt()});
    if (open() && m_pacer->next()) {
        wake = std::min(wake, m_zero + m_pacer->next()->at);
    }
    if (m_nextUserEvent < m_userEvents.size()) {
        wake = std::min(wake, m_zero + m_userEvents[m_nextUserEvent].at);
    }
    return wake;
}

/// From now on nothing new is sent. What is under way may take `drain` more.
template <class Reactor>
void Worker<Reactor>::endLoadAt(Duration now, Duration drain) {
    if (!loadIsOver(now)) {
        m_end = now;
        m_readings.stoppedAt = now - m_zero;
    }
    if (open()) {
        // Arrivals that were due before the end and not yet looked at are still owed.
        while (m_pacer->next() && m_zero + m_pacer->next()->at <= m_end) {
            arrive(*m_pacer->next(), now);
            m_pacer->pop();
        }
    }
    m_giveUp = now + drain;
    m_ready.clear();
    for (std::uint32_t id = 0; !open() && id < m_connections.size(); ++id) {
        userGoes(id);
    }
    m_readings.cpuInMeasuredPhase = m_measuring ? Duration(threadCpu() - m_cpuAtStart) : Duration{};
    if (m_inFlight > 0) {
        m_silence.end(now);
    }
    m_readings.longestSilence = m_measuring ? m_silence.longest() : Duration{};
}

template <class Reactor>
void Worker<Reactor>::enterMeasuredPhase(Duration now) {
    m_measuring = true;
    m_cpuAtStart = threadCpu();
    m_silence.measureFrom(now);
    m_readings.peakInFlight = m_inFlight + m_waiting.size();
}

template <class Reactor>
void Worker<Reactor>::publish(Duration now) {
    m_published = now;
    m_log.flush();
    constexpr auto kRelaxed = std::memory_order_relaxed;
    m_gauges.inFlight.store(m_inFlight, kRelaxed);
    m_gauges.waiting.store(m_waiting.size(), kRelaxed);
    m_gauges.connections.store(m_connected, kRelaxed);
    m_gauges.users.store(m_users, kRelaxed);
    m_gauges.cpu.store(threadCpu(), kRelaxed);
}

/// What is still under way when we stop waiting.
template <class Reactor>
void Worker<Reactor>::finish() {
    const Duration now = m_reactor.now();
    while (!m_waiting.empty()) {
        record(m_waiting.popFront(), nullptr, OutcomeRecord::Kind::InFlightAtEnd, Outcome::Other, now);
    }
    for (std::uint32_t id = 0; id < m_connections.size(); ++id) {
        Connection& c = m_connections[id];
        const bool connectingFor = c.state == Connection::State::Connecting && c.hasTask;
        if (c.state == Connection::State::Busy || connectingFor) {
            record(c.task, connectingFor ? nullptr : &c, OutcomeRecord::Kind::InFlightAtEnd, Outcome::Other, now);
        }
        if (c.state != Connection::State::Closed) {
            m_reactor.close(id);
        }
    }
    m_inFlight = 0;
    m_connected = 0;
    publish(now);
}

}  // namespace loadgate::engine
