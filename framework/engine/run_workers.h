// SPDX-License-Identifier: Apache-2.0
#pragma once

// measure() for one kind of reactor. Included where it is instantiated, after all parts of Worker.

#include "engine/collecting.h"
#include "engine/foreseen.h"
#include "engine/measure.h"
#include "engine/worker.h"

#include <pthread.h>
#include <sched.h>
#include <sys/prctl.h>
#include <csignal>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace loadgate::engine {

/// Keeps the calling thread on one processor; -1 where the kernel would not.
inline int pinnedTo(int processor) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    return ::pthread_setaffinity_np(::pthread_self(), sizeof set, &set) == 0 ? processor : -1;
}

template <class Reactor>
void runWorker(Worker<Reactor>& worker, Meeting& meeting, const std::stop_token& stop) {
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

template <class Reactor>
Result<Measurement> runWorkers(const Plan& plan, MeasureSink& sink, const std::stop_token& stop) {
    LOADGATE_TRY(std::vector<int> processors, processorsFor(plan, processorsAllowed()));
    std::vector<std::unique_ptr<Worker<Reactor>>> workers;
    std::vector<WorkerFace> faces;
    for (std::uint32_t i = 0; i < plan.workers; ++i) {
        LOADGATE_TRY(Reactor reactor, Reactor::create(Worker<Reactor>::slotsFor(plan, i)));
        std::unique_ptr<TlsSides> tls;
        if (plan.tls) {
            LOADGATE_TRY(tls, TlsSides::create(*plan.tls, Worker<Reactor>::slotsFor(plan, i)));
        }
        workers.push_back(std::make_unique<Worker<Reactor>>(plan, i, std::move(reactor), std::move(tls)));
        faces.push_back(workers.back()->face());
    }
    sink.onPhase(RunPhase::Connect, Duration{});
    Meeting meeting(plan.workers);
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < workers.size(); ++i) {
        threads.emplace_back([&worker = *workers[i], own = processors.empty() ? nullptr : &processors[i], &meeting, &stop] {
            if (own != nullptr) {
                *own = pinnedTo(*own);
            }
            runWorker(worker, meeting, stop);
        });
    }
    meeting.arriveConnected();
    meeting.setZero(std::chrono::steady_clock::now().time_since_epoch() + std::chrono::milliseconds(1));
    sink.onZero(meeting.zero());
    meeting.arriveConnected();
    Measurement measurement = Collecting(plan, std::move(faces), sink, stop).run(meeting);
    measurement.reactor = Reactor::kName;
    std::erase(processors, -1);
    measurement.pinned = std::move(processors);  // written before the workers said that they are connected
    return measurement;
}

}  // namespace loadgate::engine
