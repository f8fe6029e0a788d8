// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace loadgate {

/// Pass, fail, "this run cannot tell" and "this was no measurement" (our generator broke, or there was no data). No data is never a pass.
enum class VerdictStatus : std::uint8_t { Pass, Fail, Inconclusive, Invalid };

/// "PASS", "FAIL", "INCONCLUSIVE", "INVALID".
[[nodiscard]] constexpr std::string_view toText(VerdictStatus status) {
    switch (status) {
        case VerdictStatus::Pass: return "PASS";
        case VerdictStatus::Fail: return "FAIL";
        case VerdictStatus::Inconclusive: return "INCONCLUSIVE";
        case VerdictStatus::Invalid: return "INVALID";
    }
    return "INVALID";
}

}  // namespace loadgate
