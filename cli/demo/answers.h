// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate::cli {

/// How the demo backend answers: a log-normal latency with this median, and a share of 500s.
struct AnswerModel {
    Duration median{std::chrono::milliseconds(20)};
    double spread{0.3};  ///< sigma of the logarithm; 0: every answer takes the median
    double errorShare{0.001};
    std::uint64_t seed{1};
};

struct Answer {
    unsigned status{200};
    Duration latency{};  ///< from the request's last byte to the answer's first
    std::string body;    ///< JSON
    bool operator==(const Answer&) const = default;
};

/// The answer to request `n` of this backend's life. Pure: the same seed and n draw the same latency and the same error.
[[nodiscard]] Answer answerTo(const AnswerModel&, std::string_view method, std::string_view target, std::uint64_t n);

}  // namespace loadgate::cli
