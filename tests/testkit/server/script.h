// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/socket.h"

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::testkit {

/// One thing that a scripted connection does.
struct Step {
    enum class Kind { AwaitRequest, AwaitHead, Send, Pause, Close, Reset, Again };
    Kind kind{};
    std::string bytes;   ///< of Send
    Nanos pause{};       ///< of Pause
    std::size_t from{};  ///< of Again: the step to go back to
};

/// What a server does on one connection, read like a sentence:
///
///     Script().awaitRequest().send("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok").reset()
///
/// A script that comes to its end without close() or reset() holds the connection, silent, until the client leaves.
class Script {
  public:
    Script& awaitRequest() { return add({Step::Kind::AwaitRequest, {}, {}, 0}); }  ///< head and body
    Script& awaitHead() { return add({Step::Kind::AwaitHead, {}, {}, 0}); }        ///< the body may come later, or never
    Script& send(std::string_view bytes) { return add({Step::Kind::Send, std::string(bytes), {}, 0}); }
    /// Each byte in a segment of its own, a millisecond apart.
    Script& sendByteByByte(std::string_view bytes);
    Script& pause(Nanos time) { return add({Step::Kind::Pause, {}, time, 0}); }
    Script& close() { return add({Step::Kind::Close, {}, {}, 0}); }  ///< FIN, in order
    Script& reset() { return add({Step::Kind::Reset, {}, {}, 0}); }  ///< RST
    Script& again(std::size_t fromStep = 0) { return add({Step::Kind::Again, {}, {}, fromStep}); }

    [[nodiscard]] const std::vector<Step>& steps() const { return m_steps; }

  private:
    Script& add(Step step);

    std::vector<Step> m_steps;
};

/// "HTTP/1.1 200 OK", a Content-Length and the body.
[[nodiscard]] std::string okAnswer(std::string_view body = "ok");

}  // namespace loadgate::testkit
