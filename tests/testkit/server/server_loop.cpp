// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/server_loop.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <utility>

namespace loadgate::testkit {
namespace {

constexpr std::uint64_t kListener = ~std::uint64_t{0};
constexpr std::uint64_t kBell = kListener - 1;

void watch(const Fd& epoll, int fd, std::uint64_t id, std::uint32_t events, int operation) {
    epoll_event event{};
    event.events = events;
    event.data.u64 = id;
    ::epoll_ctl(epoll.get(), operation, fd, &event);
}

timespec timeLeft(TimePoint until) {
    // An hour stands for "for ever": the sum of far future and now would overflow.
    const Nanos left = std::clamp<Nanos>(until - std::min(until, Clock::now()), Nanos::zero(), std::chrono::hours(1));
    return {static_cast<time_t>(left.count() / 1'000'000'000), static_cast<long>(left.count() % 1'000'000'000)};
}

std::string_view reasonOf(int status) {
    switch (status) {
        case 200: return "OK";
        case 404: return "Not Found";
        case 500: return "Internal Server Error";
        default: return "Status";
    }
}

bool mayHaveBody(int status) { return status >= 200 && status != 204 && status != 304; }

}  // namespace

ServerLoop::ServerLoop(ServerOptions options, Fd listener, TimePoint start, SharedLog& log, const Bell& bell)
    : m_options(std::move(options)),
      m_listener(std::move(listener)),
      m_epoll(::epoll_create1(EPOLL_CLOEXEC)),
      m_stalls{start, m_options.stallEvery, m_options.stallFor},
      m_times(m_options.delay, m_options.spread, m_options.capacity, m_options.seed),
      m_log(log),
      m_bell(bell),
      m_chance(m_options.seed) {
    watch(m_epoll, m_listener.get(), kListener, EPOLLIN, EPOLL_CTL_ADD);
    watch(m_epoll, m_bell.fd(), kBell, EPOLLIN, EPOLL_CTL_ADD);
}

void ServerLoop::run() {
    // Without this the kernel adds up to 50 µs to every wait.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    auto turn = m_log.turn();
    while (m_running) {
        answerDue(Clock::now());
        const TimePoint nextAnswer = m_due.empty() ? TimePoint::max() : m_due.top().at;
        turn.unlock();
        const int count = waitUntil(nextAnswer);
        turn.lock();
        takeUp(count);
    }
}

int ServerLoop::waitUntil(TimePoint until) {
    const timespec left = timeLeft(until);
    return ::epoll_pwait2(m_epoll.get(), m_events.data(), static_cast<int>(m_events.size()), &left, nullptr);
}

void ServerLoop::takeUp(int count) {
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = m_events[static_cast<std::size_t>(i)];
        const std::uint64_t id = event.data.u64;
        if (id == kBell) {
            m_running = false;
        } else if (id == kListener) {
            acceptAll();
        } else {
            if ((event.events & EPOLLOUT) != 0) {
                flush(id);
            }
            if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
                read(id);
            }
        }
    }
}

void ServerLoop::acceptAll() {
    while (true) {
        Fd socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
        if (socket.get() < 0) {
            return;
        }
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        const std::uint64_t id = m_nextConnection++;
        watch(m_epoll, socket.get(), id, EPOLLIN, EPOLL_CTL_ADD);
        m_log.addPeer(peerOf(socket));
        m_connections[id].socket = std::move(socket);
    }
}

void ServerLoop::read(std::uint64_t id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end()) {
        return;
    }
    const ssize_t got = ::recv(found->second.socket.get(), m_buffer.data(), m_buffer.size(), 0);
    if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
        return;
    }
    if (got <= 0) {
        m_connections.erase(found);
        return;
    }
    m_log.count({static_cast<std::uint64_t>(got), 0});
    found->second.reader.append({m_buffer.data(), static_cast<std::size_t>(got)});
    serveNext(id);
}

void ServerLoop::serveNext(std::uint64_t id) {
    Connection& connection = m_connections.at(id);
    if (connection.serving || connection.closing) {
        return;
    }
    const std::optional<ReceivedRequest> request = connection.reader.next();
    if (!request) {
        return;
    }
    const TimePoint received = Clock::now();
    connection.resetting = resetsThis();
    const int status = connection.resetting ? 0 : statusOf(*request);
    const bool close = closesAfterThis(*request, connection);
    connection.serving = m_log.add({id, request->method, request->path, status, received, std::nullopt});
    const bool announce = close && (request->wantsClose || m_options.announceClose);
    // Made now: what has piled up behind a stall is to be written as fast as it can be.
    connection.out = answerTo(*request, status, announce);
    connection.closing = close;
    m_due.push({m_times.finishOf(m_stalls.takenUpAt(received)), m_served, id});
}

void ServerLoop::answerDue(TimePoint now) {
    while (!m_due.empty() && m_due.top().at <= now) {
        const std::uint64_t id = m_due.top().connection;
        m_due.pop();
        flush(id);
    }
}

void ServerLoop::flush(std::uint64_t id) {
    const auto found = m_connections.find(id);
    if (found == m_connections.end() || found->second.out.empty()) {
        return;
    }
    Connection& connection = found->second;
    if (connection.resetting) {
        const linger abort{1, 0};
        ::setsockopt(connection.socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
        m_connections.erase(found);
        return;
    }
    const std::string_view rest = std::string_view(connection.out).substr(connection.written);
    const ssize_t sent = ::send(connection.socket.get(), rest.data(), rest.size(), MSG_NOSIGNAL);
    const TimePoint written = Clock::now();
    if (sent < 0 && errno != EAGAIN) {
        m_connections.erase(found);
        return;
    }
    connection.written += static_cast<std::size_t>(std::max<ssize_t>(sent, 0));
    m_log.count({0, static_cast<std::uint64_t>(std::max<ssize_t>(sent, 0))});
    const bool done = connection.written == connection.out.size();
    if (connection.waitsToWrite == done) {
        connection.waitsToWrite = !done;
        watch(m_epoll, connection.socket.get(), id, done ? EPOLLIN : EPOLLIN | EPOLLOUT, EPOLL_CTL_MOD);
    }
    if (!done) {
        return;
    }
    connection.out.clear();
    connection.written = 0;
    if (connection.serving) {
        m_log.answered(*std::exchange(connection.serving, std::nullopt), written);
    }
    ++connection.answers;
    if (connection.closing) {
        m_connections.erase(found);
    } else {
        serveNext(id);
    }
}

bool ServerLoop::closesAfterThis(const ReceivedRequest& request, const Connection& connection) const {
    return request.wantsClose || (m_options.closeAfter > 0 && connection.answers + 1 >= m_options.closeAfter);
}

bool ServerLoop::resetsThis() {
    return m_options.resetShare > 0 && std::uniform_real_distribution<double>(0, 1)(m_chance) < m_options.resetShare;
}

int ServerLoop::statusOf(const ReceivedRequest& request) {
    constexpr std::string_view prefix = "/status/";
    ++m_served;
    if (m_options.errorEvery > 0 && m_served % m_options.errorEvery == 0) {
        return 500;
    }
    if (request.path.rfind(prefix, 0) == 0) {
        return std::atoi(request.path.c_str() + prefix.size());
    }
    return 200;
}

std::string ServerLoop::answerTo(const ReceivedRequest& request, int status, bool announceClose) const {
    std::string answer = "HTTP/1.1 " + std::to_string(status) + ' ' + std::string(reasonOf(status)) + "\r\n";
    if (announceClose) {
        answer += "Connection: close\r\n";
    }
    if (!mayHaveBody(status)) {
        return answer + "\r\n";
    }
    answer += "Content-Type: text/plain\r\nContent-Length: " + std::to_string(m_options.body.size()) + "\r\n\r\n";
    return request.method == "HEAD" ? answer : answer + m_options.body;
}

}  // namespace loadgate::testkit
