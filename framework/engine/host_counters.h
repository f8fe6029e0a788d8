// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string_view>

namespace loadgate::engine {

/// CPU accounting of the machine and of our cgroup, totals; differences of two readings tell what was taken from us in between.
struct HostCounters {
    std::uint64_t ticks{}, stealTicks{};          ///< /proc/stat, all CPUs
    std::uint64_t periods{}, throttledPeriods{};  ///< cpu.stat of our cgroup (v2 or v1); 0 without a quota
};
[[nodiscard]] HostCounters readHostCounters();
[[nodiscard]] double stealShare(const HostCounters& before, const HostCounters& after);
[[nodiscard]] double throttledShare(const HostCounters& before, const HostCounters& after);

/// The parts that read text, for tests: the first line of /proc/stat, and a cpu.stat.
void readProcStat(std::string_view text, HostCounters&);
void readCpuStat(std::string_view text, HostCounters&);

}  // namespace loadgate::engine
