// SPDX-License-Identifier: Apache-2.0
// How curves are made: through knots, one after the other, scaled, stretched.
#include "loadgate/load_curve.h"

#include <cmath>
#include <limits>

namespace loadgate {
namespace {

__extension__ using Wide = __int128;

/// at * to / from, rounded to the nearest nanosecond without an intermediate rounding.
Duration inProportion(Duration at, Duration to, Duration from) {
    const Wide scaled = Wide(at.count()) * to.count() + from.count() / 2;
    return Duration(static_cast<std::int64_t>(scaled / from.count()));
}

/// Area from 0 to each knot. Summed in extended precision: a wave has thousands of knots.
std::vector<double> prefixAreas(const std::vector<LoadCurve::Knot>& knots) {
    std::vector<double> areas;
    areas.reserve(knots.size());
    long double sum = 0;
    for (std::size_t i = 0; i < knots.size(); ++i) {
        if (i > 0) {
            const long double ns = static_cast<long double>((knots[i].at - knots[i - 1].at).count());
            sum += ns * (static_cast<long double>(knots[i - 1].load) + static_cast<long double>(knots[i].load)) / 2e9L;
        }
        areas.push_back(static_cast<double>(sum));
    }
    return areas;
}

Error bad(std::string message) { return {ErrorCode::BadInput, std::move(message)}; }

std::string name(std::size_t index, const LoadCurve::Knot& knot) {
    return "point " + std::to_string(index + 1) + " of the curve (at " + toText(knot.at) + ")";
}

Status checkKnots(const std::vector<LoadCurve::Knot>& knots) {
    if (knots.size() < 2) {
        return bad("a curve needs at least two points, this one has " + std::to_string(knots.size()));
    }
    if (knots.front().at != Duration{}) {
        return bad("a curve starts at 0s, this one starts at " + toText(knots.front().at));
    }
    for (std::size_t i = 0; i < knots.size(); ++i) {
        if (!std::isfinite(knots[i].load) || knots[i].load < 0) {
            return bad(name(i, knots[i]) + " has the load " + toText(knots[i].load) + ": it must be a number, 0 or more");
        }
        if (i > 0 && knots[i].at < knots[i - 1].at) {
            return bad(name(i, knots[i]) + " lies before the one in front of it, at " + toText(knots[i - 1].at) +
                       ": time cannot run backwards");
        }
    }
    if (knots.back().at == Duration{}) {
        return bad("a curve needs a length, this one ends at 0s");
    }
    return ok();
}

std::string_view unitOf(LoadModel model) { return model == LoadModel::Open ? "requests per second" : "users"; }

}  // namespace

Result<LoadCurve> LoadCurve::through(LoadModel model, std::vector<Knot> knots) {
    LOADGATE_CHECK(checkKnots(knots));
    LoadCurve curve;
    curve.m_model = model;
    curve.m_areas = prefixAreas(knots);
    curve.m_knots = std::move(knots);
    return curve;
}

Result<LoadCurve> LoadCurve::then(const LoadCurve& next) const {
    if (m_knots.empty() || next.m_knots.empty()) {
        return m_knots.empty() ? next : *this;
    }
    if (m_model != next.m_model) {
        return Error{ErrorCode::Conflict, "a stage in " + std::string(unitOf(m_model)) + " cannot be followed by one in " +
                                              std::string(unitOf(next.m_model)) + ": a load has one model throughout"};
    }
    if (next.length() > Duration::max() - length()) {
        return bad("the stages are together longer than can be counted");
    }
    LoadCurve whole = *this;
    for (const Knot& knot : next.m_knots) {
        const Knot moved{length() + knot.at, knot.load};
        if (moved != whole.m_knots.back()) {  // no step where the two meet at one height
            whole.m_knots.push_back(moved);
        }
    }
    for (const Stage& stage : next.m_stages) {
        whole.m_stages.push_back({length() + stage.from, stage.name});
    }
    whole.m_areas = prefixAreas(whole.m_knots);
    return whole;
}

LoadCurve LoadCurve::scaledToPeak(Load load) const {
    LoadCurve scaled = *this;
    scaled.m_model = load.model;
    const double from = peak();
    if (from == load.amount || from == 0) {
        return scaled;
    }
    for (Knot& knot : scaled.m_knots) {
        // Multiplied first, so that whole numbers stay whole; the peak itself is exact.
        knot.load = knot.load == from ? load.amount : knot.load * load.amount / from;
    }
    scaled.m_areas = prefixAreas(scaled.m_knots);
    return scaled;
}

LoadCurve LoadCurve::stretchedTo(Duration to) const {
    const Duration from = length();
    if (from == to || from == Duration{} || to <= Duration{}) {
        return *this;
    }
    LoadCurve stretched = *this;
    for (Knot& knot : stretched.m_knots) {
        knot.at = inProportion(knot.at, to, from);
    }
    for (Stage& stage : stretched.m_stages) {
        stage.from = inProportion(stage.from, to, from);
    }
    stretched.m_areas = prefixAreas(stretched.m_knots);
    return stretched;
}

LoadCurve LoadCurve::named(std::string stage) const {
    LoadCurve curve = *this;
    curve.m_stages = {{Duration{}, std::move(stage)}};
    return curve;
}

}  // namespace loadgate
