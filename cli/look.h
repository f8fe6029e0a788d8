// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"

#include <cstdint>

namespace loadgate::cli {

enum class ProgressKind : std::uint8_t { None, Plain, Bar };

/// What the two streams are, and what the environment says of colours.
struct Surroundings {
    bool resultsTerminal{}, peopleTerminal{};
    bool noColour{};  ///< NO_COLOR is there, even empty
    bool dumb{};      ///< TERM=dumb, or none: no colours, no bar
};
[[nodiscard]] Surroundings surroundings();

/// How a command speaks.
struct Look {
    ProgressKind progress{ProgressKind::None};
    bool quiet{}, verbose{};
    bool colourResults{}, colourPeople{};
    int reportTo{1};  ///< where the text for people goes at the end
};
/// `resultsTaken`: an output was sent to standard output, so all text for people goes to standard error. Pure.
[[nodiscard]] Look lookOf(const Invocation&, const Surroundings&, bool resultsTaken);

}  // namespace loadgate::cli
