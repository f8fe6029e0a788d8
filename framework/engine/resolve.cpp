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

SocketAddress addressOf(const addrinfo& entry) {
    SocketAddress address;
    std::memcpy(&address.storage, entry.ai_addr, entry.ai_addrlen);
    address.length = entry.ai_addrlen;
    address.text = textOf(entry);
    return address;
}

}  // namespace

Result<SocketAddress> sourceAddress(const std::string& text) {
    addrinfo hints{};
    hints.ai_socktype = SOCK_STREAM;
    hints.ai_flags = AI_NUMERICHOST;
    addrinfo* entry = nullptr;
    if (::getaddrinfo(text.c_str(), nullptr, &hints, &entry) != 0) {
        return Error{ErrorCode::BadInput, "'" + text + "' is no address: write 127.0.0.2 or ::1"};
    }
    SocketAddress address = addressOf(*entry);
    address.text = text;
    ::freeaddrinfo(entry);
    return address;
}

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
        addresses.push_back(addressOf(*entry));
    }
    ::freeaddrinfo(entries);
    return addresses;
}

}  // namespace loadgate::engine
