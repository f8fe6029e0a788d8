// SPDX-License-Identifier: Apache-2.0
#include "acceptance/held_process.h"

#include <poll.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <csignal>

namespace loadgate::acceptance {

HeldProcess::HeldProcess(pid_t process, std::chrono::milliseconds on, std::chrono::milliseconds off)
    : m_process(static_cast<int>(::syscall(SYS_pidfd_open, process, 0U))), m_thread([this, on, off] { alternate(on, off); }) {}

HeldProcess::~HeldProcess() {
    m_bell.ring();
    m_thread.join();
}

void HeldProcess::signal(int number) const { ::syscall(SYS_pidfd_send_signal, m_process.get(), number, nullptr, 0U); }

void HeldProcess::alternate(std::chrono::milliseconds on, std::chrono::milliseconds off) const {
    const auto rings = [this](std::chrono::milliseconds within) {
        pollfd bell{m_bell.fd(), POLLIN, 0};
        return ::poll(&bell, 1, static_cast<int>(within.count())) > 0;
    };
    while (!rings(on)) {
        signal(SIGSTOP);
        const bool end = rings(off);
        signal(SIGCONT);
        if (end) {
            return;
        }
    }
}

}  // namespace loadgate::acceptance
