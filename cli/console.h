// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstdint>
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

/// Where a live view stands: below the cursor, which is at the start of its first line, or on the terminal's alternate screen, which has no
/// history and is not reflowed when the window's size changes.
enum class View : std::uint8_t { None, Inline, Screen };
/// Writes `text` to standard error, where such a view stands from now on.
void drawView(View, std::string_view text);
/// Takes the view away, if one stands there; true if it did. Any thread.
bool takeViewAway();

/// Takes the view away, says the line and ends the process at once; nobody draws between. Any thread.
[[noreturn]] void leave(std::string_view line, int exitCode);

[[nodiscard]] bool isTerminal(int descriptor);
struct TerminalSize {
    unsigned columns{80}, rows{24};
};
/// Of the terminal now; 80 by 24 when there is none.
[[nodiscard]] TerminalSize sizeOfTerminal(int descriptor);
[[nodiscard]] inline unsigned columnsOfTerminal(int descriptor) { return sizeOfTerminal(descriptor).columns; }

}  // namespace loadgate::cli
