// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// A sine between a base level and the peak, drawn with straight lines. It begins in the trough: load(t) = base + (P - base) *
/// (1 - cos(2 pi t / period)) / 2. A wave that would cross the end is cut there.
class Wave final : public Pattern {
  public:
    Wave(Level base, Duration period) : m_base(base), m_period(period) {}
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    [[nodiscard]] std::vector<LoadCurve::Knot> knots(const PatternInput&, double base) const;
    [[nodiscard]] std::vector<Handle> handles(const PatternInput&, double base) const;

    Level m_base;
    Duration m_period;
};

}  // namespace loadgate
