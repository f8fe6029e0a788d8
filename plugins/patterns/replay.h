// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// A recorded curve, scaled so that its highest point is the peak. By itself it lasts as long as it was recorded, times `time_scale`; asked
/// for a length, it is stretched or shrunk to that.
class Replay final : public Pattern {
  public:
    Replay(std::vector<LoadCurve::Knot> recorded, double timeScale) : m_recorded(std::move(recorded)), m_timeScale(timeScale) {}
    /// Reads the file, so that shape() stays pure.
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    [[nodiscard]] Duration recordedLength() const { return m_recorded.back().at; }
    [[nodiscard]] std::vector<Handle> handles(const PatternInput&, const LoadCurve&) const;

    std::vector<LoadCurve::Knot> m_recorded;
    double m_timeScale;
};

}  // namespace loadgate
