// SPDX-License-Identifier: Apache-2.0
#include "number_text.h"

#include <charconv>
#include <cmath>
#include <limits>
#include <string>

namespace loadgate {
namespace {

bool isDigit(char c) { return c >= '0' && c <= '9'; }
bool isSpace(char c) { return c == ' ' || c == '\t'; }

std::string_view takeDigits(std::string_view& text) {
    std::size_t end = 0;
    while (end < text.size() && isDigit(text[end])) {
        ++end;
    }
    const std::string_view digits = text.substr(0, end);
    text.remove_prefix(end);
    return digits;
}

}  // namespace

std::string_view trimmed(std::string_view text) {
    while (!text.empty() && isSpace(text.front())) {
        text.remove_prefix(1);
    }
    while (!text.empty() && isSpace(text.back())) {
        text.remove_suffix(1);
    }
    return text;
}

double NumberText::asDouble(int exponent) const {
    std::string text(whole);
    if (!fraction.empty()) {
        text += '.';
        text += fraction;
    }
    text += 'e';
    text += std::to_string(exponent);
    double value = 0;
    const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
    // Out of range is too small or too large; from_chars does not say which and leaves the value alone.
    if (read.ec == std::errc::result_out_of_range) {
        return whole.find_first_not_of('0') == std::string_view::npos ? 0.0 : std::numeric_limits<double>::infinity();
    }
    return value;
}

std::optional<std::uint64_t> NumberText::times(std::uint64_t unit) const {
    std::uint64_t count = 0;
    if (std::from_chars(whole.data(), whole.data() + whole.size(), count).ec != std::errc{}) {
        return std::nullopt;
    }
    std::uint64_t product = 0;
    if (__builtin_mul_overflow(count, unit, &product)) {
        return std::nullopt;
    }
    // Units stay below 2^53, so the part below one unit is exact enough to round.
    const auto part = static_cast<std::uint64_t>(std::llround(NumberText{"0", fraction}.asDouble() * static_cast<double>(unit)));
    if (__builtin_add_overflow(product, part, &product)) {
        return std::nullopt;
    }
    return product;
}

std::optional<Amount> readAmount(std::string_view text) {
    text = trimmed(text);
    NumberText number;
    number.whole = takeDigits(text);
    if (number.whole.empty()) {
        return std::nullopt;
    }
    if (text.starts_with('.')) {
        text.remove_prefix(1);
        number.fraction = takeDigits(text);
        if (number.fraction.empty()) {
            return std::nullopt;
        }
    }
    return Amount{number, trimmed(text)};
}

}  // namespace loadgate
