// SPDX-License-Identifier: Apache-2.0
#include "loadgate/units.h"
#include "number_text.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace loadgate {
namespace {

using namespace std::chrono_literals;
constexpr Duration kLongest = 10'000h;

struct Unit {
    std::string_view name;
    std::uint64_t size;
};
constexpr std::array kTimes{Unit{"h", 3'600'000'000'000},
                            Unit{"min", 60'000'000'000},
                            Unit{"m", 60'000'000'000},
                            Unit{"sec", 1'000'000'000},
                            Unit{"s", 1'000'000'000},
                            Unit{"ms", 1'000'000},
                            Unit{"us", 1'000},
                            Unit{"µs", 1'000},
                            Unit{"ns", 1}};
constexpr std::array kSizes{Unit{"B", 1},
                            Unit{"kB", 1'000},
                            Unit{"KB", 1'000},
                            Unit{"MB", 1'000'000},
                            Unit{"GB", 1'000'000'000},
                            Unit{"TB", 1'000'000'000'000},
                            Unit{"KiB", 1ULL << 10U},
                            Unit{"MiB", 1ULL << 20U},
                            Unit{"GiB", 1ULL << 30U},
                            Unit{"TiB", 1ULL << 40U}};
constexpr std::array kPeriods{Unit{"s", 1},    Unit{"sec", 1},     Unit{"second", 1}, Unit{"m", 60},
                              Unit{"min", 60}, Unit{"minute", 60}, Unit{"h", 3600},   Unit{"hour", 3600}};

template <std::size_t N>
std::optional<std::uint64_t> sizeOf(const std::array<Unit, N>& units, std::string_view name) {
    for (const Unit& unit : units) {
        if (unit.name == name) {
            return unit.size;
        }
    }
    return std::nullopt;
}

std::string quoted(std::string_view text) { return "'" + std::string(text) + "'"; }

Error bad(std::string_view text, std::string_view saysWhat) { return {ErrorCode::BadInput, quoted(text) + " " + std::string(saysWhat)}; }

Error noUnit(std::string_view text, std::string_view first, std::string_view last) {
    const std::string number(trimmed(text));
    return bad(text, "has no unit: write " + number + std::string(first) + " or " + number + std::string(last));
}

Error notATime(std::string_view text) { return bad(text, "is not a length of time: write 300ms, 90s, 5m or 1h30m"); }
Error notAShare(std::string_view text) { return bad(text, "is not a share: write 0.5% or 20%, at most 100%"); }
Error notASize(std::string_view text) { return bad(text, "is not a number of bytes: write 64KB, 512MiB or 2GiB"); }
Error notARate(std::string_view text) { return bad(text, "is not a rate: write 1000/s, 1000 req/s or 60000/m"); }
Error notALevel(std::string_view text) { return bad(text, "is not a level of load: write 20% (of the peak) or a number such as 100"); }

/// "h" of "h30m": the letters at the start, µ included.
std::string_view takeUnit(std::string_view& text) {
    const std::size_t end = std::min(text.find_first_of("0123456789. \t"), text.size());
    const std::string_view unit = text.substr(0, end);
    text = trimmed(text.substr(end));
    return unit;
}

/// What follows the number of a rate: "/s", "req/sec", "rps". Empty when it is no such thing.
std::optional<std::uint64_t> periodOf(std::string_view rest) {
    if (rest == "rps") {
        return 1;
    }
    const std::size_t slash = rest.find('/');
    if (slash == std::string_view::npos) {
        return std::nullopt;
    }
    const std::string_view what = trimmed(rest.substr(0, slash));
    if (!what.empty() && what != "req" && what != "reqs" && what != "request" && what != "requests") {
        return std::nullopt;
    }
    return sizeOf(kPeriods, trimmed(rest.substr(slash + 1)));
}

}  // namespace

Result<Duration> parseDuration(std::string_view text, BareNumber bare) {
    std::string_view left = trimmed(text);
    std::uint64_t total = 0;
    std::uint64_t lastUnit = std::numeric_limits<std::uint64_t>::max();
    bool last = false;
    while (!left.empty()) {
        const auto amount = readAmount(left);
        if (!amount || last) {
            return notATime(text);
        }
        left = amount->rest;
        const bool alone = left.empty() && total == 0 && lastUnit == std::numeric_limits<std::uint64_t>::max();
        if (alone && bare == BareNumber::Refused) {
            return bad(text, "has no unit: write " + std::string(trimmed(text)) + "ms, " + std::string(trimmed(text)) + "s or " +
                                 std::string(trimmed(text)) + "m");
        }
        const auto unit = alone ? std::uint64_t{1'000'000'000} : sizeOf(kTimes, takeUnit(left)).value_or(0);
        // Units run from large to small, and only the smallest takes a fraction: "1.5h30m" is a slip more often than a wish.
        if (unit == 0 || unit >= lastUnit) {
            return notATime(text);
        }
        lastUnit = unit;
        last = !amount->number.fraction.empty();
        const auto part = amount->number.times(unit);
        if (!part || *part > static_cast<std::uint64_t>(kLongest.count()) - total) {
            return bad(text, "is too long: at most 10000h");
        }
        total += *part;
    }
    if (lastUnit == std::numeric_limits<std::uint64_t>::max()) {
        return notATime(text);
    }
    return Duration(static_cast<std::int64_t>(total));
}

Result<Share> parseShare(std::string_view text, BareNumber bare) {
    const auto amount = readAmount(text);
    if (!amount || (!amount->rest.empty() && amount->rest != "%")) {
        return notAShare(text);
    }
    if (amount->rest.empty() && bare == BareNumber::Refused) {
        return bad(text, "has no unit: write " + std::string(trimmed(text)) + "%");
    }
    const double fraction = amount->number.asDouble(amount->rest.empty() ? 0 : -2);
    if (!(fraction <= 1)) {
        return bad(text, amount->rest.empty() ? "is more than the whole: write 0.005 or 0.5%, at most 1 or 100%"
                                              : "is more than the whole: at most 100%");
    }
    return Share{fraction};
}

Result<ByteCount> parseByteCount(std::string_view text, BareNumber bare) {
    const auto amount = readAmount(text);
    if (!amount) {
        return notASize(text);
    }
    if (amount->rest.empty() && bare == BareNumber::Refused) {
        return noUnit(text, "B, " + std::string(trimmed(text)) + "KiB", "MiB");
    }
    const auto unit = amount->rest.empty() ? std::optional<std::uint64_t>(1) : sizeOf(kSizes, amount->rest);
    if (!unit) {
        return notASize(text);
    }
    const auto bytes = amount->number.times(*unit);
    if (!bytes) {
        return bad(text, "is more bytes than can be counted: at most 16777215TiB");
    }
    return ByteCount{*bytes};
}

Result<Rate> parseRate(std::string_view text, BareNumber bare) {
    const auto amount = readAmount(text);
    if (!amount) {
        return notARate(text);
    }
    if (amount->rest.empty() && bare == BareNumber::Refused) {
        return noUnit(text, "/s", "/m");
    }
    const auto period = amount->rest.empty() ? std::optional<std::uint64_t>(1) : periodOf(amount->rest);
    if (!period) {
        return notARate(text);
    }
    const double perSecond = amount->number.asDouble() / static_cast<double>(*period);
    if (!std::isfinite(perSecond)) {
        return notARate(text);
    }
    return Rate{perSecond};
}

Result<Level> parseLevel(std::string_view text) {
    const auto amount = readAmount(text);
    if (!amount || (!amount->rest.empty() && amount->rest != "%")) {
        return notALevel(text);
    }
    const bool ofPeak = !amount->rest.empty();
    const double value = amount->number.asDouble(ofPeak ? -2 : 0);
    if (!std::isfinite(value)) {
        return notALevel(text);
    }
    return Level{value, ofPeak};
}

Result<std::uint64_t> parseCount(std::string_view text) {
    const std::string_view digits = trimmed(text);
    std::uint64_t count = 0;
    const auto read = std::from_chars(digits.data(), digits.data() + digits.size(), count);
    const bool tooLarge = read.ec == std::errc::result_out_of_range || count > std::numeric_limits<std::int64_t>::max();
    if (digits.empty() || read.ptr != digits.data() + digits.size() || (read.ec != std::errc{} && !tooLarge)) {
        return bad(text, "is not a whole number: write digits only, such as 100");
    }
    if (tooLarge) {
        return bad(text, "is too large: at most 9223372036854775807");
    }
    return count;
}

Result<double> parseNumber(std::string_view text) {
    std::string_view number = trimmed(text);
    const bool negative = number.starts_with('-');
    if (negative || number.starts_with('+')) {
        number.remove_prefix(1);
    }
    const bool spaced = number != trimmed(number);
    const auto amount = readAmount(number);
    const double value = amount ? amount->number.asDouble() : 0;
    if (spaced || !amount || !amount->rest.empty() || !std::isfinite(value)) {
        return bad(text, "is not a number: write 1, 0.25 or -3.5");
    }
    return negative ? -value : value;
}

}  // namespace loadgate
