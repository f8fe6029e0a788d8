// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/request_reader.h"
#include "testkit/server/service_times.h"
#include "testkit/server/test_server.h"

#include <sys/epoll.h>

#include <array>
#include <cstdint>
#include <optional>
#include <queue>
#include <random>
#include <string>
#include <tuple>
#include <unordered_map>
#include <vector>

namespace loadgate::testkit {

/// The test server's thread: accepts, reads, answers when due, until the bell rings. Private to TestServer.
class ServerLoop {
  public:
    ServerLoop(ServerOptions, Fd listener, TimePoint start, SharedLog&, const Bell&);
    void run();

  private:
    struct Connection {
        Fd socket;
        RequestReader reader;
        std::string out;                     ///< the answer that is made or due
        std::size_t written{};               ///< so much of it the kernel has taken
        std::optional<std::size_t> serving;  ///< the log's index of the request being served
        unsigned answers{};
        bool closing{};       ///< close when `out` is written
        bool resetting{};     ///< reset when the answer would be due
        bool waitsToWrite{};  ///< epoll also tells when it can be written
    };
    struct DueAnswer {
        TimePoint at;
        std::uint64_t number;  ///< of the request: those due at the same time are answered in their order
        std::uint64_t connection;
        bool operator>(const DueAnswer& other) const { return std::tie(at, number) > std::tie(other.at, other.number); }
    };

    /// Returns how many of m_events are filled.
    int waitUntil(TimePoint);
    void takeUp(int count);
    void acceptAll();
    void read(std::uint64_t id);
    void serveNext(std::uint64_t id);
    void answerDue(TimePoint now);
    void flush(std::uint64_t id);
    [[nodiscard]] bool resetsThis();
    [[nodiscard]] bool closesAfterThis(const ReceivedRequest&, const Connection&) const;
    [[nodiscard]] int statusOf(const ReceivedRequest&);
    [[nodiscard]] std::string answerTo(const ReceivedRequest&, int status, bool announceClose) const;

    ServerOptions m_options;
    Fd m_listener;
    Fd m_epoll;
    StallTimetable m_stalls;
    ServiceTimes m_times;
    SharedLog& m_log;
    const Bell& m_bell;
    std::array<epoll_event, 256> m_events{};
    std::array<char, 16384> m_buffer{};
    bool m_running{true};
    std::uint64_t m_nextConnection{};
    std::uint64_t m_served{};
    std::mt19937_64 m_chance;
    std::unordered_map<std::uint64_t, Connection> m_connections;
    std::priority_queue<DueAnswer, std::vector<DueAnswer>, std::greater<>> m_due;
};

}  // namespace loadgate::testkit
