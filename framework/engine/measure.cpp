// SPDX-License-Identifier: Apache-2.0
#include "engine/measure.h"

#include "engine/descriptors.h"
#include "engine/foreseen.h"
#include "engine/reactors.h"

#include <utility>

namespace loadgate::engine {

Result<Measurement> measure(const Plan& plan, MeasureSink& sink, const std::stop_token& stop) {
    const LoadModel model = plan.curve.model();
    LOADGATE_CHECK(portsSuffice(plan, portRangeHere()));
    LOADGATE_CHECK(makeDescriptorRoom(descriptorRoom(plan.curve, plan.maxInFlight, plan.workers), model));
    LOADGATE_CHECK(sourcesAreOurs(plan.connections.sources));
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
