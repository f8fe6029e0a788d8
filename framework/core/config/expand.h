// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/variables.h"
#include "model/load_profile.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::config {

/// A text with its variables filled in, and those of them that the environment has.
struct Expanded {
    std::string text;
    std::vector<UsedVariable> used;
};
/// "${NAME}" is the variable's value and "${NAME:-x}" is x where it is unset or empty; "$${" is "${", and any other '$' is itself. Values
/// are taken as they are: what looks like a variable in one is text. BadInput for a variable that is not set, and for "${" that begins
/// none.
[[nodiscard]] Result<Expanded> expanded(std::string_view written, const Variables&);
/// Whether a text names the variable, as "${NAME}" or "${NAME:-x}".
[[nodiscard]] bool names(std::string_view written, std::string_view variable);

}  // namespace loadgate::config
