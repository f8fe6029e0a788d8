// SPDX-License-Identifier: Apache-2.0
#include "process_target.h"

#include <algorithm>
#include <cstdint>
#include <map>

namespace loadgate {

namespace {

constexpr const char* kSource = "process";

/// The load's own parts check the rest; what could end a line of a request is refused here.
Status checkUrl(const std::string& url) {
    const bool plain = std::ranges::all_of(url, [](char c) { return c > ' ' && c < '\x7f'; });
    if ((!url.starts_with("http://") && !url.starts_with("https://")) || !plain || url.find_first_of("@#") != std::string::npos) {
        return Error{ErrorCode::BadInput, "its url is not an address to load: write http://HOST[:PORT][/PATH], without a user name"};
    }
    return ok();
}

template <class T>
std::optional<T> optionalNumber(const ParamValues& values, const char* key) {
    return values.has(key) ? std::optional(static_cast<T>(values.get<std::int64_t>(key))) : std::nullopt;
}

std::string textOr(const ParamValues& values, const char* key) { return values.has(key) ? values.get<std::string>(key) : std::string(); }

}  // namespace

Result<std::unique_ptr<Target>> ProcessTarget::create(const ParamValues& values) {
    Wanted wanted{textOr(values, "name"), optionalNumber<int>(values, "pid"), optionalNumber<std::uint16_t>(values, "port")};
    if (wanted.name.empty() && !wanted.pid && !wanted.port) {
        return Error{ErrorCode::BadInput, "does not know which process is meant: give its name, pid or port"};
    }
    if (!wanted.name.empty() && wanted.pid) {
        return Error{ErrorCode::BadInput, "has both a name and a pid: give one of them"};
    }
    if (const auto number = parseCount(wanted.name); number && *number > 0 && *number <= INT32_MAX) {
        wanted = {{}, static_cast<int>(*number), wanted.port};
    }
    const std::string url = textOr(values, "url");
    if (!url.empty()) {
        LOADGATE_CHECK(checkUrl(url));
    }
    return std::make_unique<ProcessTarget>(wanted, Where{url, values.get<std::string>("procfs"), values.get<std::string>("cgroupfs")});
}

ProcessTarget::ProcessTarget(Wanted wanted, Where where) : m_wanted(std::move(wanted)), m_where(std::move(where)), m_proc(m_where.procfs) {}

Status ProcessTarget::find() {
    LOADGATE_TRY(const std::vector<int> roots, findProcess(m_proc, m_wanted));
    ProcessGroup group(m_proc, roots);
    if (!group.update()) {
        return Error{ErrorCode::NotFound, "the process ended while it was looked at"};
    }
    m_cgroup.emplace(m_where.cgroupfs, m_proc.cgroup(group.root()), m_proc.cpuCgroup(group.root()));
    m_name = m_name.empty() ? (m_wanted.pid || m_wanted.name.empty() ? group.name() : m_wanted.name) : m_name;
    m_instance = group.instance();
    m_group.emplace(std::move(group));
    m_byCgroup = ownsItsCgroup() && m_cgroup->cpuTime();
    m_shift = Duration{};
    m_oomKills = m_cgroup->oomKills();
    return ok();
}

Result<std::string> ProcessTarget::url() const {
    if (!m_where.url.empty()) {
        return m_where.url;
    }
    std::set<std::uint64_t> sockets;
    for (const auto& [pid, stat] : m_group->members()) {
        sockets.merge(m_proc.sockets(pid));
    }
    std::map<std::uint16_t, std::string> hosts;
    for (const Listener& listener : listenersOf(m_proc)) {
        const bool meant = m_wanted.port ? listener.port == *m_wanted.port : sockets.contains(listener.inode);
        if (meant && (!hosts.contains(listener.port) || listener.host == "127.0.0.1")) {
            hosts[listener.port] = listener.host;
        }
    }
    if (m_wanted.port && hosts.empty()) {
        hosts[*m_wanted.port] = "127.0.0.1";
    }
    if (hosts.size() == 1) {
        return "http://" + hosts.begin()->second + ":" + std::to_string(hosts.begin()->first);
    }
    std::string ports;
    for (const auto& [port, host] : hosts) {
        ports += (ports.empty() ? "" : ", ") + std::to_string(port);
    }
    return Error{ErrorCode::BadInput,
                 "'" + m_name + "' " +
                     (hosts.empty() ? "listens on no port that could be seen" : "listens on several ports (" + ports + ")") +
                     ": say where the load goes with port or url"};
}

ResourceSample ProcessTarget::blank() const {
    ResourceSample sample;
    sample.source = kSource;
    sample.name = m_name;
    sample.instance = m_instance;
    return sample;
}

void ProcessTarget::addLimits(ResourceSample& sample) const {
    sample.machineCores = m_proc.cores();
    sample.cpuLimitCores = m_cgroup->cpuLimitCores();
    if (const auto bytes = m_cgroup->memoryLimit()) {
        sample.memoryLimit = ByteCount{*bytes};
    }
}

Result<TargetDescription> ProcessTarget::describe(const Call& call) {
    LOADGATE_CHECK(call.alive());
    LOADGATE_CHECK(find());
    TargetDescription description;
    LOADGATE_TRY(description.address.url, url());
    description.name = m_name;
    description.summary = m_name + " (process " + std::to_string(m_group->root());
    const std::size_t others = m_group->members().size() - 1;
    description.summary += others == 0 ? ")" : " and " + std::to_string(others) + " more)";
    description.limits.push_back(blank());
    addLimits(description.limits.front());
    return description;
}

bool ProcessTarget::ownsItsCgroup() const {
    const std::vector<int> inside = m_cgroup->members();
    const auto& members = m_group->members();
    const auto isOurs = [&](int pid) {
        if (members.contains(pid)) {
            return true;
        }
        const auto stat = m_proc.stat(pid);  // perhaps it came, or went, since we looked
        return !stat || members.contains(stat->parent);
    };
    return !inside.empty() && std::ranges::all_of(inside, isOurs);
}

Duration ProcessTarget::cpuTime() {
    if (m_byCgroup) {
        const auto used = ownsItsCgroup() ? m_cgroup->cpuTime() : std::nullopt;
        if (used) {
            return m_cpu = *used;
        }
        m_byCgroup = false;  // for good: going back and forth would lose a little each time
        m_shift = m_cpu - m_group->cpu();
    }
    return m_cpu = m_group->cpu() + m_shift;
}

ResourceSample ProcessTarget::figures() {
    ResourceSample sample = blank();
    addLimits(sample);
    sample.cpuTime = cpuTime();
    const auto bytes = m_byCgroup && m_cgroup->memory() ? m_cgroup->memory() : m_group->resident();
    if (bytes) {
        sample.memory = ByteCount{*bytes};
    }
    sample.threads = m_group->threads();
    sample.descriptors = m_group->descriptors();
    if (const auto quota = m_cgroup->quota()) {
        sample.periods = quota->periods;
        sample.throttledPeriods = quota->throttled;
    }
    return sample;
}

ResourceSample ProcessTarget::ended() const {
    ResourceSample sample = blank();
    sample.running = false;
    const auto kills = m_cgroup->oomKills();
    if (kills && m_oomKills && *kills > *m_oomKills) {
        sample.oomKilled = true;
    }
    return sample;
}

Result<std::vector<ResourceSample>> ProcessTarget::sample(const Call& call) {
    LOADGATE_CHECK(call.alive());
    if (!m_group && m_wanted.pid && !m_instance.empty()) {
        return std::vector{ended()};  // another process may get its number; it is not meant
    }
    if (!m_group) {
        const Status found = find();
        if (!found && m_instance.empty()) {
            return found.error();
        }
        return std::vector{found ? figures() : ended()};
    }
    if (m_group->update()) {
        return std::vector{figures()};
    }
    m_group.reset();
    return std::vector{ended()};
}

}  // namespace loadgate
