// SPDX-License-Identifier: Apache-2.0
#include "sawtooth.h"

#include <algorithm>

namespace acme {

using namespace loadgate;

Result<std::unique_ptr<Sawtooth>> Sawtooth::create(const ParamValues& values) {
    return std::make_unique<Sawtooth>(values.get<Duration>("period"));
}

Result<PatternShape> Sawtooth::shape(const PatternInput& input) const {
    std::vector<LoadCurve::Knot> knots;
    for (Duration start{}; start < input.length; start += m_period) {
        const Duration end = std::min(start + m_period, input.length);
        const double reached = input.peak * (toSeconds(end - start) / toSeconds(m_period));
        knots.insert(knots.end(), {{start, 0}, {end, reached}});
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, std::move(knots)));
    return PatternShape{std::move(curve), {{.key = "period", .axis = Handle::Axis::Time, .at = std::min(m_period, input.length)}}};
}

}  // namespace acme
