// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor_uring.h"
#include "engine/reactors.h"
#include "engine/run_workers.h"
#include "engine/worker_connections.h"
#include "engine/worker_content.h"
#include "engine/worker_due.h"
#include "engine/worker_exchange.h"
#include "engine/worker_loop.h"
#include "engine/worker_outcomes.h"
#include "engine/worker_secured.h"

namespace loadgate::engine {

template class Worker<UringReactor>;

Result<Measurement> measureOverUring(const Plan& plan, MeasureSink& sink, const std::stop_token& stop) {
    return runWorkers<UringReactor>(plan, sink, stop);
}

Status uringWorks() { return UringReactor::probe(); }

}  // namespace loadgate::engine
