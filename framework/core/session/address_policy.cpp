// SPDX-License-Identifier: Apache-2.0
#include "core/session/address_policy.h"

#include "loadgate/units.h"

#include <arpa/inet.h>
#include <ifaddrs.h>
#include <netinet/in.h>
#include <algorithm>
#include <array>
#include <bit>
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

/// The IPv4 address that an IPv6 address carries, by RFC 4291 (compatible), RFC 6052 and 8215 (NAT64) and RFC 3056 (6to4). Empty: none.
Bytes carried(const Bytes& a) {
    if (inside(a, "::", 96) || inside(a, "64:ff9b::", 96) || inside(a, "64:ff9b:1::", 48)) {
        return {a.end() - 4, a.end()};
    }
    return inside(a, "2002::", 16) ? Bytes(a.begin() + 2, a.begin() + 6) : Bytes{};
}

/// Of the address itself.
const char* whyNeverItself(const Bytes& a) {
    if (inside(a, "fd00:ec2::254", 128)) {
        return "where a cloud keeps its machines' secrets";
    }
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

const char* whyNever(const Bytes& a) {
    const char* itself = whyNeverItself(a);
    const Bytes inner = carried(a);
    return itself != nullptr || inner.empty() ? itself : whyNeverItself(inner);
}

/// Whether a network interface is one that Docker makes: docker0, br-0123456789ab.
bool isDockerBridge(std::string_view name) {
    constexpr std::string_view kBridge = "br-";
    const std::string_view id = name.substr(std::min(name.size(), kBridge.size()));
    const bool isHex = id.size() == 12 && id.find_first_not_of("0123456789abcdef") == std::string_view::npos;
    return name == "docker0" || (name.starts_with(kBridge) && isHex);
}

unsigned prefixOf(const Bytes& mask) {
    unsigned bits = 0;
    for (const unsigned char byte : mask) {
        bits += static_cast<unsigned>(std::popcount(byte));
    }
    return bits;
}

/// Asks the kernel for the networks of the bridges as they are now.
bool isBehindDockerBridge(const Bytes& address) {
    ifaddrs* first = nullptr;
    if (::getifaddrs(&first) != 0) {
        return false;
    }
    bool behind = false;
    for (const ifaddrs* one = first; one != nullptr; one = one->ifa_next) {
        if (one->ifa_addr == nullptr || one->ifa_netmask == nullptr || one->ifa_addr->sa_family != AF_INET ||
            !isDockerBridge(one->ifa_name)) {
            continue;
        }
        sockaddr_storage network{};
        sockaddr_storage mask{};
        std::memcpy(&network, one->ifa_addr, sizeof(sockaddr_in));
        std::memcpy(&mask, one->ifa_netmask, sizeof(sockaddr_in));
        mask.ss_family = AF_INET;
        behind = behind || inside(address, bytesOf(network), prefixOf(bytesOf(mask)));
    }
    ::freeifaddrs(first);
    return behind;
}

/// As names compare: in small letters, without a dot at the end.
std::string comparable(std::string name) {
    std::transform(name.begin(), name.end(), name.begin(),
                   [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    while (name.ends_with('.')) {
        name.pop_back();
    }
    return name;
}

bool allows(const std::string& rule, const std::string& host, const Bytes& address) {
    const std::size_t slash = rule.find('/');
    const auto network = bytesOf(rule.substr(0, slash));
    if (!network) {
        return comparable(rule) == comparable(host);
    }
    if (slash == std::string::npos) {
        return *network == address;
    }
    const auto bits = parseCount(rule.substr(slash + 1));
    return bits && inside(address, *network, static_cast<unsigned>(std::min<std::uint64_t>(*bits, 1000)));
}

}  // namespace

Result<AddressClass> checkAddress(const sockaddr_storage& storage, const AddressRules& rules) {
    const Bytes address = bytesOf(storage);
    const std::string name = textOf(address) == rules.host ? rules.host : rules.host + " (" + textOf(address) + ")";
    if (inside(address, "127.0.0.0", 8) || inside(address, "::1", 128)) {
        return AddressClass::Free;
    }
    if (const char* why = whyNever(address)) {
        return Error{ErrorCode::BadInput, name + " is " + why + ": load is never sent there"};
    }
    if (rules.foundByPlugin || isBehindDockerBridge(address)) {
        return AddressClass::Free;
    }
    if (std::any_of(rules.allowed.begin(), rules.allowed.end(),
                    [&](const std::string& rule) { return allows(rule, rules.host, address); })) {
        return AddressClass::Allowed;
    }
    return Error{ErrorCode::BadInput, name + " is not on this machine: if you may load it, say so with --allow-host " + rules.host +
                                          ", or in allow_hosts: of deploy/targets.yml"};
}

}  // namespace loadgate
