// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "testkit/server/socket.h"

#include <sys/types.h>

#include <chrono>
#include <thread>

namespace loadgate::acceptance {

/// Holds a process at a share of a core, for as long as this object lives: it may run for `on`, then is stopped for `off`, and so on. That
/// is what a control group's quota does, but needs no right to write control groups, so it works in any container.
class HeldProcess {
  public:
    HeldProcess(pid_t process, std::chrono::milliseconds on, std::chrono::milliseconds off);
    ~HeldProcess();
    HeldProcess(const HeldProcess&) = delete;
    HeldProcess& operator=(const HeldProcess&) = delete;

  private:
    void alternate(std::chrono::milliseconds on, std::chrono::milliseconds off) const;
    void signal(int number) const;

    testkit::Fd m_process;  // a handle, not a number: the number may soon be another process's
    testkit::Bell m_bell;
    std::thread m_thread;
};

}  // namespace loadgate::acceptance
