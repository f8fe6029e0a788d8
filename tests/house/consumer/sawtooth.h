// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <loadgate/pattern.h>

namespace acme {

/// Rises from nothing to the peak again and again.
class Sawtooth final : public loadgate::Pattern {
  public:
    explicit Sawtooth(loadgate::Duration period) : m_period(period) {}
    [[nodiscard]] static loadgate::Result<std::unique_ptr<Sawtooth>> create(const loadgate::ParamValues&);
    [[nodiscard]] loadgate::Result<loadgate::PatternShape> shape(const loadgate::PatternInput&) const override;

  private:
    loadgate::Duration m_period;
};

}  // namespace acme
