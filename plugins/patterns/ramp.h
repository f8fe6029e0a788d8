// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// A straight line from one level up to the peak, over the whole length.
class Ramp final : public Pattern {
  public:
    explicit Ramp(Level from) : m_from(from) {}
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    Level m_from;
};

}  // namespace loadgate
