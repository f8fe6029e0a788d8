// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace loadgate::acceptance {

/// While it lives, the calling thread and what it starts (threads and processes) are in a network of their own with nothing but a loopback.
/// That needs a privilege that a container may not give; then everything stays as it was.
class PrivateNetwork {
  public:
    PrivateNetwork();
    ~PrivateNetwork();
    PrivateNetwork(const PrivateNetwork&) = delete;
    PrivateNetwork& operator=(const PrivateNetwork&) = delete;

    [[nodiscard]] bool granted() const { return m_granted; }
    /// Sets /proc/sys/net/ipv4/NAME of this network, and of no other; false when the kernel does not take it.
    [[nodiscard]] bool set(const char* name, const char* value) const;

  private:
    int m_old{-1};  ///< descriptor of the network to go back to
    bool m_granted{};
};

}  // namespace loadgate::acceptance
