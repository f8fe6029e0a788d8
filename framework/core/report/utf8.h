// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace loadgate {

struct Utf8Char {
    char32_t code{};
    std::size_t bytes{1};
    bool valid{};
};
/// The character that `text` (not empty) begins with; where there is none by RFC 3629 (overlong forms, surrogates and values above
/// U+10FFFF are none), one byte that is not valid.
[[nodiscard]] Utf8Char firstCharacter(std::string_view text);
[[nodiscard]] bool isUtf8(std::string_view text);

}  // namespace loadgate
