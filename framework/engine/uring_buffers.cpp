// SPDX-License-Identifier: Apache-2.0
#include "engine/uring_buffers.h"

#include <sys/mman.h>
#include <cerrno>
#include <cstring>
#include <utility>

namespace loadgate::engine {

Result<UringBuffers> UringBuffers::create(io_uring& ring, std::uint16_t group, std::uint16_t first, std::uint16_t count, std::size_t size) {
    // One mapping: the ring of descriptions, which must begin on a page, and behind it the buffers.
    const std::size_t ringBytes = (count * sizeof(io_uring_buf) + 4095) / 4096 * 4096;
    UringBuffers buffers;
    buffers.m_mapped = ringBytes + count * size;
    void* const memory = ::mmap(nullptr, buffers.m_mapped, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (memory == MAP_FAILED) {
        buffers.m_mapped = 0;
        return Error{ErrorCode::Io, std::string("receive buffers: ") + std::strerror(errno)};
    }
    buffers.m_ring = static_cast<io_uring_buf_ring*>(memory);
    buffers.m_bytes = static_cast<char*>(memory) + ringBytes;
    buffers.m_size = size;
    buffers.m_mask = io_uring_buf_ring_mask(count);
    buffers.m_group = group;
    buffers.m_first = first;
    // liburing 2.3 has no io_uring_setup_buf_ring().
    io_uring_buf_reg registration{};
    registration.ring_addr = reinterpret_cast<std::uintptr_t>(memory);
    registration.ring_entries = count;
    registration.bgid = group;
    if (const int result = io_uring_register_buf_ring(&ring, &registration, 0); result != 0) {
        return Error{ErrorCode::Io, std::string("buffer ring: ") + std::strerror(-result)};
    }
    io_uring_buf_ring_init(buffers.m_ring);
    for (std::uint16_t i = 0; i < count; ++i) {
        const auto number = static_cast<std::uint16_t>(first + i);
        io_uring_buf_ring_add(buffers.m_ring, buffers.at(number), static_cast<unsigned>(size), number, buffers.m_mask, i);
    }
    io_uring_buf_ring_advance(buffers.m_ring, count);
    return buffers;
}

UringBuffers::UringBuffers(UringBuffers&& other) noexcept
    : m_ring(other.m_ring),
      m_bytes(other.m_bytes),
      m_size(other.m_size),
      m_mapped(std::exchange(other.m_mapped, 0)),
      m_mask(other.m_mask),
      m_group(other.m_group),
      m_first(other.m_first) {}

UringBuffers::~UringBuffers() {
    if (m_mapped > 0) {
        ::munmap(m_ring, m_mapped);
    }
}

}  // namespace loadgate::engine
