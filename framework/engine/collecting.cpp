// SPDX-License-Identifier: Apache-2.0
#include "engine/collecting.h"

#include "engine/pacer.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loadgate::engine {

namespace {
/// Chunks come back so often, so that the workers need few of them, and a worker on the same core is kept from its work only shortly.
constexpr Duration kDrain = std::chrono::milliseconds(100);
constexpr Duration kMostlyIn = std::chrono::milliseconds(500);  ///< so long after an interval most of its answers are in
}  // namespace

Collecting::Collecting(const Plan& plan, std::vector<WorkerFace> workers, MeasureSink& sink, const std::stop_token& stop)
    : m_plan(plan), m_workers(std::move(workers)), m_sink(sink), m_stop(stop), m_collector(plan) {}

Measurement Collecting::run(Meeting& meeting) {
    m_zero = meeting.zero();
    enterPhase(m_plan.warmup > Duration{} ? RunPhase::Warmup : RunPhase::Measure, Duration{});
    m_before = m_host = readHostCounters();
    m_last = Duration{};
    const auto nextLook = [this](Duration tick) {
        return std::chrono::steady_clock::time_point(m_zero + std::min(tick, runClock() + kDrain));
    };
    for (Duration tick = m_plan.intervalLength; !meeting.waitUntil(nextLook(tick));) {
        const Duration now = runClock();
        if (now < tick) {
            drainLogs();
            continue;
        }
        if (m_phase == RunPhase::Warmup && now >= m_plan.warmup) {
            enterPhase(RunPhase::Measure, now);
            m_before = readHostCounters();
        }
        if (now >= m_plan.curve.length() || m_stop.stop_requested()) {
            drainFrom(now);
        }
        step(now);
        tick = (now / m_plan.intervalLength + 1) * m_plan.intervalLength;
    }
    drainFrom(runClock());
    step(runClock());
    return finish();
}

void Collecting::enterPhase(RunPhase phase, Duration at) {
    m_phase = phase;
    m_sink.onPhase(phase, at);
}

void Collecting::drainFrom(Duration now) {
    if (m_phase != RunPhase::Drain) {
        m_after = readHostCounters();
        enterPhase(RunPhase::Drain, now);
    }
}

void Collecting::drainLogs() {
    for (const WorkerFace& worker : m_workers) {
        worker.log.drain([this](const OutcomeRecord& record) { m_collector.add(record); });
    }
}

void Collecting::step(Duration now) {
    drainLogs();
    tellSettled(now, now - longestTimeout(m_plan) - std::chrono::seconds(2));
    m_collector.closeBefore(now - kMostlyIn);
    LiveInterval live = m_collector.takeLive();
    live.at = now;
    live.length = now - m_last;
    live.planned = plannedSince(m_last, now);
    live.total = m_plan.curve.length();
    live.phase = m_phase;
    const HostCounters host = readHostCounters();
    live.stealShare = stealShare(m_host, host);
    live.throttledShare = throttledShare(m_host, host);
    m_host = host;
    live.plannedLoad = now < live.total ? m_plan.curve.loadAt(now) : 0;
    std::int64_t cpu = 0;
    for (const WorkerFace& worker : m_workers) {
        const Gauges& gauges = worker.gauges;
        live.inFlight += gauges.inFlight.load(std::memory_order_relaxed);
        live.waiting += gauges.waiting.load(std::memory_order_relaxed);
        live.connections += gauges.connections.load(std::memory_order_relaxed);
        live.users += gauges.users.load(std::memory_order_relaxed);
        cpu += gauges.cpu.load(std::memory_order_relaxed);
    }
    live.cpuCores = live.length > Duration{} ? toSeconds(Duration(cpu - m_lastCpu)) / toSeconds(live.length) : 0;
    m_lastCpu = cpu;
    m_last = now;
    m_sink.onInterval(live);
}

void Collecting::tellSettled(Duration now, Duration certain) {
    if (!m_plan.tellsSettled || m_phase == RunPhase::Drain) {
        return;
    }
    for (const Interval& interval : m_collector.takeSettled(now, certain)) {
        m_sink.onSettled(interval);
    }
}

/// What fell due since the last look; nothing once a stop was asked for.
double Collecting::plannedSince(Duration from, Duration to) {
    if (m_plan.curve.model() == LoadModel::Closed || m_stopped) {
        return 0;
    }
    m_stopped = m_stop.stop_requested();
    const Duration end = std::min(to, m_plan.curve.length());
    if (end <= from) {
        return 0;
    }
    return m_plan.arrivals == Arrivals::Constant ? static_cast<double>(plannedBetween(m_plan.curve, from, end))
                                                 : m_plan.curve.area(from, end);
}

Measurement Collecting::finish() {
    Duration end = m_plan.curve.length();
    bool stopped = false;
    for (const WorkerFace& worker : m_workers) {
        if (worker.readings.stoppedAt >= Duration{}) {
            end = stopped ? std::max(end, worker.readings.stoppedAt) : worker.readings.stoppedAt;
            stopped = true;
        }
    }
    Measurement m = m_collector.finish(std::max(end, Duration(1)));
    m.stoppedEarly = stopped;
    if (m.model == LoadModel::Open) {
        m.planned = plannedRequests(m_plan.curve, m_plan.arrivals, m_plan.seed);
        const Tally all = tallyOf(m, Phase::WholeRun);
        m.notReached = m.planned - std::min(m.planned, all.sent + all.droppedLimit + all.droppedGenerator);
    }
    gatherReadings(m);
    return m;
}

void Collecting::gatherReadings(Measurement& m) const {
    GeneratorReadings& g = m.generator;
    const double seconds = std::max(toSeconds(m.measured()), 1e-9);
    std::array<std::size_t, kOutcomes> kept{};
    m.longestSilence = Duration::max();
    for (const WorkerFace& worker : m_workers) {
        const WorkerReadings& r = worker.readings;
        const double cores = toSeconds(r.cpuInMeasuredPhase) / seconds;
        g.cpuCores += cores;
        g.busiestWorker = std::max(g.busiestWorker, cores);
        g.pauses += r.pauses;
        g.longestPause = std::max(g.longestPause, r.longestPause);
        g.outOfDescriptors = g.outOfDescriptors || r.outOfDescriptors;
        g.outOfPorts = g.outOfPorts || r.outOfPorts;
        g.peakInFlight += r.peakInFlight;
        m.longestSilence = std::min(m.longestSilence, r.longestSilence);  // the target was silent only when all heard nothing
        for (const ErrorExample& example : r.examples) {
            if (kept[static_cast<std::size_t>(example.outcome)]++ < 3) {
                m.examples.push_back(example);
            }
        }
    }
    g.inFlightBound = m.model == LoadModel::Open ? m_plan.maxInFlight : 0;
    g.stealShare = stealShare(m_before, m_after);
    g.throttledShare = throttledShare(m_before, m_after);
    const Series measured = total(m, Phase::Measured);
    g.waited = measured.wait.above(std::chrono::microseconds(1));
}

}  // namespace loadgate::engine
