// SPDX-License-Identifier: Apache-2.0
#pragma once

// measure() for one kind of reactor. Included where it is instantiated, after all parts of Worker.

#include "engine/collecting.h"
#include "engine/measure.h"
#include "engine/worker.h"

#include <sys/prctl.h>
#include <csignal>
#include <memory>
#include <thread>
#include <utility>
#include <vector>

namespace loadgate::engine {

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
    for (auto& worker : workers) {
        threads.emplace_back([&worker, &meeting, &stop] { runWorker(*worker, meeting, stop); });
    }
    meeting.arriveConnected();
    meeting.setZero(std::chrono::steady_clock::now().time_since_epoch() + std::chrono::milliseconds(1));
    sink.onZero(meeting.zero());
    meeting.arriveConnected();
    Measurement measurement = Collecting(plan, std::move(faces), sink, stop).run(meeting);
    measurement.reactor = Reactor::kName;
    return measurement;
}

}  // namespace loadgate::engine
