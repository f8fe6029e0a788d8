// SPDX-License-Identifier: Apache-2.0
#include "testkit/phrases.h"

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

namespace loadgate::testkit {
namespace {

std::vector<std::string_view> words(std::string_view phrase) {
    std::vector<std::string_view> found;
    while (true) {
        const std::size_t begin = phrase.find_first_not_of(" \n");
        if (begin == std::string_view::npos) {
            return found;
        }
        phrase.remove_prefix(begin);
        const std::size_t end = std::min(phrase.find_first_of(" \n"), phrase.size());
        found.push_back(phrase.substr(0, end));
        phrase.remove_prefix(end);
    }
}

template <class T>
T must(Result<T> value, std::string_view phrase) {
    if (!value) {
        throw std::invalid_argument("test phrase '" + std::string(phrase) + "': " + value.error().message);
    }
    return std::move(value).value();
}

}  // namespace

LoadCurve curve(std::string_view phrase, LoadModel model) {
    std::vector<LoadCurve::Knot> knots;
    for (const std::string_view word : words(phrase)) {
        const std::size_t colon = std::min(word.find(':'), word.size());
        const Duration at = must(parseDuration(word.substr(0, colon)), phrase);
        knots.push_back({at, must(parseNumber(word.substr(std::min(colon + 1, word.size()))), phrase)});
    }
    return must(LoadCurve::through(model, std::move(knots)), phrase);
}

Histogram histogram(std::string_view phrase) {
    HistogramBuilder builder;
    for (std::string_view word : words(phrase)) {
        const bool censored = word.starts_with(">=");
        word.remove_prefix(censored ? 2 : 0);
        const std::size_t star = word.find('*');
        const std::uint64_t times = star == std::string_view::npos ? 1 : must(parseCount(word.substr(star + 1)), phrase);
        const Duration value = must(parseDuration(word.substr(0, star)), phrase);
        censored ? builder.recordAtLeast(value, times) : builder.record(value, times);
    }
    return builder.build();
}

}  // namespace loadgate::testkit
