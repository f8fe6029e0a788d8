// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/socket.h"

#include <cstdint>
#include <iosfwd>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace loadgate::testkit {

/// One request as the server saw it. Times are of the monotonic clock, so a client on the same machine can compare its own with them.
struct LoggedRequest {
    std::uint64_t connection{};  ///< 0, 1, 2 … in the order of accepting
    std::string method, path;
    int status{};                      ///< of the answer
    TimePoint received{};              ///< its last byte was read
    std::optional<TimePoint> written;  ///< the last byte of the answer was handed to the kernel; none: never answered

    /// Written - received; zero when never answered.
    [[nodiscard]] Nanos served() const { return written ? *written - received : Nanos{}; }
};

using RequestLog = std::vector<LoggedRequest>;  // in the order of receiving

[[nodiscard]] std::map<int, std::uint64_t> countByStatus(const RequestLog&);  // answered ones only
[[nodiscard]] std::map<std::string, std::uint64_t> countByPath(const RequestLog&);
/// Requests received in each second since `start`.
[[nodiscard]] std::vector<std::uint64_t> countBySecond(const RequestLog&, TimePoint start);
/// A quantile 0..1 of the served times (the smallest value with at least that share at or below it); zero when nothing was answered.
[[nodiscard]] Nanos servedQuantile(const RequestLog&, double quantile);

/// One line a request: connection, method, path, status, received and written in nanoseconds of the monotonic clock (0: never written).
void writeLog(std::ostream&, const RequestLog&);
[[nodiscard]] RequestLog readLog(std::istream&);

/// Bytes that went over the server's sockets.
struct Traffic {
    std::uint64_t received{}, written{};
};

/// A log that one thread writes and others read.
class SharedLog {
  public:
    /// Held by the server through each turn of reading and writing, so that a log that is read contains whatever a client has already been
    /// answered: the client may read the answer before the server comes to write down that it was written.
    [[nodiscard]] std::unique_lock<std::mutex> turn() { return std::unique_lock(m_mutex); }
    /// Within a turn. Returns the entry's index, for answered().
    std::size_t add(LoggedRequest);
    /// Within a turn.
    void answered(std::size_t index, TimePoint written);
    /// Within a turn.
    void addPeer(std::string address) { m_peers.push_back(std::move(address)); }
    void count(const Traffic& more);
    /// Waits for the turn to end.
    [[nodiscard]] RequestLog copy() const;
    [[nodiscard]] std::vector<std::string> peers() const;
    [[nodiscard]] std::size_t size() const;
    [[nodiscard]] Traffic traffic() const;

  private:
    mutable std::mutex m_mutex;
    Traffic m_traffic;
    RequestLog m_requests;
    std::vector<std::string> m_peers;
};

}  // namespace loadgate::testkit
