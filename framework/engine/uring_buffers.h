// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <liburing.h>
#include <cstddef>
#include <cstdint>

namespace loadgate::engine {

/// A ring of equal buffers from which the kernel takes one for each receive. Pages that were never used cost nothing. Unregistered with
/// the io_uring it belongs to, which must be closed first.
class UringBuffers {
  public:
    /// `count`: a power of two, at most 32,768. Buffers are numbered from `first`. Io when the kernel has no buffer rings (before 5.19).
    [[nodiscard]] static Result<UringBuffers> create(io_uring&, std::uint16_t group, std::uint16_t first, std::uint16_t count,
                                                     std::size_t size);
    UringBuffers(UringBuffers&&) noexcept;
    UringBuffers& operator=(UringBuffers&&) = delete;
    ~UringBuffers();

    [[nodiscard]] char* at(std::uint16_t number) const { return m_bytes + std::size_t(number - m_first) * m_size; }
    [[nodiscard]] std::size_t size() const { return m_size; }
    [[nodiscard]] std::uint16_t group() const { return m_group; }
    /// The kernel may fill it again.
    void giveBack(std::uint16_t number) {
        io_uring_buf_ring_add(m_ring, at(number), static_cast<unsigned>(m_size), number, m_mask, 0);
        io_uring_buf_ring_advance(m_ring, 1);
    }

  private:
    UringBuffers() = default;

    io_uring_buf_ring* m_ring{};
    char* m_bytes{};
    std::size_t m_size{}, m_mapped{};
    int m_mask{};
    std::uint16_t m_group{}, m_first{};
};

}  // namespace loadgate::engine
