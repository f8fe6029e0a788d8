// SPDX-License-Identifier: Apache-2.0
#include "burst.h"

#include <algorithm>

namespace loadgate {

namespace {
// Keeps a curve within a few megabytes and shape() within its 100 ms.
constexpr std::int64_t kMostBursts = 50'000;
}  // namespace

Result<std::unique_ptr<Pattern>> Burst::create(const ParamValues& values) {
    const auto every = values.get<Duration>("every");
    const auto length = values.get<Duration>("length");
    if (length >= every) {
        return Error{ErrorCode::BadInput, "length (" + toText(length) + ") must be shorter than every (" + toText(every) +
                                              "), or the load never returns to its base"};
    }
    return std::make_unique<Burst>(values.get<Level>("base"), every, length);
}

Result<PatternShape> Burst::shape(const PatternInput& input) const {
    const double base = m_base.of(input.peak);
    if (base > input.peak) {
        return Error{ErrorCode::BadInput,
                     "base (" + toText(m_base) + ") is above the peak of " + toText(input.peak) + ": a burst goes up to its peak"};
    }
    if (input.length / m_every > kMostBursts) {
        return Error{ErrorCode::BadInput, "every (" + toText(m_every) + ") makes more than " + std::to_string(kMostBursts) + " bursts in " +
                                              toText(input.length) + ": make it longer"};
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, knots(input, base)));
    return PatternShape{std::move(curve), handles(input, base)};
}

std::vector<LoadCurve::Knot> Burst::knots(const PatternInput& input, double base) const {
    std::vector<LoadCurve::Knot> knots{{Duration{}, base}};
    for (Duration start = m_every; start < input.length; start += m_every) {
        const Duration end = std::min(start + m_length, input.length);
        knots.insert(knots.end(), {{start, base}, {start, input.peak}, {end, input.peak}});
        if (end < input.length) {
            knots.push_back({end, base});
        }
    }
    if (knots.back().at < input.length) {
        knots.push_back({input.length, base});
    }
    return knots;
}

std::vector<Handle> Burst::handles(const PatternInput& input, double base) const {
    std::vector<Handle> handles{{.key = "base",
                                 .axis = Handle::Axis::Load,
                                 .at = std::min(m_every, input.length) / 2,
                                 .load = base,
                                 .unit = m_base.ofPeak ? input.peak : 1}};
    const double every = toSeconds(m_every);
    if (m_every < input.length) {
        handles.push_back({.key = "every", .axis = Handle::Axis::Time, .at = m_every, .load = input.peak});
    }
    if (m_every + m_length < input.length) {
        handles.push_back({.key = "length", .axis = Handle::Axis::Time, .at = m_every + m_length, .load = input.peak, .zero = every});
        handles.push_back(peakHandle(m_every + m_length / 2, input.peak));
    }
    return handles;
}

}  // namespace loadgate
