// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/live_interval.h"
#include "model/objective.h"

#include <span>

namespace loadgate {

/// What the intervals of the measured phase have shown of the generator while the load goes on.
class GeneratorSoFar {
  public:
    explicit GeneratorSoFar(LoadModel model) : m_model(model) {}
    /// Intervals of other phases are left out.
    void add(const LiveInterval&);
    /// By the same thresholds as the verdict, for what is known so early: its lag and what it dropped.
    [[nodiscard]] GeneratorHealth health(std::span<const Objective>) const;
    /// Empty before the first request was sent in the measured phase.
    [[nodiscard]] std::optional<Duration> lagP99() const { return m_lag.quantile(0.99); }

  private:
    LoadModel m_model;
    double m_planned{};
    std::uint64_t m_dropped{};
    Histogram m_lag;
};

}  // namespace loadgate
