// SPDX-License-Identifier: Apache-2.0
#include "acceptance/private_network.h"

#include <fcntl.h>
#include <net/if.h>
#include <sched.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cstring>
#include <string>

namespace loadgate::acceptance {
namespace {

bool bringLoopbackUp() {
    const int socket = ::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0);
    ifreq request{};
    std::strncpy(static_cast<char*>(request.ifr_name), "lo", IFNAMSIZ - 1);
    request.ifr_flags = IFF_UP | IFF_RUNNING;
    const bool up = ::ioctl(socket, SIOCSIFFLAGS, &request) == 0;
    ::close(socket);
    return up;
}

}  // namespace

PrivateNetwork::PrivateNetwork() : m_old(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
    m_granted = m_old >= 0 && ::unshare(CLONE_NEWNET) == 0 && bringLoopbackUp();
}

PrivateNetwork::~PrivateNetwork() {
    if (m_old >= 0) {
        ::setns(m_old, CLONE_NEWNET);
        ::close(m_old);
    }
}

bool PrivateNetwork::set(const char* name, const char* value) const {
    const std::string path = std::string("/proc/sys/net/ipv4/") + name;
    const int file = m_granted ? ::open(path.c_str(), O_WRONLY | O_CLOEXEC) : -1;
    const bool taken = file >= 0 && ::write(file, value, std::strlen(value)) > 0;
    if (file >= 0) {
        ::close(file);
    }
    return taken;
}

}  // namespace loadgate::acceptance
