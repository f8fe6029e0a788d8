// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "acceptance/private_network.h"

namespace loadgate::acceptance {

/// While it lives, the calling thread and what it starts (threads and processes) run before everything else on the machine and in a
/// network of their own with nothing but a loopback: no other test takes their turn, no connection tracking their time.
/// Both need a privilege that a container may not give; then everything stays as it was.
class Undisturbed {
  public:
    Undisturbed();
    ~Undisturbed();
    Undisturbed(const Undisturbed&) = delete;
    Undisturbed& operator=(const Undisturbed&) = delete;

    [[nodiscard]] bool granted() const { return m_granted; }

  private:
    PrivateNetwork m_network;
    bool m_granted{};
};

}  // namespace loadgate::acceptance
