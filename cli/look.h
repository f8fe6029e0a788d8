// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/parse.h"

#include <cstdint>
#include <string_view>

namespace loadgate::cli {

enum class ProgressKind : std::uint8_t { None, Plain, Bar };

/// What the two streams are, and what the environment says of colours.
struct Surroundings {
    bool resultsTerminal{}, peopleTerminal{};
    bool noColour{};  ///< NO_COLOR is there, even empty
    bool dumb{};      ///< TERM=dumb, or none: no colours, no bar
    bool utf8{true};  ///< the locale's characters are UTF-8
    bool alternateScreen{true};
};
/// Whether a terminal of this TERM has a second screen: all that are drawn in a window do, consoles and printers do not. Pure.
[[nodiscard]] bool hasAlternateScreen(std::string_view term);
/// By LC_ALL, else LC_CTYPE, else LANG; an empty one counts as not set. Null: not set. Pure.
[[nodiscard]] bool isUtf8Locale(const char* all, const char* characters, const char* language);
[[nodiscard]] Surroundings surroundings();

/// How a command speaks.
struct Look {
    ProgressKind progress{ProgressKind::None};
    bool quiet{}, verbose{};
    bool colourResults{}, colourPeople{};
    bool utf8{true};  ///< curves and sparklines may be drawn with blocks
    bool alternateScreen{true};
    int reportTo{1};  ///< where the text for people goes at the end
};
/// `resultsTaken`: an output was sent to standard output, so all text for people goes to standard error. Pure.
[[nodiscard]] Look lookOf(const Invocation&, const Surroundings&, bool resultsTaken);

}  // namespace loadgate::cli
