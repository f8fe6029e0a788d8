// SPDX-License-Identifier: Apache-2.0
#include "sustained.h"

namespace loadgate {

Result<std::unique_ptr<Pattern>> Sustained::create(const ParamValues& /*values*/) { return std::make_unique<Sustained>(); }

Result<PatternShape> Sustained::shape(const PatternInput& input) const {
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, {{Duration{}, input.peak}, {input.length, input.peak}}));
    return PatternShape{std::move(curve), {peakHandle(input.length / 2, input.peak)}};
}

}  // namespace loadgate
