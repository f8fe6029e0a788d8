// SPDX-License-Identifier: Apache-2.0
#include "loadgate/units.h"

#include <array>
#include <charconv>
#include <cmath>
#include <limits>

namespace loadgate {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;

/// "0.07" -> "7", "1.5" -> "150": exact, where a multiplication would write 7.000000000000001.
std::string timesHundred(const std::string& number) {
    const std::size_t point = std::min(number.find('.'), number.size());
    std::string digits = number.substr(0, point);
    std::string fraction = point < number.size() ? number.substr(point + 1) : "";
    fraction.resize(std::max<std::size_t>(fraction.size(), 2), '0');
    digits += fraction.substr(0, 2);
    digits.erase(0, std::min(digits.find_first_not_of('0'), digits.size() - 1));
    return fraction.size() > 2 ? digits + "." + fraction.substr(2) : digits;
}

/// `count` of `unit` with the fraction that is left, without trailing zeros: 1'500'000 of 1'000'000 -> "1.5".
std::string decimal(std::uint64_t count, std::uint64_t unit) {
    std::string text = std::to_string(count / unit);
    std::uint64_t rest = count % unit;
    if (rest == 0) {
        return text;
    }
    text += '.';
    while (rest != 0) {
        unit /= 10;
        text += static_cast<char>('0' + static_cast<char>(rest / unit));
        rest %= unit;
    }
    return text;
}

struct NamedUnit {
    std::string_view name;
    std::uint64_t size;
};

std::string inShortestUnit(std::uint64_t bytes) {
    constexpr std::array kSizes{
        NamedUnit{"TiB", 1ULL << 40U},      NamedUnit{"GiB", 1ULL << 30U},  NamedUnit{"MiB", 1ULL << 20U}, NamedUnit{"KiB", 1ULL << 10U},
        NamedUnit{"TB", 1'000'000'000'000}, NamedUnit{"GB", 1'000'000'000}, NamedUnit{"MB", 1'000'000},    NamedUnit{"KB", 1'000}};
    std::string best = std::to_string(bytes) + "B";
    for (const auto& unit : kSizes) {
        if (bytes == 0 || bytes % unit.size != 0) {
            continue;
        }
        const std::string text = std::to_string(bytes / unit.size) + std::string(unit.name);
        best = text.size() < best.size() ? text : best;
    }
    return best;
}

/// Three significant digits of a value in [0, 1000), without trailing zeros behind the point.
std::string threeDigits(double value) {
    const int places = value < 10 ? 2 : value < 100 ? 1 : 0;
    const double scale = std::pow(10, places);
    return toText(std::round(value * scale) / scale);
}

}  // namespace

Duration fromSeconds(double seconds) {
    constexpr double kLimit = 9'223'372'036.0;  // below 2^63 ns
    if (seconds >= kLimit) {
        return Duration::max();
    }
    if (seconds <= -kLimit) {
        return Duration::min();
    }
    return Duration(std::llround(seconds * 1e9));
}

std::string toText(double number) {
    if (number == 0) {
        return "0";  // and never "-0"
    }
    std::array<char, 512> buffer{};  // the longest, a denormal, takes fewer than 350
    const auto written = std::to_chars(buffer.data(), buffer.data() + buffer.size(), number, std::chars_format::fixed);
    return {buffer.data(), written.ptr};
}

std::string toText(Duration d) {
    if (d == Duration{}) {
        return "0s";
    }
    std::string text = d < Duration{} ? "-" : "";
    std::uint64_t left = static_cast<std::uint64_t>(d.count());
    left = d < Duration{} ? ~left + 1 : left;  // also right for the smallest Duration, which has no positive twin
    constexpr std::array kWhole{NamedUnit{"h", 3600ULL * kSecond}, NamedUnit{"m", 60ULL * kSecond}};
    for (const auto& unit : kWhole) {
        if (left >= unit.size) {
            text += std::to_string(left / unit.size) + std::string(unit.name);
            left %= unit.size;
        }
    }
    constexpr std::array kBroken{NamedUnit{"s", kSecond}, NamedUnit{"ms", 1'000'000}, NamedUnit{"us", 1'000}, NamedUnit{"ns", 1}};
    for (const auto& unit : kBroken) {
        if (left >= unit.size) {
            return text + decimal(left, unit.size) + std::string(unit.name);
        }
    }
    return text;
}

std::string toText(Share share) { return timesHundred(toText(share.fraction)) + "%"; }

std::string toText(ByteCount count) { return inShortestUnit(count.bytes); }

std::string toText(Rate rate) { return toText(rate.perSecond) + "/s"; }

std::string toText(Level level) { return level.ofPeak ? toText(Share{level.amount}) : toText(level.amount); }

std::string humanDuration(Duration d) {
    if (d < Duration{}) {
        return "-" + humanDuration(d == Duration::min() ? Duration::max() : -d);
    }
    struct Scale {
        std::string_view name;
        double size, below;  // used while the rounded value is below this many
    };
    constexpr std::array kScales{Scale{"ns", 1, 1000}, Scale{"µs", 1e3, 1000}, Scale{"ms", 1e6, 1000},
                                 Scale{"s", 1e9, 600}, Scale{"min", 60e9, 60}, Scale{"h", 3600e9, std::numeric_limits<double>::infinity()}};
    const auto ns = static_cast<double>(d.count());
    for (const Scale& scale : kScales) {
        const double value = ns / scale.size;
        // Compared after rounding: 999.7 µs is "1 ms", not "1000 µs".
        if (std::round(value) < scale.below) {
            return threeDigits(value) + " " + std::string(scale.name);
        }
    }
    return toText(d);
}

}  // namespace loadgate
