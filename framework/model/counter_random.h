// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace loadgate {

/// What a random number is for; numbers of different purposes are independent.
enum class Purpose : std::uint64_t { Endpoint = 1, Gap = 2, Value = 3, MoreOfValue = 4, Think = 5 };

/// Bijective mixing of 64 bits (the finalizer of SplitMix64; Steele, Lea and Flood 2014, variant 13 of Stafford).
[[nodiscard]] constexpr std::uint64_t mixed(std::uint64_t x) {
    x = (x ^ (x >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    x = (x ^ (x >> 27U)) * 0x94d049bb133111ebULL;
    return x ^ (x >> 31U);
}

/// A random number that is a function of its place alone, so that workers agree without talking: (seed, request number) in the open
/// model, (seed, user, iteration) in the closed one.
[[nodiscard]] constexpr std::uint64_t randomAt(std::uint64_t seed, Purpose purpose, std::uint64_t a, std::uint64_t b = 0) {
    constexpr std::uint64_t kGolden = 0x9e3779b97f4a7c15ULL;
    std::uint64_t x = mixed(seed + kGolden * static_cast<std::uint64_t>(purpose));
    x = mixed(x + kGolden * (a + 1));
    return mixed(x + kGolden * (b + 1));
}

/// 53 random bits in (0, 1).
[[nodiscard]] constexpr double unitInterval(std::uint64_t random) { return (static_cast<double>(random >> 11U) + 0.5) * 0x1.0p-53; }

}  // namespace loadgate
