// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace loadgate::testkit {

/// A request as it came: enough of it to answer and to count.
struct ReceivedRequest {
    std::string method, path, version;  ///< "GET", "/items?page=1", "HTTP/1.1"
    std::string raw;                    ///< every byte, head and body
    bool wantsClose{};                  ///< "Connection: close", or HTTP/1.0

    /// A header's value, by its name in any case; nothing when absent.
    [[nodiscard]] std::optional<std::string> header(std::string_view name) const;
};

/// Collects bytes and cuts requests off their front. Written from RFC 9112 for this server alone: it shares no code with the client
/// under test, so that one mistake cannot hide in both.
class RequestReader {
  public:
    void append(std::string_view bytes) { m_bytes.append(bytes); }
    /// The next whole request (head and body); nothing while bytes are missing.
    [[nodiscard]] std::optional<ReceivedRequest> next();
    /// The next request's head alone, as soon as it is whole; it is not taken, next() still waits for the body.
    [[nodiscard]] std::optional<ReceivedRequest> peekHead() const;
    [[nodiscard]] bool empty() const { return m_bytes.empty(); }

  private:
    std::string m_bytes;
};

}  // namespace loadgate::testkit
