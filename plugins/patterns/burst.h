// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// A base level, and the peak for a short time again and again. The first burst comes after one whole period; one that would cross the
/// end is cut there.
class Burst final : public Pattern {
  public:
    Burst(Level base, Duration every, Duration length) : m_base(base), m_every(every), m_length(length) {}
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    [[nodiscard]] std::vector<LoadCurve::Knot> knots(const PatternInput&, double base) const;
    [[nodiscard]] std::vector<Handle> handles(const PatternInput&, double base) const;

    Level m_base;
    Duration m_every, m_length;
};

}  // namespace loadgate
