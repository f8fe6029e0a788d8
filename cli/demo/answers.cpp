// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/answers.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace loadgate::cli {

namespace {

struct Endpoint {
    std::string_view path;
    double slowness;  ///< times the median
    double errors;    ///< times the share of errors
};

constexpr std::array kEndpoints{
    Endpoint{"/", 1, 1},        Endpoint{"/items", 1, 1},  Endpoint{"/orders", 2, 1},  Endpoint{"/slow", 3, 1},
    Endpoint{"/fast", 0.25, 1}, Endpoint{"/flaky", 1, 10}, Endpoint{"/healthz", 0, 0},
};

/// SplitMix64 (Steele, Lea, Flood 2014): a good hash of a counter.
std::uint64_t mixed(std::uint64_t x) {
    x += 0x9E3779B97F4A7C15U;
    x = (x ^ (x >> 30U)) * 0xBF58476D1CE4E5B9U;
    x = (x ^ (x >> 27U)) * 0x94D049BB133111EBU;
    return x ^ (x >> 31U);
}

/// The k-th number in (0, 1) that belongs to request n.
double uniform(const AnswerModel& model, std::uint64_t n, std::uint64_t k) {
    const std::uint64_t bits = mixed(mixed(mixed(model.seed) ^ n) ^ k) >> 11U;
    return (static_cast<double>(bits) + 0.5) * 0x1p-53;
}

/// Standard normal, by Box and Muller.
double normal(const AnswerModel& model, std::uint64_t n) {
    return std::sqrt(-2.0 * std::log(uniform(model, n, 0))) * std::cos(2.0 * std::numbers::pi * uniform(model, n, 1));
}

std::string jsonText(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, 200)) {
        const auto byte = static_cast<unsigned char>(c);
        out += byte < 0x20 || byte > 0x7e || c == '"' || c == '\\' ? '?' : c;
    }
    return out;
}

}  // namespace

Answer answerTo(const AnswerModel& model, std::string_view method, std::string_view target, std::uint64_t n) {
    const std::string_view path = target.substr(0, target.find('?'));
    const auto endpoint = std::ranges::find(kEndpoints, path, &Endpoint::path);
    if (endpoint == kEndpoints.end()) {
        return {404, Duration{}, R"({"error":"no such path","path":")" + jsonText(path) + "\"}\n"};
    }
    const double factor = endpoint->slowness * std::exp(model.spread * normal(model, n));
    const Duration latency = fromSeconds(toSeconds(model.median) * factor);
    if (uniform(model, n, 2) < std::min(1.0, model.errorShare * endpoint->errors)) {
        return {500, latency, std::string(R"({"error":"as asked for by --errors"})") + "\n"};
    }
    return {method == "POST" ? 201U : 200U, latency, R"({"path":")" + jsonText(path) + R"(","n":)" + std::to_string(n) + "}\n"};
}

}  // namespace loadgate::cli
