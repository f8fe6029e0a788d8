// SPDX-License-Identifier: Apache-2.0
#include "engine/descriptors.h"

#include <sys/resource.h>
#include <algorithm>
#include <cmath>

namespace loadgate::engine {

namespace {

constexpr std::uint64_t kFiles = 64;     ///< libraries, outputs, the target's own
constexpr std::uint64_t kOfAWorker = 2;  ///< its reactor's

std::string howToRaise(std::uint64_t wanted) {
    return "raise it ('ulimit -Hn " + std::to_string(wanted) + "' as root, LimitNOFILE= of a service, --ulimit nofile= of a container)";
}

}  // namespace

DescriptorRoom descriptorRoom(const LoadCurve& curve, std::uint32_t maxInFlight, std::uint32_t workers) {
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    const bool open = curve.model() == LoadModel::Open;
    return {open ? maxInFlight : static_cast<std::uint64_t>(std::ceil(curve.peak())), kFiles + kOfAWorker * workers, limit.rlim_max};
}

Status makeDescriptorRoom(const DescriptorRoom& room, LoadModel model) {
    const std::uint64_t wanted = room.connections + room.others;
    if (!room.holdsAll() && model == LoadModel::Closed) {
        return Error{ErrorCode::BadInput, std::to_string(room.connections) + " users need " + std::to_string(wanted) +
                                              " file descriptors, and the limit is " + std::to_string(room.hardLimit) + ": " +
                                              howToRaise(wanted) + " or use at most " + std::to_string(room.most()) + " users"};
    }
    if (room.most() == 0) {
        return Error{ErrorCode::BadInput, "a load needs more than " + std::to_string(room.others) + " file descriptors, and the limit is " +
                                              std::to_string(room.hardLimit) + ": " + howToRaise(wanted)};
    }
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    if (limit.rlim_cur < wanted) {
        limit.rlim_cur = std::min<rlim_t>(wanted, limit.rlim_max);
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
    return ok();
}

std::optional<std::string> descriptorAdvice(const DescriptorRoom& room, LoadModel model) {
    if (model == LoadModel::Closed || room.holdsAll()) {
        return std::nullopt;
    }
    return "the limit of " + std::to_string(room.hardLimit) + " file descriptors allows " + std::to_string(room.most()) +
           " connections, fewer than the " + std::to_string(room.connections) +
           " of --max-in-flight; a run that needs more of them is INVALID";
}

}  // namespace loadgate::engine
