// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"
#include "model/objective.h"

#include <cstdint>
#include <span>

namespace loadgate::stats {

/// The generator's own health in the measured phase, thresholds of docs/statistics.md. Pure.
[[nodiscard]] GeneratorHealth assessGenerator(const Measurement&, std::span<const Objective>);

/// Smallest number of samples for a PASS: p50 200, p95 1,000, p99 5,000, p99.9 50,000 and between them by interpolation of
/// 50 / (1 - q)…; error rates and throughput none of their own.
[[nodiscard]] std::uint64_t minimumSamples(const Objective&);

/// The four verdicts. Pure; any thread. `objectives` must not be empty (the caller adds the built-in one).
[[nodiscard]] Verdict judge(std::span<const Objective>, const Measurement&, const GeneratorHealth&);

}  // namespace loadgate::stats
