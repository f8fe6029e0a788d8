// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"

namespace loadgate {

/// One rise from a base level to the peak and back. A spike that would cross the end is cut there.
class Spike final : public Pattern {
  public:
    struct Form {
        Level base;
        Share at;         ///< of the whole length: where the rise begins
        Duration rise{};  ///< from base to peak, and as long from the peak back
        Share length;     ///< of the whole length: how long the peak lasts
    };
    explicit Spike(const Form& form) : m_form(form) {}
    [[nodiscard]] static Result<std::unique_ptr<Pattern>> create(const ParamValues&);
    [[nodiscard]] Result<PatternShape> shape(const PatternInput&) const override;

  private:
    /// The form on a time line.
    struct Times {
        Duration rise, top, fall, base;
    };
    [[nodiscard]] Times timesIn(Duration length) const;
    [[nodiscard]] std::vector<Handle> handles(const PatternInput&, double base) const;

    Form m_form;
};

}  // namespace loadgate
