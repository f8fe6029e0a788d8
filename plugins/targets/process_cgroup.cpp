// SPDX-License-Identifier: Apache-2.0
#include "process_cgroup.h"

#include "proc_folder.h"

#include <algorithm>
#include <sstream>

namespace loadgate {

namespace fs = std::filesystem;

namespace {

/// cpu.max: "max 100000", or quota and period in microseconds: "150000 100000". Version 1 has a file for each; a quota of -1 is none.
std::optional<double> coresOf(const fs::path& folder) {
    std::istringstream text(fileText(folder / "cpu.max") + fileText(folder / "cpu.cfs_quota_us") + fileText(folder / "cpu.cfs_period_us"));
    double quota = 0;
    double period = 0;
    return text >> quota >> period && quota > 0 && period > 0 ? std::optional(quota / period) : std::nullopt;
}

/// "max", or bytes.
std::optional<std::uint64_t> numberIn(const fs::path& file) {
    std::istringstream text(fileText(file));
    std::uint64_t number = 0;
    return text >> number ? std::optional(number) : std::nullopt;
}

/// Without a slash at the end; empty where it lies outside of what this namespace shows.
std::string cleaned(std::string path) {
    while (path.ends_with('/')) {
        path.pop_back();
    }
    return path.find("/..") == std::string::npos ? path : std::string();
}

std::vector<fs::path> foldersUp(const fs::path& mount, std::string path) {
    std::vector<fs::path> folders;
    for (; !path.empty(); path.erase(path.rfind('/'))) {
        folders.push_back(mount / path.substr(1));
    }
    return folders;
}

}  // namespace

ProcessCgroup::ProcessCgroup(fs::path mount, std::string path, std::string cpuPath)
    : m_mount(std::move(mount)), m_path(cleaned(std::move(path))), m_cpuPath(cleaned(std::move(cpuPath))) {}

std::vector<fs::path> ProcessCgroup::wayUp() const { return foldersUp(m_mount, m_path); }

std::vector<fs::path> ProcessCgroup::cpuWayUp() const {
    std::vector<fs::path> folders = wayUp();
    const std::vector<fs::path> older = foldersUp(m_mount / "cpu", m_cpuPath);
    folders.insert(folders.end(), older.begin(), older.end());
    return folders;
}

std::optional<double> ProcessCgroup::cpuLimitCores() const {
    std::optional<double> tightest;
    for (const fs::path& folder : cpuWayUp()) {
        if (const auto cores = coresOf(folder)) {
            tightest = std::min(tightest.value_or(*cores), *cores);
        }
    }
    return tightest;
}

std::optional<std::uint64_t> ProcessCgroup::memoryLimit() const {
    std::optional<std::uint64_t> tightest;
    for (const fs::path& folder : wayUp()) {
        if (const auto bytes = numberIn(folder / "memory.max")) {
            tightest = std::min(tightest.value_or(*bytes), *bytes);
        }
    }
    return tightest;
}

std::vector<int> ProcessCgroup::members() const {
    if (m_path.empty()) {
        return {};
    }
    const fs::path folder = wayUp().front();
    std::error_code failure;
    for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end; entry.increment(failure)) {
        if (numberAfter(fileText(entry->path() / "cgroup.events"), "populated").value_or(0) != 0) {
            return {};
        }
    }
    std::vector<int> pids;
    std::istringstream text(fileText(folder / "cgroup.procs"));
    for (int pid = 0; text >> pid;) {
        pids.push_back(pid);
    }
    return pids;
}

std::optional<Duration> ProcessCgroup::cpuTime() const {
    if (m_path.empty()) {
        return std::nullopt;
    }
    const auto micros = numberAfter(fileText(wayUp().front() / "cpu.stat"), "usage_usec");
    return micros ? std::optional<Duration>(std::chrono::microseconds(*micros)) : std::nullopt;
}

std::optional<std::uint64_t> ProcessCgroup::memory() const {
    if (m_path.empty()) {
        return std::nullopt;
    }
    const fs::path folder = wayUp().front();
    const auto current = numberIn(folder / "memory.current");
    const std::uint64_t cache = numberAfter(fileText(folder / "memory.stat"), "inactive_file").value_or(0);
    return current ? std::optional(*current - std::min(*current, cache)) : std::nullopt;
}

std::optional<ProcessCgroup::Quota> ProcessCgroup::quota() const {
    const auto limit = cpuLimitCores();
    for (const fs::path& folder : cpuWayUp()) {
        if (limit && coresOf(folder) == limit) {
            const std::string text = fileText(folder / "cpu.stat");
            const auto periods = numberAfter(text, "nr_periods");
            const auto throttled = numberAfter(text, "nr_throttled");
            return periods && throttled ? std::optional(Quota{*periods, *throttled}) : std::nullopt;
        }
    }
    return std::nullopt;
}

std::optional<std::uint64_t> ProcessCgroup::oomKills() const {
    return m_path.empty() ? std::nullopt : numberAfter(fileText(wayUp().front() / "memory.events"), "oom_kill");
}

}  // namespace loadgate
