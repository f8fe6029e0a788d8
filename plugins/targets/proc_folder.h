// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace loadgate {

/// What /proc/PID/stat says (proc(5)).
struct ProcessStat {
    int pid{}, parent{};
    std::string name;  ///< at most 15 bytes
    char state{};
    std::uint64_t startTicks{};       ///< after boot; with the number it names a process for ever
    Duration own{}, endedChildren{};  ///< CPU time; of children only those that ended and were waited for
    std::uint64_t threads{};

    [[nodiscard]] bool alive() const { return state != 'Z' && state != 'X' && state != 'x'; }
    [[nodiscard]] Duration cpu() const { return own + endedChildren; }
};

/// Empty when the text is none.
[[nodiscard]] std::optional<ProcessStat> parseStat(std::string_view text, double ticksPerSecond);

/// The process file system. A process may end between any two calls: then there is nothing, and never an error.
class ProcFolder {
  public:
    explicit ProcFolder(std::filesystem::path root);
    [[nodiscard]] std::vector<int> pids() const;  ///< ascending
    [[nodiscard]] std::optional<ProcessStat> stat(int pid) const;
    [[nodiscard]] std::string programFile(int pid) const;                ///< "nginx" of "/usr/sbin/nginx -g …"; empty for kernel threads
    [[nodiscard]] std::optional<std::uint64_t> resident(int pid) const;  ///< bytes
    [[nodiscard]] std::optional<std::uint64_t> descriptors(int pid) const;  ///< empty when they are another user's
    [[nodiscard]] std::set<std::uint64_t> sockets(int pid) const;           ///< inodes
    [[nodiscard]] std::string cgroup(int pid) const;                        ///< path in v2; empty without one
    [[nodiscard]] std::string cpuCgroup(int pid) const;                     ///< path of the CPU controller in v1; empty without one
    [[nodiscard]] std::optional<double> cores() const;
    [[nodiscard]] const std::filesystem::path& root() const { return m_root; }

  private:
    [[nodiscard]] std::filesystem::path of(int pid) const { return m_root / std::to_string(pid); }
    std::filesystem::path m_root;
    double m_ticksPerSecond;
};

/// Empty when it cannot be read.
[[nodiscard]] std::string fileText(const std::filesystem::path&);
/// The number after "KEY " or "KEY:" at the beginning of a line; empty without one.
[[nodiscard]] std::optional<std::uint64_t> numberAfter(std::string_view text, std::string_view key);

}  // namespace loadgate
