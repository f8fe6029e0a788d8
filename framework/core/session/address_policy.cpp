// SPDX-License-Identifier: Apache-2.0
#include "core/session/address_policy.h"

#include "loadgate/units.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <algorithm>
#include <array>
#include <cstring>
#include <optional>
#include <vector>

namespace loadgate {

namespace {

/// An address as 4 or 16 bytes; IPv4 in IPv6 ("::ffff:10.0.0.1") is the IPv4 address.
using Bytes = std::vector<unsigned char>;

Bytes unmapped(const in6_addr& address) {
    const auto* bytes = static_cast<const unsigned char*>(address.s6_addr);
    return IN6_IS_ADDR_V4MAPPED(&address) ? Bytes(bytes + 12, bytes + 16) : Bytes(bytes, bytes + 16);
}

Bytes bytesOf(const sockaddr_storage& storage) {
    if (storage.ss_family == AF_INET6) {
        sockaddr_in6 in6{};
        std::memcpy(&in6, &storage, sizeof in6);
        return unmapped(in6.sin6_addr);
    }
    sockaddr_in in4{};
    std::memcpy(&in4, &storage, sizeof in4);
    Bytes bytes(4);
    std::memcpy(bytes.data(), &in4.sin_addr, 4);
    return bytes;
}

std::optional<Bytes> bytesOf(const std::string& text) {
    Bytes bytes(4);
    if (::inet_pton(AF_INET, text.c_str(), bytes.data()) == 1) {
        return bytes;
    }
    in6_addr in6{};
    if (::inet_pton(AF_INET6, text.c_str(), &in6) == 1) {
        return unmapped(in6);
    }
    return std::nullopt;
}

std::string textOf(const Bytes& bytes) {
    std::array<char, INET6_ADDRSTRLEN> text{};
    ::inet_ntop(bytes.size() == 4 ? AF_INET : AF_INET6, bytes.data(), text.data(), text.size());
    return text.data();
}

bool inside(const Bytes& address, const Bytes& network, unsigned bits) {
    if (address.size() != network.size() || bits > address.size() * 8) {
        return false;
    }
    for (unsigned bit = 0; bit < bits; ++bit) {
        const unsigned mask = 0x80U >> (bit % 8);
        if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
            return false;
        }
    }
    return true;
}

bool inside(const Bytes& address, const char* network, unsigned bits) { return inside(address, *bytesOf(network), bits); }

const char* whyNever(const Bytes& a) {
    if (inside(a, "169.254.0.0", 16) || inside(a, "fe80::", 10)) {
        return "a link-local address";
    }
    if (inside(a, "224.0.0.0", 4) || inside(a, "ff00::", 8)) {
        return "a multicast address";
    }
    if (inside(a, "255.255.255.255", 32)) {
        return "the broadcast address";
    }
    return inside(a, "0.0.0.0", 8) || inside(a, "::", 128) ? "no address of a single host" : nullptr;
}

bool allows(const std::string& rule, const std::string& host, const Bytes& address) {
    const std::size_t slash = rule.find('/');
    const auto network = bytesOf(rule.substr(0, slash));
    if (!network) {
        return rule == host;
    }
    if (slash == std::string::npos) {
        return *network == address;
    }
    const auto bits = parseCount(rule.substr(slash + 1));
    return bits && inside(address, *network, static_cast<unsigned>(std::min<std::uint64_t>(*bits, 1000)));
}

}  // namespace

Result<AddressClass> checkAddress(const sockaddr_storage& storage, const std::string& host, std::span<const std::string> allowed) {
    const Bytes address = bytesOf(storage);
    const std::string name = textOf(address) == host ? host : host + " (" + textOf(address) + ")";
    if (inside(address, "127.0.0.0", 8) || inside(address, "::1", 128)) {
        return AddressClass::Free;
    }
    if (const char* why = whyNever(address)) {
        return Error{ErrorCode::BadInput, name + " is " + why + ": load is never sent there"};
    }
    if (std::any_of(allowed.begin(), allowed.end(), [&](const std::string& rule) { return allows(rule, host, address); })) {
        return AddressClass::Allowed;
    }
    return Error{ErrorCode::BadInput, name + " is not on this machine: if you may load it, say so with --allow-host " + host};
}

}  // namespace loadgate
