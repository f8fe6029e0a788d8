// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/socket.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace loadgate::testkit {
namespace {

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

struct Address {
    sockaddr_storage storage{};
    socklen_t length{};
};

Address loopback(const std::string& host, std::uint16_t port) {
    Address address;
    if (host.find(':') != std::string::npos) {
        sockaddr_in6 v6{};
        v6.sin6_family = AF_INET6;
        v6.sin6_port = htons(port);
        if (inet_pton(AF_INET6, host.c_str(), &v6.sin6_addr) != 1) {
            fail("not an IPv6 address");
        }
        std::memcpy(&address.storage, &v6, sizeof v6);
        address.length = sizeof v6;
        return address;
    }
    sockaddr_in v4{};
    v4.sin_family = AF_INET;
    v4.sin_port = htons(port);
    if (inet_pton(AF_INET, host.c_str(), &v4.sin_addr) != 1) {
        fail("not an IPv4 address");
    }
    std::memcpy(&address.storage, &v4, sizeof v4);
    address.length = sizeof v4;
    return address;
}

}  // namespace

Fd::Fd(Fd&& other) noexcept : m_fd(std::exchange(other.m_fd, -1)) {}

Fd& Fd::operator=(Fd&& other) noexcept {
    if (this != &other) {
        close();
        m_fd = std::exchange(other.m_fd, -1);
    }
    return *this;
}

Fd::~Fd() { close(); }

void Fd::close() {
    if (m_fd >= 0) {
        ::close(std::exchange(m_fd, -1));
    }
}

Fd listenOn(const std::string& host, std::uint16_t port) {
    const Address address = loopback(host, port);
    Fd listener(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0));
    if (listener.get() < 0) {
        fail("socket");
    }
    const int on = 1;
    ::setsockopt(listener.get(), SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (::bind(listener.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0) {
        fail("bind");
    }
    if (::listen(listener.get(), 4096) != 0) {
        fail("listen");
    }
    return listener;
}

void allowManyDescriptors() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        ::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

Fd connectTo(const std::string& host, std::uint16_t port) {
    const Address address = loopback(host, port);
    Fd socket(::socket(address.storage.ss_family, SOCK_STREAM | SOCK_CLOEXEC, 0));
    if (socket.get() < 0) {
        fail("socket");
    }
    if (::connect(socket.get(), reinterpret_cast<const sockaddr*>(&address.storage), address.length) != 0) {
        fail("connect");
    }
    return socket;
}

std::uint16_t portOf(const Fd& listener) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getsockname(listener.get(), reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        fail("getsockname");
    }
    in_port_t port{};
    // The port lies at the same place in both address families.
    static_assert(offsetof(sockaddr_in, sin_port) == offsetof(sockaddr_in6, sin6_port));
    std::memcpy(&port, reinterpret_cast<const char*>(&storage) + offsetof(sockaddr_in, sin_port), sizeof port);
    return ntohs(port);
}

std::string peerOf(const Fd& connection) {
    sockaddr_storage storage{};
    socklen_t length = sizeof storage;
    if (::getpeername(connection.get(), reinterpret_cast<sockaddr*>(&storage), &length) != 0) {
        return {};  // gone already
    }
    std::array<char, INET6_ADDRSTRLEN> text{};
    sockaddr_in v4{};
    sockaddr_in6 v6{};
    std::memcpy(&v4, &storage, sizeof v4);
    std::memcpy(&v6, &storage, sizeof v6);
    const bool six = storage.ss_family == AF_INET6;
    const void* address = six ? static_cast<const void*>(&v6.sin6_addr) : &v4.sin_addr;
    return ::inet_ntop(storage.ss_family, address, text.data(), text.size()) == nullptr ? std::string() : text.data();
}

// With a backlog of 0 the queue is full with one connection, and the kernel drops what asks for another.
FullListener::FullListener() : m_listener(listenOn("127.0.0.1", 0)) {
    if (::listen(m_listener.get(), 0) != 0) {
        fail("listen");
    }
    m_first = connectTo("127.0.0.1", portOf(m_listener));
}

Bell::Bell() : m_fd(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (m_fd.get() < 0) {
        fail("eventfd");
    }
}

void Bell::ring() const {
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t written = ::write(m_fd.get(), &one, sizeof one);
}

std::string urlOf(std::string_view host, std::uint16_t port) {
    const bool v6 = host.find(':') != std::string_view::npos;
    const std::string name = v6 ? "[" + std::string(host) + "]" : std::string(host);
    return "http://" + name + ":" + std::to_string(port);
}

}  // namespace loadgate::testkit
