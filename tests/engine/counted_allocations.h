// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>

/// Counts every allocation of the program, by who makes it: malloc() and its relatives, and with them operator new. Not under sanitizers,
/// which have allocators of their own.
namespace loadgate::counted {

struct Allocations {
    std::uint64_t here{};      ///< by threads that called thisIsNoWorker()
    std::uint64_t workers{};   ///< by all others
    std::uint64_t expected{};  ///< by all others, of the expected size
};

/// What this thread allocates counts as `here`.
void thisIsNoWorker();
/// Counts from now on, from nothing; those of exactly this size apart.
void start(std::size_t expectedSize);
/// Counts no longer.
Allocations stop();

}  // namespace loadgate::counted
