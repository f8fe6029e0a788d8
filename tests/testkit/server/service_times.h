// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/socket.h"

#include <cstdint>
#include <random>
#include <vector>

namespace loadgate::testkit {

/// When the server takes up no request: [every/2 + k·every, every/2 + k·every + length) after its start, k = 0, 1, … The first half
/// period is free, so that a run which begins in it and lasts n periods meets n whole stalls.
///
/// What came before is still answered on time; what comes in a stall is read, and its service begins when the stall ends. So under evenly
/// spread arrivals, with a service time d, the share of requests with a latency above x (d <= x <= d + length) is exactly (length + d - x)
/// ÷ every.
struct StallTimetable {
    TimePoint start{};
    Nanos every{};  ///< 0: never
    Nanos length{};

    [[nodiscard]] bool stalledAt(TimePoint) const;
    /// When the service of a request received at `now` begins: the end of the stall that `now` lies in, otherwise at once.
    [[nodiscard]] TimePoint takenUpAt(TimePoint now) const;
};

/// The latency that a quantile 0..1 of evenly arriving requests sees, by the arithmetic above; `delay` outside the stall's share.
[[nodiscard]] Nanos stalledLatency(double quantile, Nanos delay, Nanos every, Nanos length);

/// Decides when each request's answer is due. Pure but for its random sequence, which the seed fixes.
class ServiceTimes {
  public:
    /// Each answer takes `delay`, or with `spread` > 0 a lognormal time with that median and that standard deviation of its logarithm.
    /// `capacity` > 0: at most that many are served at once, the others wait their turn (first come, first served).
    ServiceTimes(Nanos delay, double spread, unsigned capacity, std::uint64_t seed);
    [[nodiscard]] TimePoint finishOf(TimePoint received);

  private:
    Nanos serviceTime();

    Nanos m_delay;
    std::lognormal_distribution<double> m_factor;
    bool m_spread;
    std::mt19937_64 m_random;
    std::vector<TimePoint> m_freeAt;  ///< a heap, the earliest in front: when each slot is free
};

}  // namespace loadgate::testkit
