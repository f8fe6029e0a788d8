// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"
#include "model/histogram.h"

#include <string_view>

namespace loadgate::testkit {

/// A curve as one writes it down: "0s:0 10s:100" is a ramp, "0s:10 5s:10 5s:50 9s:50" has a step at 5 s.
/// A phrase that is none stops the test with std::invalid_argument that quotes it.
[[nodiscard]] LoadCurve curve(std::string_view phrase, LoadModel model = LoadModel::Open);

/// Latencies and how often each occurred: "2ms*900 40ms*9 >=10s*1"; ">=" is censored, a missing "*" is once.
[[nodiscard]] Histogram histogram(std::string_view phrase);

}  // namespace loadgate::testkit
