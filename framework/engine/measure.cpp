// SPDX-License-Identifier: Apache-2.0
#include "engine/measure.h"

#include "engine/collector.h"
#include "engine/host_counters.h"
#include "engine/pacer.h"
#include "engine/reactor_epoll.h"
#include "engine/worker.h"

#include <sys/prctl.h>
#include <sys/resource.h>
#include <algorithm>
#include <barrier>
#include <condition_variable>
#include <csignal>
#include <memory>
#include <mutex>
#include <thread>

namespace loadgate::engine {

namespace {

using EpollWorker = Worker<EpollReactor>;

/// Raises the soft descriptor limit to what the load may need, as far as the hard limit goes.
Status raiseDescriptorLimit(const Plan& plan) {
    constexpr rlim_t kOthers = 64;
    const bool open = plan.curve.model() == LoadModel::Open;
    const rlim_t wanted = (open ? plan.maxInFlight : static_cast<rlim_t>(plan.curve.peak() + 1)) + kOthers;
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur >= wanted) {
        return ok();
    }
    limit.rlim_cur = std::min(wanted, limit.rlim_max);
    ::setrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted && !open) {
        return Error{ErrorCode::Io, std::to_string(wanted - kOthers) + " users need " + std::to_string(wanted) +
                                        " file descriptors, but the limit is " + std::to_string(limit.rlim_max) +
                                        ": raise it with 'ulimit -Hn', or use fewer users"};
    }
    return ok();
}

/// What the workers and the collector agree about: when the load begins, and who has finished.
class Meeting {
  public:
    explicit Meeting(std::uint32_t workers) : m_ready(static_cast<std::ptrdiff_t>(workers) + 1), m_workers(workers) {}

    void arriveConnected() { m_ready.arrive_and_wait(); }
    [[nodiscard]] Duration zero() const { return m_zero; }
    void setZero(Duration zero) { m_zero = zero; }
    void finished() {
        const std::lock_guard lock(m_mutex);
        ++m_done;
        m_change.notify_all();
    }
    /// True when all have finished.
    bool waitUntil(std::chrono::steady_clock::time_point time) {
        std::unique_lock lock(m_mutex);
        return m_change.wait_until(lock, time, [this] { return m_done == m_workers; });
    }

  private:
    std::barrier<> m_ready;
    std::mutex m_mutex;
    std::condition_variable m_change;
    std::uint32_t m_workers, m_done{};
    Duration m_zero{};
};

void runWorker(EpollWorker& worker, Meeting& meeting, const std::stop_token& stop) {
    sigset_t all;
    sigfillset(&all);
    ::pthread_sigmask(SIG_BLOCK, &all, nullptr);  // signals are for the program's own thread
    ::prctl(PR_SET_TIMERSLACK, 1UL);
    worker.connectFirst(stop);
    meeting.arriveConnected();
    meeting.arriveConnected();  // the collector has set zero in between
    worker.run(meeting.zero(), stop);
    meeting.finished();
}

/// The collector's part: drains the logs, tells the sink, and puts the measurement together.
class Collecting {
  public:
    Collecting(const Plan& plan, std::vector<std::unique_ptr<EpollWorker>>& workers, MeasureSink& sink, const std::stop_token& stop)
        : m_plan(plan), m_workers(workers), m_sink(sink), m_stop(stop), m_collector(plan) {}

    Measurement run(Meeting& meeting) {
        m_zero = meeting.zero();
        enterPhase(m_plan.warmup > Duration{} ? RunPhase::Warmup : RunPhase::Measure, Duration{});
        m_before = m_host = readHostCounters();
        m_last = Duration{};
        for (Duration tick = m_plan.intervalLength; !meeting.waitUntil(std::chrono::steady_clock::time_point(m_zero + tick));) {
            const Duration now = runClock();
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

  private:
    [[nodiscard]] Duration runClock() const { return std::chrono::steady_clock::now().time_since_epoch() - m_zero; }

    void enterPhase(RunPhase phase, Duration at) {
        m_phase = phase;
        m_sink.onPhase(phase, at);
    }

    void drainFrom(Duration now) {
        if (m_phase != RunPhase::Drain) {
            m_after = readHostCounters();
            enterPhase(RunPhase::Drain, now);
        }
    }

    void step(Duration now) {
        for (auto& worker : m_workers) {
            worker->log().drain([this](const OutcomeRecord& record) { m_collector.add(record); });
        }
        m_collector.closeBefore(now - longestTimeout(m_plan) - std::chrono::seconds(2));
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
        for (const auto& worker : m_workers) {
            const Gauges& gauges = worker->gauges();
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

    /// What fell due since the last look; nothing once a stop was asked for.
    double plannedSince(Duration from, Duration to) {
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

    Measurement finish() {
        Duration end = m_plan.curve.length();
        bool stopped = false;
        for (const auto& worker : m_workers) {
            if (worker->readings().stoppedAt >= Duration{}) {
                end = stopped ? std::max(end, worker->readings().stoppedAt) : worker->readings().stoppedAt;
                stopped = true;
            }
        }
        Measurement m = m_collector.finish(std::max(end, Duration(1)));
        m.stoppedEarly = stopped;
        m.reactor = EpollReactor::kName;
        if (m.model == LoadModel::Open) {
            m.planned = plannedRequests(m_plan.curve, m_plan.arrivals, m_plan.seed);
            const Tally all = tallyOf(m, Phase::WholeRun);
            m.notReached = m.planned - std::min(m.planned, all.sent + all.droppedLimit + all.droppedGenerator);
        }
        gatherReadings(m);
        return m;
    }

    void gatherReadings(Measurement& m) const {
        GeneratorReadings& g = m.generator;
        const double seconds = std::max(toSeconds(m.measured()), 1e-9);
        std::array<std::size_t, kOutcomes> kept{};
        m.longestSilence = Duration::max();
        for (const auto& worker : m_workers) {
            const WorkerReadings& r = worker->readings();
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

    const Plan& m_plan;
    std::vector<std::unique_ptr<EpollWorker>>& m_workers;
    MeasureSink& m_sink;
    const std::stop_token& m_stop;
    Collector m_collector;
    RunPhase m_phase{RunPhase::Connect};
    Duration m_zero{}, m_last{};
    std::int64_t m_lastCpu{};
    HostCounters m_before, m_after, m_host;
    bool m_stopped{};
};

}  // namespace

Result<Measurement> measure(const Plan& plan, MeasureSink& sink, const std::stop_token& stop) {
    LOADGATE_CHECK(raiseDescriptorLimit(plan));
    std::vector<std::unique_ptr<EpollWorker>> workers;
    for (std::uint32_t i = 0; i < plan.workers; ++i) {
        LOADGATE_TRY(EpollReactor reactor, EpollReactor::create(EpollWorker::slotsFor(plan, i)));
        workers.push_back(std::make_unique<EpollWorker>(plan, i, std::move(reactor)));
    }
    sink.onPhase(RunPhase::Connect, Duration{});
    Meeting meeting(plan.workers);
    std::vector<std::jthread> threads;
    for (auto& worker : workers) {
        threads.emplace_back([&worker, &meeting, &stop] { runWorker(*worker, meeting, stop); });
    }
    meeting.arriveConnected();
    meeting.setZero(std::chrono::steady_clock::now().time_since_epoch() + std::chrono::milliseconds(1));
    sink.onZero(meeting.zero());
    meeting.arriveConnected();
    return Collecting(plan, workers, sink, stop).run(meeting);
}

}  // namespace loadgate::engine
