// SPDX-License-Identifier: Apache-2.0
#include "counted_allocations.h"

#include <atomic>

// glibc's own, which stay reachable when a program defines malloc() itself ("Replacing malloc" in its manual).
extern "C" {
void* __libc_malloc(std::size_t size);                        // NOLINT(bugprone-reserved-identifier)
void* __libc_calloc(std::size_t count, std::size_t size);     // NOLINT(bugprone-reserved-identifier)
void* __libc_realloc(void* old, std::size_t size);            // NOLINT(bugprone-reserved-identifier)
void* __libc_memalign(std::size_t alignment, std::size_t n);  // NOLINT(bugprone-reserved-identifier)
}

namespace {

std::atomic<bool> counting{};
std::atomic<std::size_t> expectedSize{};
std::atomic<std::uint64_t> here, workers, expected;
thread_local bool noWorker = false;

void count(std::size_t size) {
    if (!counting.load(std::memory_order_relaxed)) {
        return;
    }
    auto& counter = noWorker ? here : size == expectedSize.load(std::memory_order_relaxed) ? expected : workers;
    counter.fetch_add(1, std::memory_order_relaxed);
}

}  // namespace

extern "C" {
void* malloc(std::size_t size) {
    count(size);
    return __libc_malloc(size);
}
void* calloc(std::size_t amount, std::size_t size) {
    count(amount * size);
    return __libc_calloc(amount, size);
}
void* realloc(void* old, std::size_t size) {
    count(size);
    return __libc_realloc(old, size);
}
void* memalign(std::size_t alignment, std::size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}
void* aligned_alloc(std::size_t alignment, std::size_t size) {
    count(size);
    return __libc_memalign(alignment, size);
}
int posix_memalign(void** result, std::size_t alignment, std::size_t size) {
    count(size);
    *result = __libc_memalign(alignment, size);
    return *result == nullptr ? 12 /* ENOMEM */ : 0;
}
}

namespace loadgate::counted {

void thisIsNoWorker() { noWorker = true; }

void start(std::size_t ofSize) {
    expectedSize = ofSize;
    here = workers = expected = 0;
    counting = true;
}

Allocations stop() {
    counting = false;
    return {here, workers, expected};
}

}  // namespace loadgate::counted
