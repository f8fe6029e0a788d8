// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor_epoll.h"
#include "engine/worker_connections.h"
#include "engine/worker_content.h"
#include "engine/worker_due.h"
#include "engine/worker_loop.h"
#include "engine/worker_outcomes.h"

namespace loadgate::engine {

template class Worker<EpollReactor>;

}  // namespace loadgate::engine
