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
/// One line to standard error; nothing more can be done when that fails.
void say(std::string_view line);
/// "loadgate: " and the sentence, to standard error.
void complain(std::string_view sentence);

[[nodiscard]] bool isTerminal(int descriptor);
/// Of the terminal now; 80 when there is none.
[[nodiscard]] unsigned columnsOfTerminal(int descriptor);

}  // namespace loadgate::cli
