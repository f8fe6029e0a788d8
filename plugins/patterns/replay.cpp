// SPDX-License-Identifier: Apache-2.0
#include "replay.h"

#include "curve_file.h"

#include <algorithm>

namespace loadgate {

namespace {
constexpr Duration kLongest = std::chrono::hours(7 * 24);
}  // namespace

Result<std::unique_ptr<Pattern>> Replay::create(const ParamValues& values) {
    LOADGATE_TRY(std::vector<LoadCurve::Knot> recorded, readCurveFile(values.get<std::string>("curve")));
    const double scale = values.get<double>("time_scale");
    const Duration length = recorded.back().at;
    if (toSeconds(length) * scale > toSeconds(kLongest)) {
        return Error{ErrorCode::BadInput, "time_scale (" + toText(scale) + ") makes the recorded " + toText(length) +
                                              " longer than 168h, the longest load there is: make it smaller"};
    }
    return std::make_unique<Replay>(std::move(recorded), scale);
}

Result<PatternShape> Replay::shape(const PatternInput& input) const {
    const bool byItself = input.length == Duration{};
    if (!byItself && m_timeScale != 1) {
        return Error{ErrorCode::BadInput, "time_scale (" + toText(m_timeScale) + ") and a length of " + toText(input.length) +
                                              " both say how long the recorded curve lasts: leave one of them out"};
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, m_recorded));
    const Duration length = byItself ? fromSeconds(toSeconds(recordedLength()) * m_timeScale) : input.length;
    if (length == Duration{}) {
        return Error{ErrorCode::BadInput, "time_scale (" + toText(m_timeScale) + ") leaves nothing of the recorded " +
                                              toText(recordedLength()) + ": make it larger"};
    }
    curve = curve.scaledToPeak({input.peak, input.model}).stretchedTo(length);
    std::vector<Handle> drags = handles(input, curve);
    return PatternShape{std::move(curve), std::move(drags)};
}

std::vector<Handle> Replay::handles(const PatternInput& input, const LoadCurve& curve) const {
    const auto highest = std::ranges::max_element(curve.knots(), {}, &LoadCurve::Knot::load);
    std::vector<Handle> handles{peakHandle(highest->at, input.peak)};
    if (input.length == Duration{}) {
        handles.push_back({.key = "time_scale",
                           .axis = Handle::Axis::Time,
                           .at = curve.length(),
                           .load = curve.knots().back().load,
                           .unit = toSeconds(recordedLength())});
    }
    return handles;
}

}  // namespace loadgate
