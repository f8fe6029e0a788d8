// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

#include <cstdint>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// Ports that the kernel gives to connections which do not ask for one, both ends included.
struct PortRange {
    std::uint32_t from{32768}, to{60999};
    [[nodiscard]] std::uint32_t size() const { return to >= from ? to - from + 1 : 0; }
    bool operator==(const PortRange&) const = default;
};
/// What /proc/sys/net/ipv4/ip_local_port_range says ("32768\t60999"); the kernel's own default if that is no range.
[[nodiscard]] PortRange portRangeFrom(std::string_view text);
[[nodiscard]] PortRange portRangeHere();

/// Each user of the closed model keeps a connection, and one source address has only so many ports for one destination: BadInput when
/// they cannot be enough. The open model may need less than its bound; what it meets, it tells.
[[nodiscard]] Status portsSuffice(const Plan&, const PortRange&);
/// BadInput for a source that is no address of this machine.
[[nodiscard]] Status sourcesAreOurs(const std::vector<SocketAddress>&);
/// Processors that this process may use, ascending.
[[nodiscard]] std::vector<int> processorsAllowed();
/// One processor for each worker; empty when the plan does not pin. BadInput when there are more workers than `allowed`.
[[nodiscard]] Result<std::vector<int>> processorsFor(const Plan&, const std::vector<int>& allowed);

}  // namespace loadgate::engine
