// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <string>
#include <string_view>

namespace loadgate::config {

/// What --allow-host and `allow_hosts:` take: a host's name, an address, or addresses as a CIDR ("10.0.0.0/8", "fd00::/8"). A name comes
/// back in small letters and without a dot at its end, as names compare.
[[nodiscard]] Result<std::string> checkedAllowRule(std::string_view);

/// "10.0.0.1", "fd00::1": the shape of an address, which a slip of the pen seldom has.
[[nodiscard]] bool looksLikeAddress(std::string_view);

}  // namespace loadgate::config
