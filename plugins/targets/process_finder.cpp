// SPDX-License-Identifier: Apache-2.0
#include "process_finder.h"

#include <algorithm>
#include <charconv>
#include <map>
#include <sstream>

namespace loadgate {

namespace {

constexpr std::string_view kListen = "0A";

template <class T>
std::optional<T> hexadecimal(std::string_view text) {
    T value{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
    return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

/// An address of /proc/net/tcp as a host to connect to from here: words of four bytes, each in the machine's order (little endian).
std::string hostOf(std::string_view address) {
    constexpr std::string_view kLoopback6 = "00000000000000000000000001000000";
    if (address.size() == 32) {
        const bool mapped = address.starts_with("0000000000000000FFFF0000");
        return address == kLoopback6 ? "[::1]" : mapped ? hostOf(address.substr(24)) : "127.0.0.1";
    }
    const auto word = hexadecimal<std::uint32_t>(address).value_or(0);
    if (word == 0) {
        return "127.0.0.1";
    }
    const auto byte = [word](unsigned index) { return std::to_string((word >> (8 * index)) & 0xFFU); };
    return byte(0) + "." + byte(1) + "." + byte(2) + "." + byte(3);
}

std::optional<int> ourselves() {
    std::error_code failure;
    const std::string self = std::filesystem::read_symlink("/proc/self", failure).string();
    int pid = 0;
    return std::from_chars(self.data(), self.data() + self.size(), pid).ec == std::errc() ? std::optional(pid) : std::nullopt;
}

/// Those whose ancestors are not among them.
std::vector<int> topmost(const ProcFolder& proc, const std::vector<int>& pids) {
    std::vector<int> top;
    for (const int pid : pids) {
        bool below = false;
        int ancestor = pid;
        for (int depth = 0; depth < 64 && ancestor > 1 && !below; ++depth) {
            const auto stat = proc.stat(ancestor);
            ancestor = stat ? stat->parent : 0;
            below = std::ranges::find(pids, ancestor) != pids.end();
        }
        if (!below) {
            top.push_back(pid);
        }
    }
    return top;
}

std::string listed(const std::vector<int>& pids) {
    std::string text;
    for (const int pid : pids) {
        text += (text.empty() ? "" : ", ") + std::to_string(pid);
    }
    return text;
}

Error notFound(std::string message) { return Error{ErrorCode::NotFound, std::move(message)}; }

Result<std::vector<int>> byPid(const ProcFolder& proc, int pid) {
    const auto stat = proc.stat(pid);
    if (!stat || !stat->alive()) {
        return notFound("no process has the number " + std::to_string(pid));
    }
    return std::vector{pid};
}

Result<std::vector<int>> byName(const ProcFolder& proc, const std::string& name) {
    std::vector<int> found;
    const auto self = ourselves();
    for (const int pid : proc.pids()) {
        const auto stat = pid == self ? std::nullopt : proc.stat(pid);
        if (stat && stat->alive() && (stat->name == name || proc.programFile(pid) == name)) {
            found.push_back(pid);
        }
    }
    found = topmost(proc, found);
    if (found.empty()) {
        return notFound("no process is called '" + name + "': write its name as 'ps -e' shows it, its number, or the port it listens on");
    }
    if (found.size() > 1) {
        return Error{ErrorCode::BadInput, "'" + name + "' is the name of " + std::to_string(found.size()) +
                                              " processes that do not belong together (" + listed(found) +
                                              "): say which with its number or its port"};
    }
    return found;
}

Result<std::vector<int>> byPort(const ProcFolder& proc, std::uint16_t port) {
    std::set<std::uint64_t> inodes;
    for (const Listener& listener : listenersOf(proc)) {
        if (listener.port == port) {
            inodes.insert(listener.inode);
        }
    }
    if (inodes.empty()) {
        return notFound("no process listens on port " + std::to_string(port));
    }
    std::vector<int> found;
    for (const int pid : proc.pids()) {
        const std::set<std::uint64_t> sockets = proc.sockets(pid);
        if (std::ranges::any_of(inodes, [&](std::uint64_t inode) { return sockets.contains(inode); })) {
            found.push_back(pid);
        }
    }
    if (found.empty()) {
        return notFound("port " + std::to_string(port) +
                        " is listened on by a process whose descriptors cannot be read: say which it is with its name or number, or run as "
                        "its user");
    }
    return topmost(proc, found);
}

}  // namespace

std::vector<Listener> parseListeners(std::string_view text) {
    std::vector<Listener> listeners;
    std::istringstream lines{std::string(text)};
    for (std::string line; std::getline(lines, line);) {
        std::istringstream fields(line);
        std::string slot, local, remote, state, queues, timer, retransmits, user, timeout;
        std::uint64_t inode = 0;
        if (!(fields >> slot >> local >> remote >> state >> queues >> timer >> retransmits >> user >> timeout >> inode) ||
            state != kListen) {
            continue;
        }
        const std::size_t colon = local.find(':');
        const auto port = colon == std::string::npos ? std::nullopt : hexadecimal<std::uint16_t>(std::string_view(local).substr(colon + 1));
        if (port) {
            listeners.push_back({hostOf(std::string_view(local).substr(0, colon)), *port, inode});
        }
    }
    return listeners;
}

std::vector<Listener> listenersOf(const ProcFolder& proc) {
    std::vector<Listener> all = parseListeners(fileText(proc.root() / "net/tcp"));
    std::ranges::copy(parseListeners(fileText(proc.root() / "net/tcp6")), std::back_inserter(all));
    return all;
}

Result<std::vector<int>> findProcess(const ProcFolder& proc, const Wanted& wanted) {
    if (wanted.pid) {
        return byPid(proc, *wanted.pid);
    }
    if (!wanted.name.empty()) {
        return byName(proc, wanted.name);
    }
    return byPort(proc, wanted.port.value_or(0));
}

}  // namespace loadgate
