// SPDX-License-Identifier: Apache-2.0
#include "spike.h"

#include "knots.h"

namespace loadgate {

Result<std::unique_ptr<Pattern>> Spike::create(const ParamValues& values) {
    const Form form{values.get<Level>("base"), values.get<Share>("at"), values.get<Duration>("rise"), values.get<Share>("length")};
    if (form.at.fraction + form.length.fraction > 1) {
        return Error{ErrorCode::BadInput, "at (" + toText(form.at) + ") and length (" + toText(form.length) +
                                              ") are together more than 100%: the spike would last beyond the end"};
    }
    return std::make_unique<Spike>(form);
}

Result<PatternShape> Spike::shape(const PatternInput& input) const {
    const double base = m_form.base.of(input.peak);
    if (base > input.peak) {
        return Error{ErrorCode::BadInput,
                     "base (" + toText(m_form.base) + ") is above the peak of " + toText(input.peak) + ": a spike goes up to its peak"};
    }
    const Times times = timesIn(input.length);
    std::vector<LoadCurve::Knot> knots{
        {Duration{}, base}, {times.rise, base}, {times.top, input.peak}, {times.fall, input.peak}, {times.base, base}};
    if (times.rise == Duration{}) {
        knots.erase(knots.begin());
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, cutAt(std::move(knots), input.length)));
    return PatternShape{std::move(curve), handles(input, base)};
}

Spike::Times Spike::timesIn(Duration length) const {
    Times times{};
    times.rise = fromSeconds(toSeconds(length) * m_form.at.fraction);
    times.top = times.rise + m_form.rise;
    times.fall = times.top + fromSeconds(toSeconds(length) * m_form.length.fraction);
    times.base = times.fall + m_form.rise;
    return times;
}

std::vector<Handle> Spike::handles(const PatternInput& input, double base) const {
    const Times times = timesIn(input.length);
    const double whole = toSeconds(input.length);
    std::vector<Handle> handles{
        {.key = "base", .axis = Handle::Axis::Load, .at = times.rise / 2, .load = base, .unit = m_form.base.ofPeak ? input.peak : 1},
        {.key = "at", .axis = Handle::Axis::Time, .at = times.rise, .load = base, .unit = whole}};
    if (times.top < input.length) {
        handles.push_back({.key = "rise", .axis = Handle::Axis::Time, .at = times.top, .load = input.peak, .zero = toSeconds(times.rise)});
    }
    if (times.fall < input.length) {
        handles.push_back({.key = "length",
                           .axis = Handle::Axis::Time,
                           .at = times.fall,
                           .load = input.peak,
                           .zero = toSeconds(times.top),
                           .unit = whole});
        handles.push_back(peakHandle(times.top + (times.fall - times.top) / 2, input.peak));
    }
    return handles;
}

}  // namespace loadgate
