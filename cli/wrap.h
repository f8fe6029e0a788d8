// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate::cli {

/// Columns that UTF-8 text takes, one per code point: our own texts hold no wide characters.
[[nodiscard]] unsigned columnsOf(std::string_view utf8);
/// The first `columns` columns of it.
[[nodiscard]] std::string cutToColumns(std::string_view utf8, unsigned columns);
/// Breaks at spaces so that no line is wider than `columns`; every line after the first begins with `indent` spaces, and the first is
/// taken to begin there as well. Line feeds stay. No line feed at the end.
[[nodiscard]] std::string wrapped(std::string_view text, unsigned columns, unsigned indent);

}  // namespace loadgate::cli
