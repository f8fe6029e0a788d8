// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

namespace loadgate::testkit {

/// How much the resident memory of this process grew at its peak, since the object was made (proc(5), "clear_refs" and "VmHWM").
class MemoryPeak {
  public:
    MemoryPeak();
    /// False where the kernel does not let the peak be reset, and under a sanitizer, which keeps what is freed.
    [[nodiscard]] bool works() const { return m_works; }
    [[nodiscard]] std::uint64_t grewBy() const;  ///< bytes

  private:
    bool m_works{};
    std::uint64_t m_before{};
};

}  // namespace loadgate::testkit
