// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/script.h"

#include <utility>

namespace loadgate::testkit {

Script& Script::sendByteByByte(std::string_view bytes) {
    for (const char byte : bytes) {
        send(std::string_view(&byte, 1));
        pause(std::chrono::milliseconds(1));
    }
    return *this;
}

Script& Script::add(Step step) {
    m_steps.push_back(std::move(step));
    return *this;
}

std::string okAnswer(std::string_view body) {
    return "HTTP/1.1 200 OK\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + std::string(body);
}

}  // namespace loadgate::testkit
