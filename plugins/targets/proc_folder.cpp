// SPDX-License-Identifier: Apache-2.0
#include "proc_folder.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cstring>
#include <fstream>
#include <sstream>

namespace loadgate {

namespace fs = std::filesystem;

namespace {

/// Of USER_HZ, which the kernel tells each program in its auxiliary vector (getauxval(3)); 100 everywhere but on old architectures.
double ticksPerSecond() {
    constexpr unsigned long kClockTick = 17;  // AT_CLKTCK
    const std::string vector = fileText("/proc/self/auxv");
    std::array<unsigned long, 2> entry{};
    for (std::size_t at = 0; at + sizeof(entry) <= vector.size(); at += sizeof(entry)) {
        std::memcpy(entry.data(), vector.data() + at, sizeof(entry));
        if (entry[0] == kClockTick && entry[1] > 0) {
            return static_cast<double>(entry[1]);
        }
    }
    return 100;
}

std::optional<int> pidOf(const std::string& name) {
    int pid = 0;
    const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), pid);
    return error == std::errc() && end == name.data() + name.size() && pid > 0 ? std::optional(pid) : std::nullopt;
}

}  // namespace

std::string fileText(const fs::path& file) {
    std::ostringstream text;
    const std::ifstream in(file, std::ios::binary);
    if (in) {
        text << in.rdbuf();
    }
    return text.str();
}

std::optional<std::uint64_t> numberAfter(std::string_view text, std::string_view key) {
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t end = std::min(text.find('\n', at), text.size());
        std::string_view line = text.substr(at, end - at);
        at = end + 1;
        if (!line.starts_with(key) || line.size() == key.size() || (line[key.size()] != ' ' && line[key.size()] != ':')) {
            continue;
        }
        line.remove_prefix(std::min(line.find_first_of("0123456789", key.size()), line.size()));
        std::uint64_t number = 0;
        if (std::from_chars(line.data(), line.data() + line.size(), number).ec == std::errc()) {
            return number;
        }
    }
    return std::nullopt;
}

std::optional<ProcessStat> parseStat(std::string_view text, double ticksPerSecond) {
    // The name is whatever the program calls itself, parentheses and spaces included; only the last ')' ends it.
    const std::size_t open = text.find('(');
    const std::size_t close = text.rfind(')');
    if (open == std::string_view::npos || close == std::string_view::npos || close < open) {
        return std::nullopt;
    }
    ProcessStat stat;
    stat.name = text.substr(open + 1, close - open - 1);
    std::istringstream number{std::string(text.substr(0, open))};
    std::istringstream rest{std::string(text.substr(close + 1))};
    number >> stat.pid;
    rest >> stat.state >> stat.parent;
    constexpr std::size_t kFrom = 5;  // the number of the first field in `fields`, as proc(5) counts
    std::array<std::int64_t, 18> fields{};
    for (std::int64_t& field : fields) {
        rest >> field;
    }
    if (!number || !rest) {
        return std::nullopt;
    }
    const auto ticks = [&](std::size_t field) { return static_cast<double>(fields[field - kFrom]); };
    stat.own = fromSeconds((ticks(14) + ticks(15)) / ticksPerSecond);
    stat.endedChildren = fromSeconds((ticks(16) + ticks(17)) / ticksPerSecond);
    stat.threads = static_cast<std::uint64_t>(std::max<std::int64_t>(0, fields[20 - kFrom]));
    stat.startTicks = static_cast<std::uint64_t>(fields[22 - kFrom]);
    return stat;
}

ProcFolder::ProcFolder(fs::path root) : m_root(std::move(root)), m_ticksPerSecond(ticksPerSecond()) {}

std::vector<int> ProcFolder::pids() const {
    std::vector<int> all;
    std::error_code failure;
    for (fs::directory_iterator entry(m_root, failure), end; !failure && entry != end; entry.increment(failure)) {
        if (const auto pid = pidOf(entry->path().filename().string())) {
            all.push_back(*pid);
        }
    }
    std::ranges::sort(all);
    return all;
}

std::optional<ProcessStat> ProcFolder::stat(int pid) const { return parseStat(fileText(of(pid) / "stat"), m_ticksPerSecond); }

std::string ProcFolder::programFile(int pid) const {
    const std::string line = fileText(of(pid) / "cmdline");
    const std::string program = line.substr(0, line.find('\0'));
    return program.substr(program.rfind('/') + 1);  // npos + 1 is 0
}

std::optional<std::uint64_t> ProcFolder::resident(int pid) const {
    const auto kibibytes = numberAfter(fileText(of(pid) / "status"), "VmRSS");
    return kibibytes ? std::optional(*kibibytes * 1024) : std::nullopt;
}

std::optional<std::uint64_t> ProcFolder::descriptors(int pid) const {
    std::error_code failure;
    std::uint64_t count = 0;
    for (fs::directory_iterator entry(of(pid) / "fd", failure), end; !failure && entry != end; entry.increment(failure)) {
        ++count;
    }
    return failure ? std::nullopt : std::optional(count);
}

std::set<std::uint64_t> ProcFolder::sockets(int pid) const {
    constexpr std::string_view kSocket = "socket:[";
    std::set<std::uint64_t> inodes;
    std::error_code failure;
    for (fs::directory_iterator entry(of(pid) / "fd", failure), end; !failure && entry != end; entry.increment(failure)) {
        std::error_code gone;
        const std::string link = fs::read_symlink(entry->path(), gone).string();
        std::uint64_t inode = 0;
        if (link.starts_with(kSocket) &&
            std::from_chars(link.data() + kSocket.size(), link.data() + link.size(), inode).ec == std::errc()) {
            inodes.insert(inode);
        }
    }
    return inodes;
}

std::string ProcFolder::cgroup(int pid) const {
    std::istringstream lines(fileText(of(pid) / "cgroup"));
    for (std::string line; std::getline(lines, line);) {
        if (line.starts_with("0::")) {
            return line.substr(3);
        }
    }
    return {};
}

std::string ProcFolder::cpuCgroup(int pid) const {
    std::istringstream lines(fileText(of(pid) / "cgroup"));
    for (std::string line; std::getline(lines, line);) {  // "4:cpu,cpuacct:/shop"
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (second == std::string::npos) {
            continue;
        }
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        if (controllers.find(",cpu,") != std::string::npos) {
            return line.substr(second + 1);
        }
    }
    return {};
}

std::optional<double> ProcFolder::cores() const {
    std::istringstream lines(fileText(m_root / "stat"));
    double count = 0;
    for (std::string line; std::getline(lines, line);) {
        count += line.size() > 3 && line.starts_with("cpu") && line[3] >= '0' && line[3] <= '9' ? 1 : 0;
    }
    return count > 0 ? std::optional(count) : std::nullopt;
}

}  // namespace loadgate
