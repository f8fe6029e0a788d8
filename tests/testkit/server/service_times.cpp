// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/service_times.h"

#include <algorithm>
#include <functional>

namespace loadgate::testkit {

bool StallTimetable::stalledAt(TimePoint now) const {
    const TimePoint first = start + every / 2;
    return every > Nanos::zero() && now >= first && (now - first) % every < length;
}

TimePoint StallTimetable::takenUpAt(TimePoint now) const {
    return stalledAt(now) ? now + length - (now - (start + every / 2)) % every : now;
}

Nanos stalledLatency(double quantile, Nanos delay, Nanos every, Nanos length) {
    const auto beyond = Nanos(static_cast<Nanos::rep>((1.0 - quantile) * static_cast<double>(every.count())));
    return std::max(delay, length + delay - beyond);
}

ServiceTimes::ServiceTimes(Nanos delay, double spread, unsigned capacity, std::uint64_t seed)
    : m_delay(delay), m_factor(0.0, spread > 0 ? spread : 1.0), m_spread(spread > 0), m_random(seed), m_freeAt(capacity) {}

Nanos ServiceTimes::serviceTime() {
    if (!m_spread) {
        return m_delay;
    }
    return Nanos(static_cast<Nanos::rep>(static_cast<double>(m_delay.count()) * m_factor(m_random)));
}

TimePoint ServiceTimes::finishOf(TimePoint received) {
    if (m_freeAt.empty()) {
        return received + serviceTime();
    }
    std::pop_heap(m_freeAt.begin(), m_freeAt.end(), std::greater<>{});
    TimePoint& slot = m_freeAt.back();
    slot = std::max(received, slot) + serviceTime();
    const TimePoint finish = slot;
    std::push_heap(m_freeAt.begin(), m_freeAt.end(), std::greater<>{});
    return finish;
}

}  // namespace loadgate::testkit
