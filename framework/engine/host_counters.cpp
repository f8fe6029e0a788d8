// SPDX-License-Identifier: Apache-2.0
#include "engine/host_counters.h"

#include <fstream>
#include <sstream>
#include <string>

namespace loadgate::engine {

namespace {

std::string textOf(const std::string& file) {
    std::ostringstream text;
    text << std::ifstream(file).rdbuf();
    return text.str();
}

/// The folder of our cgroup's CPU accounting: v2 ("0::/path") or the v1 controller's ("4:cpu,cpuacct:/path"). Inside a container the
/// path may not exist below the mount; the mount's own root is ours then.
std::string cpuStatText() {
    std::istringstream lines(textOf("/proc/self/cgroup"));
    for (std::string line; std::getline(lines, line);) {
        const std::size_t first = line.find(':');
        const std::size_t second = line.find(':', first + 1);
        if (first == std::string::npos || second == std::string::npos) {
            continue;
        }
        const std::string controllers = "," + line.substr(first + 1, second - first - 1) + ",";
        const std::string path = line.substr(second + 1);
        const bool v2 = controllers == ",,";
        if (!v2 && controllers.find(",cpu,") == std::string::npos) {
            continue;
        }
        const std::string root = v2 ? "/sys/fs/cgroup" : "/sys/fs/cgroup/cpu";
        for (const std::string& file : {root + path + "/cpu.stat", root + "/cpu.stat"}) {
            if (std::string text = textOf(file); !text.empty()) {
                return text;
            }
        }
    }
    return {};
}

double shareOf(std::uint64_t part, std::uint64_t whole) {
    return whole == 0 ? 0.0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace

void readProcStat(std::string_view text, HostCounters& counters) {
    std::istringstream line{std::string(text.substr(0, text.find('\n')))};
    std::string cpu;
    line >> cpu;
    std::uint64_t value = 0;
    constexpr int kSteal = 7;  // user nice system idle iowait irq softirq steal; guest times are part of user
    for (int i = 0; i <= kSteal && line >> value; ++i) {
        counters.ticks += value;
        counters.stealTicks += i == kSteal ? value : 0;
    }
}

void readCpuStat(std::string_view text, HostCounters& counters) {
    std::istringstream in{std::string(text)};
    std::string key;
    std::uint64_t value = 0;
    while (in >> key >> value) {
        if (key == "nr_periods") {
            counters.periods = value;
        } else if (key == "nr_throttled") {
            counters.throttledPeriods = value;
        }
    }
}

HostCounters readHostCounters() {
    HostCounters counters;
    readProcStat(textOf("/proc/stat"), counters);
    readCpuStat(cpuStatText(), counters);
    return counters;
}

double stealShare(const HostCounters& before, const HostCounters& after) {
    return shareOf(after.stealTicks - before.stealTicks, after.ticks - before.ticks);
}

double throttledShare(const HostCounters& before, const HostCounters& after) {
    return shareOf(after.throttledPeriods - before.throttledPeriods, after.periods - before.periods);
}

}  // namespace loadgate::engine
