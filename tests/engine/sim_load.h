// SPDX-License-Identifier: Apache-2.0
#pragma once

// One worker's load on simulated time, for tests that include nothing else of the engine.

#include "sim_reactor.h"

#include "engine/collector.h"
#include "engine/worker_connections.h"
#include "engine/worker_content.h"
#include "engine/worker_due.h"
#include "engine/worker_exchange.h"
#include "engine/worker_loop.h"
#include "engine/worker_outcomes.h"
#include "engine/worker_secured.h"

namespace loadgate::engine {

/// One GET of /, which may take 10 s.
[[nodiscard]] inline Plan planFor(const LoadCurve& curve) {
    Plan plan;
    plan.curve = curve;
    plan.intervalLength = intervalLengthFor(curve.length());
    plan.addresses.emplace_back();
    plan.requests.push_back({"GET /", RequestTemplate::fixed("GET / HTTP/1.1\r\n\r\n"), 1, std::chrono::seconds(10), {}, false, true});
    return plan;
}

/// Runs one worker to its end and folds what it recorded.
[[nodiscard]] inline Measurement measured(const Plan& plan, SimWorld& world, WorkerReadings* readings = nullptr,
                                          const std::stop_token& stop = {}) {
    Worker<SimReactor> worker(plan, 0, SimReactor(world));
    worker.connectFirst({});
    worker.run(world.now, stop);
    Collector collector(plan);
    worker.log().drain([&collector](const OutcomeRecord& record) { collector.add(record); });
    if (readings != nullptr) {
        *readings = worker.readings();
    }
    const Duration stopped = worker.readings().stoppedAt;
    return collector.finish(stopped >= Duration{} ? stopped : plan.curve.length());
}

[[nodiscard]] inline SimWorld::Serve answersAfter(Duration delay) {
    return [delay](std::string_view, Duration, std::uint32_t) { return std::vector<SimEvent>{{delay, kOkAnswer, {}}}; };
}

}  // namespace loadgate::engine
