// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/request_log.h"
#include "testkit/server/socket.h"

#include <cstdint>
#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace loadgate::testkit {

struct ServerOptions {
    Nanos delay{};        ///< between reading a request and writing its answer; holds up no other request
    double spread{};      ///< > 0: lognormal delays with median `delay` and this deviation of the logarithm
    unsigned capacity{};  ///< > 0: so many are served at once, the others queue
    Nanos stallEvery{};   ///< > 0: takes up nothing for stallFor, this often; see StallTimetable
    Nanos stallFor{};
    unsigned errorEvery{};     ///< > 0: each so-many-th request is answered with 500
    unsigned closeAfter{};     ///< > 0: closes a connection after so many answers
    bool announceClose{true};  ///< … and says so in the last one ("Connection: close")
    double resetShare{};       ///< 0..1: this share of the requests, by chance, is read and answered with a reset; status 0 in the log
    std::string body{"ok"};
    std::string host{"127.0.0.1"};  ///< or "::1"
    std::uint16_t port{};           ///< 0: the kernel chooses
    std::uint64_t seed{1};
};

/// A well-behaved HTTP/1.1 server on loopback with an honest log: the truth that measurements are compared with. It has one thread of its
/// own and uses nothing of the engine. A path "/status/NNN" is answered with that status, every other with 200. Answers on one connection
/// keep their order. Construction listens, destruction closes all; throws std::system_error when it cannot listen.
class TestServer {
  public:
    explicit TestServer(ServerOptions options = {});
    ~TestServer();
    TestServer(const TestServer&) = delete;
    TestServer& operator=(const TestServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string url() const { return urlOf(m_host, m_port); }
    [[nodiscard]] TimePoint started() const { return m_started; }
    [[nodiscard]] RequestLog log() const { return m_log.copy(); }
    [[nodiscard]] std::size_t requests() const { return m_log.size(); }
    /// The address of each accepted connection's other end, in the order of accepting.
    [[nodiscard]] std::vector<std::string> peers() const { return m_log.peers(); }
    /// Of requests received and answers written, to the byte.
    [[nodiscard]] Traffic traffic() const { return m_log.traffic(); }
    /// Closes the listener and every connection; log() stays. From then on connections are refused.
    void stop();

  private:
    std::string m_host;
    Fd m_listener;
    std::uint16_t m_port;
    TimePoint m_started;
    SharedLog m_log;
    Bell m_bell;
    std::thread m_thread;
};

}  // namespace loadgate::testkit
