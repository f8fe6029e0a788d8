// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"
#include "stats/early_stop.h"

#include <vector>

namespace loadgate {

/// What the rules of --abort-on-fail need to know of a run before it begins.
[[nodiscard]] stats::EarlyStopPlan earlyStopPlanOf(const engine::Plan&, std::vector<Objective>);

/// Upper bound on the requests that can still fall due from `from` on. Open model: those planned that were not `counted` yet. Closed model:
/// a user pauses between two requests, so each presence of length L brings at most L / think time + 1; without a think time there is no
/// bound.
[[nodiscard]] stats::MostToCome mostToComeOf(const engine::Plan&);

}  // namespace loadgate
