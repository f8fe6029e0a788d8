// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

/// Text from outside becomes text of a sink through one function per sink. Each takes any bytes, cuts at 512 with a mark, and replaces
/// what is not UTF-8 and what the sink would act on.
[[nodiscard]] std::string forTerminal(std::string_view);  ///< no control characters, no escapes, no bidirectional overrides
[[nodiscard]] std::string forMarkdown(std::string_view);  ///< also no markup, table bars or line feeds
[[nodiscard]] std::string forJson(std::string_view);      ///< valid UTF-8; the JSON writer escapes the rest

}  // namespace loadgate
