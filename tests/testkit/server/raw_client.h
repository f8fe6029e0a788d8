// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/socket.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate::testkit {

/// A blocking connection that sends and receives bytes: what tests of the servers themselves speak with. Gives up after ten seconds.
class RawClient {
  public:
    explicit RawClient(std::uint16_t port, const std::string& host = "127.0.0.1");
    RawClient& send(std::string_view bytes);
    /// Reads until so many bytes came, or the connection ended.
    [[nodiscard]] std::string read(std::size_t bytes);
    [[nodiscard]] std::string readToEnd();
    /// True when the last read ended with a reset.
    [[nodiscard]] bool wasReset() const { return m_reset; }

  private:
    Fd m_socket;
    bool m_reset{};
};

}  // namespace loadgate::testkit
