// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor_epoll.h"

#include "engine/connecting_socket.h"

#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadgate::engine {

namespace {

constexpr std::size_t kReceiveBuffer = 64U << 10U;

timespec timespecOf(Duration d) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(d);
    return {seconds.count(), (d - seconds).count()};
}

/// epoll_pwait2 counts nanoseconds (Linux 5.11); older kernels get milliseconds, rounded up.
int waitFor(int epoll, epoll_event* events, int capacity, Duration length) {
    static bool s_nanoseconds = true;
    if (s_nanoseconds) {
        const timespec timeout = timespecOf(length);
        const int ready = ::epoll_pwait2(epoll, events, capacity, &timeout, nullptr);
        if (ready >= 0 || errno != ENOSYS) {
            return ready;
        }
        s_nanoseconds = false;
    }
    return ::epoll_wait(epoll, events, capacity, static_cast<int>(std::chrono::ceil<std::chrono::milliseconds>(length).count()));
}

}  // namespace

Result<EpollReactor> EpollReactor::create(std::size_t ids) {
    const int epoll = ::epoll_create1(EPOLL_CLOEXEC);
    if (epoll < 0) {
        return Error{ErrorCode::Io, std::string("cannot create an epoll instance: ") + std::strerror(errno)};
    }
    return EpollReactor(epoll, ids);
}

EpollReactor::EpollReactor(int epoll, std::size_t ids) : m_epoll(epoll), m_sockets(ids), m_buffer(kReceiveBuffer) {}

EpollReactor::EpollReactor(EpollReactor&& other) noexcept
    : m_epoll(std::exchange(other.m_epoll, -1)), m_ready(0), m_sockets(std::move(other.m_sockets)), m_buffer(std::move(other.m_buffer)) {
    other.m_sockets.clear();
}

EpollReactor::~EpollReactor() {
    for (const Socket& socket : m_sockets) {
        if (socket.fd >= 0) {
            ::close(socket.fd);
        }
    }
    if (m_epoll >= 0) {
        ::close(m_epoll);
    }
}

int EpollReactor::connect(std::uint32_t id, const SocketAddress& address, const SocketAddress* source) {
    Socket& socket = m_sockets[id];
    const int fd = connectingSocket(address, source);
    if (fd < 0) {
        return -fd;
    }
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.u64 = id | (static_cast<std::uint64_t>(socket.generation) << 32U);
    if (::epoll_ctl(m_epoll, EPOLL_CTL_ADD, fd, &event) != 0) {
        const int error = errno;
        ::close(fd);
        return error;
    }
    socket.fd = fd;
    socket.connecting = true;
    socket.unsent = {};
    return 0;
}

int EpollReactor::connectError(std::uint32_t id) {
    Socket& socket = m_sockets[id];
    const int error = pendingError(socket.fd);
    socket.connecting = error == EINPROGRESS;
    return error;
}

void EpollReactor::send(std::uint32_t id, std::string_view bytes) {
    m_sockets[id].unsent = bytes;
    sendMore(id);
}

void EpollReactor::sendMore(std::uint32_t id) {
    Socket& socket = m_sockets[id];
    while (!socket.unsent.empty()) {
        const ssize_t sent = ::send(socket.fd, socket.unsent.data(), socket.unsent.size(), MSG_NOSIGNAL);
        if (sent < 0 && errno == EINTR) {
            continue;
        }
        if (sent < 0) {
            // EAGAIN: an EPOLLOUT edge will come. Any other failure is also an event on the socket, and told there, after what the
            // server may have said before it closed.
            return;
        }
        socket.unsent.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void EpollReactor::close(std::uint32_t id, bool reset) {
    Socket& socket = m_sockets[id];
    if (socket.fd < 0) {
        return;
    }
    if (reset) {
        const linger now{1, 0};
        ::setsockopt(socket.fd, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    }
    ::close(socket.fd);
    socket.fd = -1;
    socket.connecting = false;
    socket.unsent = {};
    ++socket.generation;
}

bool EpollReactor::wait(Duration until) {
    m_ready = std::max(0, waitFor(m_epoll, m_events.data(), static_cast<int>(m_events.size()), std::max(Duration{}, until - now())));
    return m_ready > 0;
}

EpollReactor::Read EpollReactor::read(std::uint32_t id, std::size_t& size, int& error) {
    for (;;) {
        const ssize_t got = ::recv(m_sockets[id].fd, m_buffer.data(), m_buffer.size(), 0);
        if (got > 0) {
            size = static_cast<std::size_t>(got);
            return Read::Some;
        }
        if (got < 0 && errno == EINTR) {
            continue;
        }
        if (got < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return Read::Nothing;
        }
        error = got < 0 ? errno : 0;
        return Read::End;
    }
}

}  // namespace loadgate::engine
