// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// RFC 4648 section 4, padded.
[[nodiscard]] std::string toBase64Text(std::span<const std::uint8_t> bytes);
/// Empty for anything that toBase64Text() would not have written: other letters, missing padding, bits behind the last byte.
[[nodiscard]] std::optional<std::vector<std::uint8_t>> fromBase64Text(std::string_view text);

}  // namespace loadgate
