// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>

namespace loadgate::cli {

/// The profile of `loadgate demo`: a ramp, then a plateau, over endpoints of different speed, with objectives that the demo backend
/// meets as it is started. Long enough for every objective to be decided; a p99 objective would need minutes.
inline constexpr std::string_view kDemoProfile = R"(version: 1
name: demo
requests:
  - get: /items
    weight: 5
  - get: /fast
    weight: 2
  - get: /slow
    weight: 1
  - post: /orders
    json: {item: 1, amount: 2}
    weight: 1
  - get: /flaky
    weight: 1
load:
  - {use: ramp, rate: 300/s, for: 5s}
  - {use: sustained, rate: 300/s, for: 15s}
timeout: 5s
objectives: ["p50 <= 150ms", "p95 <= 250ms", "p50(GET /items) <= 150ms", "errors <= 2%"]
)";

}  // namespace loadgate::cli
