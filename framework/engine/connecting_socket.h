// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

namespace loadgate::engine {

/// A socket that has begun to connect: non-blocking, and what is written goes out at once. Its descriptor, or the negative errno.
/// `source`: from this address of ours, by a port that need only be free for this destination; null: the kernel chooses.
[[nodiscard]] int connectingSocket(const SocketAddress&, const SocketAddress* source);
/// Ties the socket to an address of ours, the port to be chosen when it connects (IP_BIND_ADDRESS_NO_PORT). 0 or the errno.
[[nodiscard]] int bindToSource(int socket, const SocketAddress& source);
/// How the attempt ended, or what else befell the socket: its pending errno, or 0.
[[nodiscard]] int pendingError(int socket);

}  // namespace loadgate::engine
