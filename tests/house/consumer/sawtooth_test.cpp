// SPDX-License-Identifier: Apache-2.0
// A plugin's test needs the SDK and nothing else.
#include "sawtooth.h"

#include <iostream>

int main() {
    using namespace loadgate;
    using namespace std::chrono_literals;
    const auto shape = acme::Sawtooth(10s).shape({.model = LoadModel::Open, .peak = 100, .length = 25s});
    const bool good = shape && shape->curve.loadAt(5s) == 50 && shape->curve.loadAt(10s) == 0 && shape->curve.area() == 1125;
    std::cout << (good ? "good" : "the teeth are not as expected") << '\n';
    return good ? 0 : 1;
}
