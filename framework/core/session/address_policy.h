// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <sys/socket.h>
#include <span>
#include <string>

namespace loadgate {

/// Whose permission an address needs.
struct AddressRules {
    std::string host;                      ///< the name or address that was written
    std::span<const std::string> allowed;  ///< names and CIDRs, see checkedAllowRule()
    bool foundByPlugin{};                  ///< a target plugin found it: free
};

/// Whom we may load, decided on the address that will be connected to. Free: loopback, what a target plugin found, and the networks of this
/// machine's Docker bridges. Never, whatever is allowed: link-local and the other places where clouds keep their secrets, multicast,
/// broadcast and unspecified addresses, also where IPv6 carries them (mapped, compatible, NAT64, 6to4). Everything else: when `allowed`
/// has the host's name or a CIDR ("10.0.0.0/8", "fd00::/8", a single address) that holds the address.
enum class AddressClass : unsigned char { Free, Allowed };
/// BadInput says what the address is and which option would allow it, or that nothing can.
[[nodiscard]] Result<AddressClass> checkAddress(const sockaddr_storage&, const AddressRules&);

}  // namespace loadgate
