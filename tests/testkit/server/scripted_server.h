// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/script.h"
#include "testkit/server/socket.h"

#include <cstdint>
#include <initializer_list>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace loadgate::testkit {

/// Where a scripted server listens.
struct Place {
    std::string host{"127.0.0.1"};  ///< or "::1"
    std::uint16_t port{};           ///< 0: the kernel chooses
};

/// A loopback server that sends exactly the bytes it is told to, one thread a connection. For tests of protocol behaviour, not of load.
class ScriptedServer {
  public:
    /// Every connection: the first request gets the first answer, and so on; the last one is then repeated.
    explicit ScriptedServer(const std::vector<std::string>& answers, const Place& place = {});
    /// Every connection plays this script.
    explicit ScriptedServer(Script script, const Place& place = {});
    /// The n-th connection plays the n-th script, later ones the last.
    explicit ScriptedServer(std::initializer_list<Script> scripts, const Place& place = {});
    ~ScriptedServer();
    ScriptedServer(const ScriptedServer&) = delete;
    ScriptedServer& operator=(const ScriptedServer&) = delete;

    [[nodiscard]] std::uint16_t port() const { return m_port; }
    [[nodiscard]] std::string url() const { return urlOf(m_host, m_port); }
    /// Every whole request, byte for byte, in the order received.
    [[nodiscard]] std::vector<std::string> requests() const;
    [[nodiscard]] std::size_t connections() const;

  private:
    ScriptedServer(std::vector<Script> scripts, const Place& place, int);
    void acceptAll();
    class Player;

    std::string m_host;
    Fd m_listener;
    std::uint16_t m_port;
    std::vector<Script> m_scripts;
    Bell m_bell;
    mutable std::mutex m_mutex;
    std::vector<std::string> m_requests;
    std::size_t m_connections{};
    std::vector<std::thread> m_players;  // of the accepting thread alone, until it has ended
    std::thread m_accepting;
};

}  // namespace loadgate::testkit
