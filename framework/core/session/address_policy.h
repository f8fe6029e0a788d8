// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <sys/socket.h>
#include <span>
#include <string>

namespace loadgate {

/// Whom we may load, decided on the address that will be connected to. Free: loopback. Never, whatever is allowed: link-local (where
/// clouds keep their secrets), multicast, broadcast and unspecified addresses. Everything else: when `allowed` has the host's name or a
/// CIDR ("10.0.0.0/8", "fd00::/8", a single address) that holds the address.
enum class AddressClass : unsigned char { Free, Allowed };
/// BadInput says what the address is and which option would allow it, or that nothing can.
[[nodiscard]] Result<AddressClass> checkAddress(const sockaddr_storage&, const std::string& host, std::span<const std::string> allowed);

}  // namespace loadgate
