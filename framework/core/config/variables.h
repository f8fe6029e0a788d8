// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <map>
#include <string>

namespace loadgate {

/// The environment by name, as it was when the program began.
using Variables = std::map<std::string, std::string, std::less<>>;

}  // namespace loadgate
