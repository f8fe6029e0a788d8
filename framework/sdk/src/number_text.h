// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

namespace loadgate {

/// The text without spaces and tabs at its ends.
[[nodiscard]] std::string_view trimmed(std::string_view text);

/// An unsigned decimal number as it was written. Kept as digits, because "0.1%" must become the double nearest to 0.001 and not a
/// rounded 0.1 divided by 100.
struct NumberText {
    std::string_view whole, fraction;  ///< digits; whole is never empty

    /// The nearest double to the number times 10^exponent.
    [[nodiscard]] double asDouble(int exponent = 0) const;
    /// The number times `unit`, rounded to the nearest whole; empty beyond 2^64 - 1.
    [[nodiscard]] std::optional<std::uint64_t> times(std::uint64_t unit) const;
};

/// A number and what follows it, spaces between them removed.
struct Amount {
    NumberText number;
    std::string_view rest;
};
/// Reads the number at the start of `text`; empty when there is none, or when it ends in a point.
[[nodiscard]] std::optional<Amount> readAmount(std::string_view text);

}  // namespace loadgate
