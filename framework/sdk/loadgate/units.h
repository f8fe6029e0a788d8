// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/export.h"
#include "loadgate/result.h"

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate {

/// Every length of time; the run clock counts it from the start of the load (t = 0).
using Duration = std::chrono::nanoseconds;
/// For records only; nothing decides by it.
using WallTime = std::chrono::sys_time<Duration>;

[[nodiscard]] constexpr double toSeconds(Duration d) { return std::chrono::duration<double>(d).count(); }
/// Rounded to the nanosecond; saturates at the ends of Duration. `seconds` must not be NaN.
[[nodiscard]] LOADGATE_API Duration fromSeconds(double seconds);

/// A part of a whole, 0..1, written "5%".
struct Share {
    double fraction{};
    auto operator<=>(const Share&) const = default;
};

/// A count of bytes, written "512MiB" (powers of 1024) or "512MB" (powers of 1000).
struct ByteCount {
    std::uint64_t bytes{};
    auto operator<=>(const ByteCount&) const = default;
};

/// Events per second, written "1000/s", "1000 req/sec", "60000/m".
struct Rate {
    double perSecond{};
    auto operator<=>(const Rate&) const = default;
};

/// Open: requests arrive at a rate, whatever the service does. Closed: a number of users, each waiting for its answer.
enum class LoadModel : std::uint8_t { Open, Closed };

/// An amount of load in its model's unit: requests per second (open) or users (closed).
struct Load {
    double amount{};
    LoadModel model{LoadModel::Closed};
    auto operator<=>(const Load&) const = default;
};

/// A level of load as a pattern's parameter says it: a share of the peak ("20%"), or absolute in the load's unit ("100").
struct Level {
    double amount{};  ///< 0.2 for "20%", 100 for "100"
    bool ofPeak{true};
    [[nodiscard]] constexpr double of(double peak) const { return ofPeak ? amount * peak : amount; }
    auto operator<=>(const Level&) const = default;
};

/// Whether a number without a unit is taken (on the command line) or refused (in files).
enum class BareNumber : std::uint8_t { Refused, Accepted };

/// Each reader takes the whole text or says in one sentence what would be right. No sign, no exponent, no locale; spaces around the
/// number and before the unit are allowed. Pure.
/// "250ms" "1.5s" "5m" "1h30m" "10us" "0s"; a bare number is seconds where accepted. Largest: 10,000 h.
[[nodiscard]] LOADGATE_API Result<Duration> parseDuration(std::string_view text, BareNumber bare = BareNumber::Refused);
/// "0.5%" (or, where bare numbers are accepted, "0.005"); 0 % .. 100 %.
[[nodiscard]] LOADGATE_API Result<Share> parseShare(std::string_view text, BareNumber bare = BareNumber::Refused);
/// "512MiB" "64KB" "10B"; a bare number is bytes where accepted.
[[nodiscard]] LOADGATE_API Result<ByteCount> parseByteCount(std::string_view text, BareNumber bare = BareNumber::Refused);
/// "1000/s" "1000 req/sec" "1000 req/s" "60000/m" "60000/min" "3600/h"; a bare number is per second where accepted. Finite, > 0 not
/// required.
[[nodiscard]] LOADGATE_API Result<Rate> parseRate(std::string_view text, BareNumber bare = BareNumber::Refused);
/// "20%" or "100"; never negative.
[[nodiscard]] LOADGATE_API Result<Level> parseLevel(std::string_view text);
/// A whole number, 0 .. 2^63-1, digits only.
[[nodiscard]] LOADGATE_API Result<std::uint64_t> parseCount(std::string_view text);
/// A finite decimal number, sign allowed, no exponent.
[[nodiscard]] LOADGATE_API Result<double> parseNumber(std::string_view text);

/// Shortest text that reads back as the same value: "250ms", "1m30s", "0s".
[[nodiscard]] LOADGATE_API std::string toText(Duration);
[[nodiscard]] LOADGATE_API std::string toText(Share);
[[nodiscard]] LOADGATE_API std::string toText(ByteCount);
[[nodiscard]] LOADGATE_API std::string toText(Rate);
[[nodiscard]] LOADGATE_API std::string toText(Level);
/// Shortest decimal text of a number, without exponent: "0.25", "1000".
[[nodiscard]] LOADGATE_API std::string toText(double);

/// For people, three significant digits: "61.3 ms", "1.25 s", "840 µs".
[[nodiscard]] LOADGATE_API std::string humanDuration(Duration);

}  // namespace loadgate
