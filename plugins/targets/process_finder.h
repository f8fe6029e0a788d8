// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "proc_folder.h"

#include "loadgate/result.h"

namespace loadgate {

/// A listening TCP socket.
struct Listener {
    std::string host;  ///< where a program on this machine reaches it: "127.0.0.1", "[::1]"
    std::uint16_t port{};
    std::uint64_t inode{};
};
/// From the text of /proc/net/tcp or tcp6.
[[nodiscard]] std::vector<Listener> parseListeners(std::string_view text);
[[nodiscard]] std::vector<Listener> listenersOf(const ProcFolder&);

/// Which process is meant; at least one of them.
struct Wanted {
    std::string name;
    std::optional<int> pid;
    std::optional<std::uint16_t> port;
};
/// The numbers of the processes meant, each the topmost of its family, ascending: one, unless several listen on one port. NotFound and
/// BadInput say what was looked for. This program itself is never meant by a name.
[[nodiscard]] Result<std::vector<int>> findProcess(const ProcFolder&, const Wanted&);

}  // namespace loadgate
