// SPDX-License-Identifier: Apache-2.0
#include "model/think_time.h"

#include "model/counter_random.h"

#include <cmath>

namespace loadgate {

Duration ThinkTime::at(std::uint64_t seed, std::uint64_t user, std::uint64_t iteration) const {
    if (kind == Kind::Constant) {
        return from;
    }
    const double random = unitInterval(randomAt(seed, Purpose::Think, user, iteration));
    const double share = kind == Kind::Uniform ? random : -std::log(random);
    const auto width = static_cast<double>((kind == Kind::Uniform ? to - from : from).count());
    const Duration least = kind == Kind::Uniform ? from : Duration{};
    return least + Duration(static_cast<std::int64_t>(width * share));
}

std::string_view toText(ThinkTime::Kind kind) {
    switch (kind) {
        case ThinkTime::Kind::Constant: return "constant";
        case ThinkTime::Kind::Uniform: return "uniform";
        case ThinkTime::Kind::Exponential: return "exponential";
    }
    return "";
}

}  // namespace loadgate
