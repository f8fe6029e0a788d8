// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// The peak, from the first moment to the last.
class Sustained final : public Pattern {
  public:
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;
};

}  // namespace loadgate
