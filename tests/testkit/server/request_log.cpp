// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/request_log.h"

#include <algorithm>
#include <cmath>
#include <istream>
#include <ostream>
#include <utility>

namespace loadgate::testkit {

std::map<int, std::uint64_t> countByStatus(const RequestLog& log) {
    std::map<int, std::uint64_t> counts;
    for (const LoggedRequest& request : log) {
        if (request.written) {
            ++counts[request.status];
        }
    }
    return counts;
}

std::map<std::string, std::uint64_t> countByPath(const RequestLog& log) {
    std::map<std::string, std::uint64_t> counts;
    for (const LoggedRequest& request : log) {
        ++counts[request.path];
    }
    return counts;
}

std::vector<std::uint64_t> countBySecond(const RequestLog& log, TimePoint start) {
    std::vector<std::uint64_t> counts;
    for (const LoggedRequest& request : log) {
        if (request.received < start) {
            continue;
        }
        const auto second = static_cast<std::size_t>((request.received - start) / std::chrono::seconds(1));
        if (second >= counts.size()) {
            counts.resize(second + 1);
        }
        ++counts[second];
    }
    return counts;
}

Nanos servedQuantile(const RequestLog& log, double quantile) {
    std::vector<Nanos> served;
    for (const LoggedRequest& request : log) {
        if (request.written) {
            served.push_back(request.served());
        }
    }
    if (served.empty()) {
        return {};
    }
    std::sort(served.begin(), served.end());
    const double rank = std::ceil(quantile * static_cast<double>(served.size()));
    const auto index = static_cast<std::size_t>(std::max(rank, 1.0)) - 1;
    return served[std::min(index, served.size() - 1)];
}

void writeLog(std::ostream& out, const RequestLog& log) {
    for (const LoggedRequest& request : log) {
        out << request.connection << ' ' << request.method << ' ' << request.path << ' ' << request.status << ' '
            << Nanos(request.received.time_since_epoch()).count() << ' '
            << (request.written ? Nanos(request.written->time_since_epoch()).count() : 0) << '\n';
    }
}

RequestLog readLog(std::istream& in) {
    RequestLog log;
    LoggedRequest request;
    Nanos::rep received = 0;
    Nanos::rep written = 0;
    while (in >> request.connection >> request.method >> request.path >> request.status >> received >> written) {
        request.received = TimePoint(Nanos(received));
        request.written = written != 0 ? std::optional(TimePoint(Nanos(written))) : std::nullopt;
        log.push_back(request);
    }
    return log;
}

std::size_t SharedLog::add(LoggedRequest request) {
    m_requests.push_back(std::move(request));
    return m_requests.size() - 1;
}

void SharedLog::answered(std::size_t index, TimePoint written) { m_requests[index].written = written; }

void SharedLog::count(const Traffic& more) {
    m_traffic.received += more.received;
    m_traffic.written += more.written;
}

Traffic SharedLog::traffic() const {
    const std::lock_guard lock(m_mutex);
    return m_traffic;
}

RequestLog SharedLog::copy() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::vector<std::string> SharedLog::peers() const {
    const std::lock_guard lock(m_mutex);
    return m_peers;
}

std::size_t SharedLog::size() const {
    const std::lock_guard lock(m_mutex);
    return m_requests.size();
}

}  // namespace loadgate::testkit
