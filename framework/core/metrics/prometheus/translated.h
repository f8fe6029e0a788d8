// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/metric_family.h"

#include <prometheus/metric_family.h>

#include <string>
#include <vector>

namespace loadgate {

/// Our families as prometheus-cpp's. Pure.
[[nodiscard]] std::vector<prometheus::MetricFamily> translated(const MetricFamilies&);
/// The text format 0.0.4.
[[nodiscard]] std::string asText(const MetricFamilies&);

}  // namespace loadgate
