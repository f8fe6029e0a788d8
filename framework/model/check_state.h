// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/objective.h"

#include <cstdint>
#include <string_view>

namespace loadgate {

/// OnTrack: within the limit so far. AtRisk: more than 80 % of what the limit allows is used up (a throughput: less than 10 % above it is
/// left). Breached: over the limit by what was answered so far. Of a judged check: PASS, FAIL, and AtRisk for the rest.
enum class CheckState : std::uint8_t { OnTrack, AtRisk, Breached };
[[nodiscard]] std::string_view toText(CheckState);  // "on_track", "at_risk", "breached"
[[nodiscard]] CheckState stateOf(VerdictStatus);

}  // namespace loadgate
