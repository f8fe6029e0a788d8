// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// Equal stairs up to the peak, each as long as the others; the first is one stair high.
class Step final : public Pattern {
  public:
    explicit Step(std::int64_t steps) : m_steps(steps) {}
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    std::int64_t m_steps;
};

}  // namespace loadgate
