// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"
#include "loadgate/result.h"

#include <string>
#include <vector>

namespace loadgate::engine {

/// The addresses of a host, in the system's order of preference (RFC 6724); `host` may be a name, an IPv4 address, or an IPv6 address
/// without brackets. NotFound with the resolver's reason. Blocks as long as the system's resolver does.
[[nodiscard]] Result<std::vector<SocketAddress>> resolve(const std::string& host, std::uint16_t port);
/// An address of ours from which connections come, without a port. Asks no resolver. BadInput when it is none.
[[nodiscard]] Result<SocketAddress> sourceAddress(const std::string& text);

}  // namespace loadgate::engine
