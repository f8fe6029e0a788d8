// SPDX-License-Identifier: Apache-2.0
#include "engine/users.h"

#include <cmath>

namespace loadgate::engine {

std::uint32_t userSlots(const LoadCurve& curve, std::uint32_t worker, std::uint32_t workers) {
    const auto users = static_cast<std::uint32_t>(std::floor(curve.peak() + 0.5));
    return users / workers + (worker < users % workers ? 1 : 0);
}

std::vector<UserEvent> userEvents(const LoadCurve& curve, std::uint32_t worker, std::uint32_t workers) {
    std::vector<UserEvent> events;
    for (std::uint32_t slot = 0; slot < userSlots(curve, worker, workers); ++slot) {
        for (const LoadCurve::Span& span : curve.presence(std::uint64_t{slot} * workers + worker + 1)) {
            events.push_back({span.from, slot, true});
            if (span.to < curve.length()) {
                events.push_back({span.to, slot, false});
            }
        }
    }
    // Leaving before coming at the same moment, so that a step never shows more users than either side of it.
    std::stable_sort(events.begin(), events.end(),
                     [](const UserEvent& a, const UserEvent& b) { return a.at != b.at ? a.at < b.at : a.comes < b.comes; });
    return events;
}

}  // namespace loadgate::engine
