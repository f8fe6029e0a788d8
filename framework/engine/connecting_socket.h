// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

namespace loadgate::engine {

/// A socket that has begun to connect: non-blocking, and what is written goes out at once. Its descriptor, or the negative errno.
[[nodiscard]] int connectingSocket(const SocketAddress&);
/// How the attempt ended, or what else befell the socket: its pending errno, or 0.
[[nodiscard]] int pendingError(int socket);

}  // namespace loadgate::engine
