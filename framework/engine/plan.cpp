// SPDX-License-Identifier: Apache-2.0
#include "engine/plan.h"

#include <algorithm>
#include <cmath>

namespace loadgate::engine {

Duration intervalLengthFor(Duration length) {
    using namespace std::chrono_literals;
    return std::clamp<Duration>(length / 60, 100ms, 1s);
}

std::uint32_t workersFor(const LoadCurve& curve, unsigned cores) {
    constexpr double kRequestsPerWorker = 20'000;
    constexpr double kUsersPerWorker = 4'000;
    const double needed = std::ceil(curve.peak() / (curve.model() == LoadModel::Open ? kRequestsPerWorker : kUsersPerWorker));
    return static_cast<std::uint32_t>(std::clamp(needed, 1.0, static_cast<double>(std::max(cores, 1U))));
}

Duration longestTimeout(const Plan& plan) {
    Duration longest{};
    for (const PlannedRequest& request : plan.requests) {
        longest = std::max(longest, request.timeout);
    }
    return longest;
}

}  // namespace loadgate::engine
