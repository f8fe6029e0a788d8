// SPDX-License-Identifier: Apache-2.0
#include "ramp.h"

namespace loadgate {

Result<std::unique_ptr<Pattern>> Ramp::create(const ParamValues& values) { return std::make_unique<Ramp>(values.get<Level>("from")); }

Result<PatternShape> Ramp::shape(const PatternInput& input) const {
    const double from = m_from.of(input.peak);
    if (from > input.peak) {
        return Error{ErrorCode::BadInput,
                     "from (" + toText(m_from) + ") is above the peak of " + toText(input.peak) + ": a ramp goes up to its peak"};
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, {{Duration{}, from}, {input.length, input.peak}}));
    const Handle start{.key = "from", .axis = Handle::Axis::Load, .at = Duration{}, .load = from, .unit = m_from.ofPeak ? input.peak : 1};
    return PatternShape{std::move(curve), {start, peakHandle(input.length, input.peak)}};
}

}  // namespace loadgate
