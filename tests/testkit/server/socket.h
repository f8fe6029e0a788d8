// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate::testkit {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;
using Nanos = std::chrono::nanoseconds;

/// A file descriptor that is closed when its owner goes.
class Fd {
  public:
    explicit Fd(int fd = -1) : m_fd(fd) {}
    Fd(Fd&& other) noexcept;
    Fd& operator=(Fd&& other) noexcept;
    ~Fd();

    [[nodiscard]] int get() const { return m_fd; }
    void close();

  private:
    int m_fd;
};

/// Listens on a loopback address, "127.0.0.1" or "::1"; port 0 lets the kernel choose. Throws std::system_error.
[[nodiscard]] Fd listenOn(const std::string& host, std::uint16_t port);
/// Lets this process open as many descriptors as it may: a desktop's usual 1,024 are too few for a load test's other end.
void allowManyDescriptors();
/// A blocking connection. Throws std::system_error.
[[nodiscard]] Fd connectTo(const std::string& host, std::uint16_t port);
[[nodiscard]] std::uint16_t portOf(const Fd& listener);
/// The address of a connection's other end, without its port: "127.0.0.2", "::1".
[[nodiscard]] std::string peerOf(const Fd& connection);

/// Listens on 127.0.0.1, but its queue is full and nobody takes from it: connections to it never complete.
class FullListener {
  public:
    FullListener();
    [[nodiscard]] std::uint16_t port() const { return portOf(m_listener); }

  private:
    Fd m_listener, m_first;
};

/// Becomes readable, and stays so, when ring() was called: how another thread ends a wait.
class Bell {
  public:
    Bell();
    void ring() const;
    [[nodiscard]] int fd() const { return m_fd.get(); }

  private:
    Fd m_fd;
};

/// "http://127.0.0.1:8080", "http://[::1]:8080".
[[nodiscard]] std::string urlOf(std::string_view host, std::uint16_t port);

}  // namespace loadgate::testkit
