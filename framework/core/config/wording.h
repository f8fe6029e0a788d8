// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::config {

/// A foreign word in a message: in quotes, at most 80 bytes of it, nothing that a terminal acts on.
[[nodiscard]] std::string inQuotes(std::string_view word);
/// "did you mean 'users'?" or, if nothing is near, "known are: use, users, rate".
[[nodiscard]] std::string suggestion(std::string_view word, std::span<const std::string> known);
[[nodiscard]] std::string_view trimmed(std::string_view text);
/// Splits at spaces and tabs; no empty words.
[[nodiscard]] std::vector<std::string_view> words(std::string_view text);

[[nodiscard]] Error badInput(std::string message);
[[nodiscard]] Error notInThisVersion(std::string_view what);
/// Variables that change with each request ("{{uuid}}") have no meaning here.
[[nodiscard]] Status hasNoTemplates(std::string_view text);
/// No "${NAME}": what does not come from a file's value is taken as it is.
[[nodiscard]] Status hasNoEnvironment(std::string_view text);
/// Neither.
[[nodiscard]] Status hasNoVariables(std::string_view text);
/// A name of a request or run: 1 to 200 bytes, UTF-8, no control characters.
[[nodiscard]] Result<std::string> checkedName(std::string_view text);

}  // namespace loadgate::config
