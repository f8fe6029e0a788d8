// SPDX-License-Identifier: Apache-2.0
#include "core/report/numbers.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace loadgate::report {
namespace {

/// "1234567" to "1,234,567".
std::string grouped(std::string digits) {
    for (std::size_t at = digits.size(); at > 3; at -= 3) {
        digits.insert(at - 3, ",");
    }
    return digits;
}

std::string fixed(double value, int places) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, places);
    std::string text(buffer.data(), end.ptr);
    if (text.find('.') != std::string::npos) {
        text.erase(text.find_last_not_of('0') + 1);
        text.erase(text.ends_with('.') ? text.size() - 1 : text.size());
    }
    return text;
}

std::string twoDigits(std::uint64_t number) { return (number < 10 ? "0" : "") + std::to_string(number); }

}  // namespace

std::string countText(std::uint64_t count) { return grouped(std::to_string(count)); }

std::string threeDigits(double value) {
    if (value == 0 || !std::isfinite(value)) {
        return value == 0 ? "0" : "∞";
    }
    const int magnitude = static_cast<int>(std::floor(std::log10(std::abs(value))));
    return fixed(value, std::clamp(2 - magnitude, 0, 300));
}

std::string percentText(double fraction) { return threeDigits(fraction * 100) + "%"; }

std::string rateText(double perSecond) {
    if (!std::isfinite(perSecond)) {
        return "∞";
    }
    const std::string text = perSecond < 100 ? threeDigits(perSecond) : fixed(perSecond, perSecond < 10'000 ? 1 : 0);
    const std::size_t dot = std::min(text.find('.'), text.size());
    return grouped(text.substr(0, dot)) + text.substr(dot) + "/s";
}

std::string coresText(double cores) { return threeDigits(cores) + (cores == 1 ? " core" : " cores"); }

std::string bytesText(double bytes) {
    constexpr std::array<std::string_view, 5> kUnits{" B", " KiB", " MiB", " GiB", " TiB"};
    std::size_t unit = 0;
    for (; bytes >= 1024 && unit + 1 < kUnits.size(); ++unit) {
        bytes /= 1024;
    }
    return threeDigits(bytes) + std::string(kUnits.at(unit));
}

std::string loadText(double amount, LoadModel model) {
    if (model == LoadModel::Open) {
        return rateText(amount);
    }
    return countText(static_cast<std::uint64_t>(std::llround(std::max(amount, 0.0)))) + (amount == 1 ? " user" : " users");
}

std::string valueText(Metric metric, double value) {
    if (!std::isfinite(value)) {
        return "∞";
    }
    switch (metric) {
        case Metric::Latency: return humanDuration(fromSeconds(value));
        case Metric::ErrorRate: return percentText(value);
        case Metric::Throughput: return rateText(value);
        case Metric::CpuShare: return percentText(value);
        case Metric::CpuCores: return coresText(value);
        case Metric::Memory: return bytesText(value);
        case Metric::Throttled: return percentText(value);
        case Metric::Restarts: return threeDigits(value);
    }
    return {};
}

std::string quantileText(const Histogram& histogram, double q) {
    const auto value = histogram.quantile(q);
    if (!value) {
        return "–";
    }
    return (histogram.quantileIsLowerBound(q) ? "≥ " : "") + humanDuration(*value);
}

std::string timestamp(WallTime time) {
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::milliseconds>(time - day));
    std::string fraction = std::to_string(1000 + clock.subseconds().count()).substr(1);
    return std::to_string(static_cast<int>(date.year())) + "-" + twoDigits(static_cast<unsigned>(date.month())) + "-" +
           twoDigits(static_cast<unsigned>(date.day())) + "T" + twoDigits(static_cast<std::uint64_t>(clock.hours().count())) + ":" +
           twoDigits(static_cast<std::uint64_t>(clock.minutes().count())) + ":" +
           twoDigits(static_cast<std::uint64_t>(clock.seconds().count())) + "." + fraction + "Z";
}

}  // namespace loadgate::report
