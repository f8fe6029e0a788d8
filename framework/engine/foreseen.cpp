// SPDX-License-Identifier: Apache-2.0
#include "engine/foreseen.h"

#include "engine/connecting_socket.h"

#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <sstream>
#include <string>

namespace loadgate::engine {

namespace {

std::uint64_t usersOf(const Plan& plan) { return static_cast<std::uint64_t>(plan.curve.peak() + 0.5); }

/// Sources from which the first address, the one that is kept when it answers, can be reached.
std::size_t sourcesFor(const Plan& plan) {
    const std::vector<SocketAddress>& sources = plan.connections.sources;
    return static_cast<std::size_t>(std::count_if(sources.begin(), sources.end(), [&plan](const SocketAddress& source) {
        return plan.addresses.empty() || source.storage.ss_family == plan.addresses.front().storage.ss_family;
    }));
}

}  // namespace

PortRange portRangeFrom(std::string_view text) {
    std::istringstream in{std::string(text)};
    PortRange range;
    const bool whole = static_cast<bool>(in >> range.from >> range.to);
    return whole && range.size() > 0 ? range : PortRange{};
}

PortRange portRangeHere() {
    std::ifstream file("/proc/sys/net/ipv4/ip_local_port_range");
    std::string text;
    std::getline(file, text);
    return portRangeFrom(text);
}

Status portsSuffice(const Plan& plan, const PortRange& range) {
    if (plan.curve.model() == LoadModel::Open) {
        return ok();
    }
    const std::size_t sources = std::max<std::size_t>(1, sourcesFor(plan));
    const std::uint64_t users = usersOf(plan);
    if (users <= sources * std::uint64_t{range.size()}) {
        return ok();
    }
    const std::uint64_t needed = (users + range.size() - 1) / range.size();
    return Error{ErrorCode::BadInput,
                 std::to_string(users) + " users need a port each, and " +
                     (sources == 1 ? "one source address has" : std::to_string(sources) + " source addresses have") + " " +
                     std::to_string(sources * std::uint64_t{range.size()}) + " (net.ipv4.ip_local_port_range is " +
                     std::to_string(range.from) + " to " + std::to_string(range.to) + "): name " + std::to_string(needed) +
                     " addresses of this machine in connections.sources of the profile, widen that range, or use fewer users"};
}

Status sourcesAreOurs(const std::vector<SocketAddress>& sources) {
    for (const SocketAddress& source : sources) {
        const int fd = ::socket(source.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int error = fd < 0 ? errno : bindToSource(fd, source);
        if (fd >= 0) {
            ::close(fd);
        }
        if (error != 0) {
            return Error{ErrorCode::BadInput, "no connection can come from " + source.text + ": " +
                                                  (error == EADDRNOTAVAIL ? "it is no address of this machine" : std::strerror(error)) +
                                                  "; connections.sources of the profile names our own addresses"};
        }
    }
    return ok();
}

std::vector<int> processorsAllowed() {
    cpu_set_t set;
    CPU_ZERO(&set);
    std::vector<int> processors;
    if (::sched_getaffinity(0, sizeof set, &set) == 0) {
        for (int cpu = 0; cpu < CPU_SETSIZE; ++cpu) {
            if (CPU_ISSET(cpu, &set)) {
                processors.push_back(cpu);
            }
        }
    }
    return processors;
}

Result<std::vector<int>> processorsFor(const Plan& plan, const std::vector<int>& allowed) {
    if (!plan.pinned) {
        return std::vector<int>{};
    }
    if (plan.workers > allowed.size()) {
        return Error{ErrorCode::BadInput, std::to_string(plan.workers) +
                                              " threads cannot be pinned to processors of their own: this process may use " +
                                              std::to_string(allowed.size()) + "; use fewer threads, or leave --pin out"};
    }
    return std::vector<int>(allowed.begin(), allowed.begin() + plan.workers);
}

}  // namespace loadgate::engine
