// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstdint>
#include <string_view>

namespace loadgate {

/// How long a user of the closed model thinks between an answer and its next request.
struct ThinkTime {
    enum class Kind : std::uint8_t { Constant, Uniform, Exponential };

    Kind kind{Kind::Constant};
    Duration from{};  ///< Constant: always; Uniform: the shortest; Exponential: the mean
    Duration to{};    ///< Uniform: the longest; else as `from`
    bool operator==(const ThinkTime&) const = default;

    [[nodiscard]] static constexpr ThinkTime constant(Duration d) { return {Kind::Constant, d, d}; }
    [[nodiscard]] static constexpr ThinkTime uniform(Duration from, Duration to) { return {Kind::Uniform, from, to}; }
    [[nodiscard]] static constexpr ThinkTime exponential(Duration mean) { return {Kind::Exponential, mean, mean}; }

    [[nodiscard]] constexpr Duration mean() const { return from + (to - from) / 2; }
    [[nodiscard]] constexpr Duration shortest() const { return kind == Kind::Exponential ? Duration{} : from; }
    /// After the request `iteration` (from 0) of a user: a function of its arguments alone, so the same on any number of workers.
    [[nodiscard]] Duration at(std::uint64_t seed, std::uint64_t user, std::uint64_t iteration) const;
};

/// "constant", "uniform", "exponential".
[[nodiscard]] std::string_view toText(ThinkTime::Kind);

}  // namespace loadgate
