// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// One cgroup of version 2 (kernel documentation: admin-guide/cgroup-v2), and the one of version 1 that limits the CPU where that
/// controller is still mounted (scheduler/sched-bwc). Everything is absent where its files are.
class ProcessCgroup {
  public:
    /// `path` as in /proc/PID/cgroup: "/system.slice/shop.service"; empty: none. `cpuPath`: the same of the CPU controller in version 1.
    ProcessCgroup(std::filesystem::path mount, std::string path, std::string cpuPath);

    [[nodiscard]] std::optional<double> cpuLimitCores() const;       ///< the tightest on the way up
    [[nodiscard]] std::optional<std::uint64_t> memoryLimit() const;  ///< the tightest memory.max on the way up, bytes
    /// Numbers of the processes in it; empty for the root, for a cgroup with others below it, and where there is none: then its accounts
    /// are not one service's own.
    [[nodiscard]] std::vector<int> members() const;

    [[nodiscard]] std::optional<Duration> cpuTime() const;
    [[nodiscard]] std::optional<std::uint64_t> memory() const;  ///< without the inactive file cache, which it gives back
    struct Quota {
        std::uint64_t periods{}, throttled{};
    };
    [[nodiscard]] std::optional<Quota> quota() const;  ///< of the cgroup that sets the limit
    [[nodiscard]] std::optional<std::uint64_t> oomKills() const;

  private:
    [[nodiscard]] std::vector<std::filesystem::path> wayUp() const;     ///< this folder first, without the mount itself
    [[nodiscard]] std::vector<std::filesystem::path> cpuWayUp() const;  ///< of both versions
    std::filesystem::path m_mount;
    std::string m_path, m_cpuPath;
};

}  // namespace loadgate
