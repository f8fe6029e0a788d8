// SPDX-License-Identifier: Apache-2.0
#include "engine/measure.h"

#include "engine/reactors.h"

#include <sys/resource.h>
#include <algorithm>
#include <string>
#include <utility>

namespace loadgate::engine {

namespace {

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

}  // namespace

Result<Measurement> measure(const Plan& plan, MeasureSink& sink, const std::stop_token& stop) {
    LOADGATE_CHECK(raiseDescriptorLimit(plan));
    const Status uring = plan.reactor == ReactorChoice::Epoll ? Error{ErrorCode::Unsupported, "epoll was asked for"} : uringWorks();
    if (uring) {
        return measureOverUring(plan, sink, stop);
    }
    if (plan.reactor == ReactorChoice::Uring) {
        return Error{ErrorCode::Unsupported,
                     "io_uring cannot be used here: " + uring.error().message + "; leave --reactor out to use epoll"};
    }
    LOADGATE_TRY(Measurement measurement, measureOverEpoll(plan, sink, stop));
    measurement.whyNotUring = uring.error().message;
    return measurement;
}

}  // namespace loadgate::engine
