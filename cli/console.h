// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <string_view>

namespace loadgate::cli {

inline constexpr int kResults = 1;  ///< standard output
inline constexpr int kPeople = 2;   ///< standard error

/// Writes everything, or says why not ("No space left on device"). SIGPIPE must be ignored. Any thread.
[[nodiscard]] Status writeAll(int descriptor, std::string_view text);
/// A reader that went away (`| head`) has seen enough: not an error.
[[nodiscard]] Status writeForPeople(int descriptor, std::string_view text);
/// One line to standard error; nothing more can be done when that fails. Takes away a view that stands there. Any thread.
void say(std::string_view line);
/// "loadgate: " and the sentence, to standard error.
void complain(std::string_view sentence);

/// Draws a live view on standard error: `text` leaves the cursor at the view's first line, so that what follows can take it away.
void drawView(std::string_view text);
/// Takes the view away, if one stands there; true if it did. Any thread.
bool takeViewAway();

[[nodiscard]] bool isTerminal(int descriptor);
struct TerminalSize {
    unsigned columns{80}, rows{24};
};
/// Of the terminal now; 80 by 24 when there is none.
[[nodiscard]] TerminalSize sizeOfTerminal(int descriptor);
[[nodiscard]] inline unsigned columnsOfTerminal(int descriptor) { return sizeOfTerminal(descriptor).columns; }

}  // namespace loadgate::cli
