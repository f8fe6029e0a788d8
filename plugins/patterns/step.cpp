// SPDX-License-Identifier: Apache-2.0
#include "step.h"

#include "knots.h"

namespace loadgate {

Result<std::unique_ptr<Pattern>> Step::create(const ParamValues& values) {
    return std::make_unique<Step>(values.get<std::int64_t>("steps"));
}

Result<PatternShape> Step::shape(const PatternInput& input) const {
    if (input.length.count() < m_steps) {
        return Error{ErrorCode::BadInput,
                     "a length of " + toText(input.length) + " is too short for " + std::to_string(m_steps) + " steps"};
    }
    std::vector<LoadCurve::Knot> knots;
    for (std::int64_t stair = 1; stair <= m_steps; ++stair) {
        const double level = input.peak * static_cast<double>(stair) / static_cast<double>(m_steps);
        knots.push_back({partOf(input.length, stair - 1, m_steps), level});
        knots.push_back({partOf(input.length, stair, m_steps), level});
    }
    const Duration last = knots[knots.size() - 2].at;
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, std::move(knots)));
    // No point of the stairs moves in proportion to their number, so only the peak can be dragged.
    return PatternShape{std::move(curve), {peakHandle(last + (input.length - last) / 2, input.peak)}};
}

}  // namespace loadgate
