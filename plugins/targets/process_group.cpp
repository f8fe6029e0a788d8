// SPDX-License-Identifier: Apache-2.0
#include "process_group.h"

#include <algorithm>

namespace loadgate {

ProcessGroup::ProcessGroup(const ProcFolder& proc, const std::vector<int>& roots) : m_proc(proc) {
    for (const int pid : roots) {
        if (const auto stat = m_proc.stat(pid)) {
            m_roots.emplace(pid, stat->startTicks);
            m_name = m_name.empty() ? stat->name : m_name;
            m_instance += (m_instance.empty() ? "" : "+") + std::to_string(pid) + "-" + std::to_string(stat->startTicks);
        }
    }
}

ProcessGroup::Members ProcessGroup::look() {
    Members ours;
    Members unknown;
    std::set<int> strangers;
    for (const int pid : m_proc.pids()) {
        if (m_strangers.contains(pid)) {
            strangers.insert(pid);
            continue;
        }
        const auto stat = m_proc.stat(pid);
        if (!stat) {
            continue;
        }
        const auto root = m_roots.find(pid);
        const auto known = m_members.find(pid);
        const bool isOurs = (root != m_roots.end() && root->second == stat->startTicks) ||
                            (known != m_members.end() && known->second.startTicks == stat->startTicks);
        (isOurs ? ours : unknown).emplace(pid, *stat);
    }
    for (bool grew = true; grew;) {
        grew = false;
        for (auto one = unknown.begin(); one != unknown.end();) {
            const bool child = ours.contains(one->second.parent);
            if (child) {
                ours.insert(*one);
                grew = true;
            }
            one = child ? unknown.erase(one) : std::next(one);
        }
    }
    for (const auto& [pid, stat] : unknown) {
        strangers.insert(pid);
    }
    m_strangers = std::move(strangers);
    return ours;
}

void ProcessGroup::keepWhatWasLost(const Members& now) {
    const auto sameIn = [&](const ProcessStat& before) {
        const auto found = now.find(before.pid);
        return found != now.end() && found->second.startTicks == before.startTicks ? &found->second : nullptr;
    };
    std::map<int, Duration> owed;  // by the nearest ancestor that is still there; 0 for none
    for (const auto& [pid, before] : m_members) {
        if (sameIn(before) != nullptr) {
            continue;
        }
        auto ancestor = m_members.find(before.parent);
        while (ancestor != m_members.end() && sameIn(ancestor->second) == nullptr) {
            ancestor = m_members.find(ancestor->second.parent);
        }
        owed[ancestor == m_members.end() ? 0 : ancestor->first] += before.cpu();
    }
    for (const auto& [ancestor, cpu] : owed) {
        const Duration received = ancestor == 0 ? Duration{} : now.at(ancestor).endedChildren - m_members.at(ancestor).endedChildren;
        m_lost += std::max(Duration{}, cpu - received);
    }
}

bool ProcessGroup::update() {
    Members now = look();
    keepWhatWasLost(now);
    m_members = std::move(now);
    return std::ranges::any_of(m_roots, [this](const auto& root) {
        const auto found = m_members.find(root.first);
        return found != m_members.end() && found->second.alive();
    });
}

Duration ProcessGroup::cpu() const {
    Duration sum = m_lost;
    for (const auto& [pid, stat] : m_members) {
        sum += stat.cpu();
    }
    return sum;
}

std::uint64_t ProcessGroup::threads() const {
    std::uint64_t sum = 0;
    for (const auto& [pid, stat] : m_members) {
        sum += stat.alive() ? stat.threads : 0;
    }
    return sum;
}

std::optional<std::uint64_t> ProcessGroup::resident() const {
    std::optional<std::uint64_t> sum;
    for (const auto& [pid, stat] : m_members) {
        if (const auto bytes = m_proc.resident(pid)) {
            sum = sum.value_or(0) + *bytes;
        }
    }
    return sum;
}

std::optional<std::uint64_t> ProcessGroup::descriptors() const {
    std::uint64_t sum = 0;
    for (const auto& [pid, stat] : m_members) {
        const auto count = m_proc.descriptors(pid);
        if (!count && stat.alive()) {
            return std::nullopt;
        }
        sum += count.value_or(0);
    }
    return sum;
}

}  // namespace loadgate
