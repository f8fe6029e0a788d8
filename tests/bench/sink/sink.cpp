// SPDX-License-Identifier: Apache-2.0
#include "sink.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <ctime>

namespace loadgate::bench {

namespace {

constexpr std::size_t kAnswersAtOnce = 16;
constexpr std::size_t kBuffer = 64U << 10U;
constexpr int kBacklog = 16'384;
constexpr int kBatch = 256;
constexpr int kTurnMilli = 50;  ///< longest sleep, so that a stop is prompt

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * 1'000'000'000LL + time.tv_nsec;
}

std::string answerOf(std::size_t bytes) {
    const auto headFor = [](std::size_t body) {
        return "HTTP/1.1 200 OK\r\nServer: bench\r\nContent-Type: text/plain\r\nContent-Length: " + std::to_string(body) + "\r\n\r\n";
    };
    std::size_t body = bytes - headFor(bytes).size();
    while (headFor(body).size() + body < bytes) {
        ++body;
    }
    return headFor(body) + std::string(body, 'x');
}

std::string failure(const char* what) { return std::string(what) + ": " + std::strerror(errno); }

}  // namespace

Sink::Sink(SinkOptions options) : m_options(std::move(options)), m_buffer(kBuffer) {
    const std::string one = answerOf(m_options.answerBytes);
    m_options.answerBytes = one.size();
    for (std::size_t i = 0; i < kAnswersAtOnce; ++i) {
        m_answers += one;
    }
}

Sink::~Sink() {
    for (std::size_t socket = 0; socket < m_connections.size(); ++socket) {
        if (m_connections[socket].open) {
            close(static_cast<int>(socket));
        }
    }
    ::close(m_listener);
    ::close(m_epoll);
}

std::string Sink::listen() {
    if (m_options.tls) {
        if (std::string error = m_tls.create(); !error.empty()) {
            return error;
        }
    }
    m_epoll = ::epoll_create1(EPOLL_CLOEXEC);
    m_listener = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    const int on = 1;
    ::setsockopt(m_listener, SOL_SOCKET, m_options.sharedPort ? SO_REUSEPORT : SO_REUSEADDR, &on, sizeof on);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(m_options.port);
    address.sin_addr.s_addr = htonl(INADDR_ANY);  // all of 127.0.0.0/8, for more connections than one address has ports
    if (::bind(m_listener, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        return failure(("bind to port " + std::to_string(m_options.port)).c_str());
    }
    socklen_t length = sizeof address;
    if (::listen(m_listener, kBacklog) != 0 || ::getsockname(m_listener, reinterpret_cast<sockaddr*>(&address), &length) != 0) {
        return failure("listen");
    }
    m_port = ntohs(address.sin_port);
    epoll_event event{};
    event.events = EPOLLIN;
    event.data.fd = m_listener;
    m_start = now();
    return ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, m_listener, &event) == 0 ? "" : failure("epoll_ctl");
}

void Sink::runUntil(const volatile std::sig_atomic_t& stop) {
    std::array<epoll_event, kBatch> events{};
    while (stop == 0) {
        const bool sleeps = !m_options.spin && m_delayed.empty();
        const int count = ::epoll_wait(m_epoll, events.data(), kBatch, sleeps ? kTurnMilli : 0);
        for (int i = 0; i < count; ++i) {
            const epoll_event& event = events[static_cast<std::size_t>(i)];
            event.data.fd == m_listener ? acceptAll() : onEvents(event.data.fd, event.events);
        }
        answerDelayed();
    }
}

void Sink::onEvents(int socket, std::uint32_t events) {
    const Connection& c = m_connections[static_cast<std::size_t>(socket)];
    if (c.open && c.unsent > 0 && (events & EPOLLOUT) != 0) {
        write(socket);
    }
    if (c.open && (events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) {
        readFrom(socket);
    }
}

void Sink::acceptAll() {
    for (;;) {
        const int socket = ::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            return;
        }
        const int on = 1;
        ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        if (m_connections.size() <= static_cast<std::size_t>(socket)) {
            m_connections.resize(static_cast<std::size_t>(socket) * 2 + 64);
        }
        Connection& c = m_connections[static_cast<std::size_t>(socket)];
        c = {true, 0, c.generation + 1, 0, m_options.tls ? m_tls.accept(socket) : nullptr};
        ++m_accepted;
        epoll_event event{};
        event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
        event.data.fd = socket;
        ::epoll_ctl(m_epoll, EPOLL_CTL_ADD, socket, &event);
    }
}

// Edge-triggered: a plain socket is read until a short read has emptied it, a TLS one until it says EAGAIN.
void Sink::readFrom(int socket) {
    const auto index = static_cast<std::size_t>(socket);
    for (;;) {
        ssl_st* tls = m_connections[index].tls;
        const ssize_t size =
            tls != nullptr ? tlsRead(tls, m_buffer.data(), m_buffer.size()) : ::recv(socket, m_buffer.data(), m_buffer.size(), 0);
        if (size == 0 || (size < 0 && errno != EAGAIN)) {
            close(socket);
            return;
        }
        if (size < 0) {
            return;
        }
        const int requests = requestsIn({m_buffer.data(), static_cast<std::size_t>(size)}, m_connections[index].lineEnds);
        if (requests > 0) {
            onRequests(socket, requests);
        }
        if (!m_connections[index].open || (tls == nullptr && static_cast<std::size_t>(size) < m_buffer.size())) {
            return;
        }
    }
}

int Sink::requestsIn(std::string_view bytes, std::uint8_t& lineEnds) {
    constexpr std::string_view kEnd = "\r\n\r\n";
    // Almost always one request, whole.
    if (lineEnds == 0 && bytes.size() >= kEnd.size() && bytes.find(kEnd) == bytes.size() - kEnd.size()) {
        return 1;
    }
    int requests = 0;
    for (const char byte : bytes) {
        if (byte == kEnd[lineEnds]) {
            ++lineEnds;
        } else {
            lineEnds = byte == '\r' ? 1 : 0;
        }
        if (lineEnds == kEnd.size()) {
            lineEnds = 0;
            ++requests;
        }
    }
    return requests;
}

void Sink::onRequests(int socket, int count) {
    const std::int64_t arrived = now();
    m_first = m_requests == 0 ? arrived : m_first;
    m_last = arrived;
    m_requests += static_cast<std::uint64_t>(count);
    if (!m_options.log.empty()) {
        m_arrivals.insert(m_arrivals.end(), static_cast<std::size_t>(count), arrived);
    }
    const std::int64_t due = answerDue(arrived);
    if (due == arrived) {
        answer(socket, count);
        return;
    }
    for (int i = 0; i < count; ++i) {
        m_delayed.push_back({due, socket, m_connections[static_cast<std::size_t>(socket)].generation});
    }
}

std::int64_t Sink::answerDue(std::int64_t arrived) const {
    std::int64_t taken = arrived;
    if (m_options.stallEvery.count() > 0) {
        const std::int64_t into = (arrived - m_start) % m_options.stallEvery.count();
        taken += std::max<std::int64_t>(0, m_options.stallFor.count() - into);
    }
    return taken + m_options.delay.count();
}

void Sink::answerDelayed() {
    while (!m_delayed.empty() && m_delayed.front().due <= now()) {
        const Delayed delayed = m_delayed.front();
        m_delayed.pop_front();
        const Connection& c = m_connections[static_cast<std::size_t>(delayed.socket)];
        if (c.open && c.generation == delayed.generation) {
            answer(delayed.socket, 1);
        }
    }
}

void Sink::answer(int socket, int count) {
    Connection& c = m_connections[static_cast<std::size_t>(socket)];
    const bool waits = c.unsent > 0;
    c.unsent += static_cast<std::uint64_t>(count) * m_options.answerBytes;
    if (!waits) {
        write(socket);
    }
}

void Sink::write(int socket) {
    Connection& c = m_connections[static_cast<std::size_t>(socket)];
    while (c.unsent > 0) {
        const std::size_t rest = c.unsent % m_options.answerBytes;  // of a half-sent answer
        const std::size_t from = rest == 0 ? 0 : m_options.answerBytes - rest;
        const std::size_t size = std::min<std::size_t>(c.unsent, m_answers.size() - from);
        const ssize_t sent =
            c.tls != nullptr ? tlsWrite(c.tls, m_answers.data() + from, size) : ::send(socket, m_answers.data() + from, size, MSG_NOSIGNAL);
        if (sent <= 0) {
            if (errno != EAGAIN) {
                close(socket);
            }
            return;
        }
        c.unsent -= static_cast<std::uint64_t>(sent);
    }
}

void Sink::close(int socket) {
    Connection& c = m_connections[static_cast<std::size_t>(socket)];
    if (c.tls != nullptr) {
        tlsFree(c.tls);
        c.tls = nullptr;
    }
    c.open = false;
    ::close(socket);
}

std::string Sink::writeLog() const {
    if (m_options.log.empty()) {
        return "";
    }
    std::FILE* file = std::fopen(m_options.log.c_str(), "wb");
    if (file == nullptr) {
        return failure(m_options.log.c_str());
    }
    const bool whole = std::fwrite(m_arrivals.data(), sizeof(std::int64_t), m_arrivals.size(), file) == m_arrivals.size();
    return std::fclose(file) == 0 && whole ? "" : failure(m_options.log.c_str());
}

std::string Sink::summary() const {
    return "{\"requests\": " + std::to_string(m_requests) + ", \"connections\": " + std::to_string(m_accepted) +
           ", \"first_ns\": " + std::to_string(m_first) + ", \"last_ns\": " + std::to_string(m_last) + "}";
}

}  // namespace loadgate::bench
