// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/raw_client.h"

#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <limits>
#include <system_error>

namespace loadgate::testkit {

RawClient::RawClient(std::uint16_t port, const std::string& host) : m_socket(connectTo(host, port)) {
    const timeval patience{10, 0};
    ::setsockopt(m_socket.get(), SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
}

RawClient& RawClient::send(std::string_view bytes) {
    while (!bytes.empty()) {
        const ssize_t sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL);
        if (sent < 0) {
            throw std::system_error(errno, std::generic_category(), "send");
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return *this;
}

std::string RawClient::read(std::size_t bytes) {
    std::string all;
    std::array<char, 65536> buffer{};
    while (all.size() < bytes) {
        const ssize_t got = ::recv(m_socket.get(), buffer.data(), std::min(buffer.size(), bytes - all.size()), 0);
        m_reset = got < 0 && errno == ECONNRESET;
        if (got <= 0) {
            break;
        }
        all.append(buffer.data(), static_cast<std::size_t>(got));
    }
    return all;
}

std::string RawClient::readToEnd() { return read(std::numeric_limits<std::size_t>::max()); }

}  // namespace loadgate::testkit
