// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "sink_options.h"
#include "tls.h"

#include <csignal>
#include <cstdint>
#include <deque>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::bench {

/// Answers every HTTP/1.1 request without a body with the same bytes, and counts and times them by itself. It shares no code with the
/// engine, so that one mistake cannot hide in both. One thread. In a stall, requests are read and stamped, but their service begins when
/// the stall ends; what came before is answered on time.
class Sink {
  public:
    explicit Sink(SinkOptions options);
    ~Sink();
    Sink(const Sink&) = delete;
    Sink& operator=(const Sink&) = delete;

    /// Empty, or what could not be done.
    [[nodiscard]] std::string listen();
    [[nodiscard]] std::uint16_t port() const { return m_port; }
    void runUntil(const volatile std::sig_atomic_t& stop);
    /// Empty, or why the log could not be written.
    [[nodiscard]] std::string writeLog() const;
    /// One line of JSON.
    [[nodiscard]] std::string summary() const;

  private:
    struct Connection {
        bool open{};
        std::uint8_t lineEnds{};     ///< how far into the empty line that ends a request: 0..3 of "\r\n\r\n"
        std::uint32_t generation{};  ///< of the descriptor, so that a late answer goes to nobody else
        std::uint64_t unsent{};      ///< bytes of answers, the rest of one first
        ssl_st* tls{};
    };
    struct Delayed {
        std::int64_t due{};
        int socket{};
        std::uint32_t generation{};
    };

    void acceptAll();
    void onEvents(int socket, std::uint32_t events);
    void readFrom(int socket);
    void onRequests(int socket, int count);
    void answer(int socket, int count);
    void write(int socket);
    void close(int socket);
    void answerDelayed();
    [[nodiscard]] std::int64_t answerDue(std::int64_t arrived) const;
    [[nodiscard]] static int requestsIn(std::string_view bytes, std::uint8_t& lineEnds);

    SinkOptions m_options;
    TlsContext m_tls;
    std::string m_answers;  ///< the same answer several times, so that pipelined ones leave together
    std::vector<char> m_buffer;
    std::vector<Connection> m_connections;  ///< by descriptor
    std::deque<Delayed> m_delayed;          ///< in order of `due`, because the delay is the same for all
    std::vector<std::int64_t> m_arrivals;
    std::int64_t m_start{}, m_first{}, m_last{};
    std::uint64_t m_requests{}, m_accepted{};
    int m_listener{-1}, m_epoll{-1};
    std::uint16_t m_port{};
};

}  // namespace loadgate::bench
