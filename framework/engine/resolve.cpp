// SPDX-License-Identifier: Apache-2.0
#include "engine/resolve.h"

#include <netdb.h>
#include <sys/socket.h>
#include <array>
#include <cstring>

namespace loadgate::engine {

namespace {

std::string textOf(const addrinfo& entry) {
    std::array<char, NI_MAXHOST> host{};
    std::array<char, NI_MAXSERV> port{};
    ::getnameinfo(entry.ai_addr, entry.ai_addrlen, host.data(), host.size(), port.data(), port.size(), NI_NUMERICHOST | NI_NUMERICSERV);
    const std::string address = host.data();
    return (entry.ai_family == AF_INET6 ? "[" + address + "]" : address) + ":" + port.data();
}

}  // namespace

Result<std::vector<SocketAddress>> resolve(const std::string& host, std::uint16_t port) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICSERV;
    addrinfo* entries = nullptr;
    const int error = ::getaddrinfo(host.c_str(), std::to_string(port).c_str(), &hints, &entries);
    if (error != 0) {
        return Error{ErrorCode::NotFound,
                     "cannot resolve '" + host + "': " + (error == EAI_SYSTEM ? std::strerror(errno) : ::gai_strerror(error))};
    }
    std::vector<SocketAddress> addresses;
    for (const addrinfo* entry = entries; entry != nullptr; entry = entry->ai_next) {
        SocketAddress address;
        std::memcpy(&address.storage, entry->ai_addr, entry->ai_addrlen);
        address.length = entry->ai_addrlen;
        address.text = textOf(*entry);
        addresses.push_back(std::move(address));
    }
    ::freeaddrinfo(entries);
    return addresses;
}

}  // namespace loadgate::engine
