// SPDX-License-Identifier: Apache-2.0
#include "testkit/memory_peak.h"

#include <fstream>
#include <limits>
#include <string>

namespace loadgate::testkit {
namespace {

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
constexpr bool kSanitized = true;
#else
constexpr bool kSanitized = false;
#endif

std::uint64_t peak() {
    std::ifstream status("/proc/self/status");
    for (std::string word; status >> word; status.ignore(std::numeric_limits<std::streamsize>::max(), '\n')) {
        std::uint64_t kib = 0;
        if (word == "VmHWM:" && status >> kib) {
            return kib << 10U;
        }
    }
    return 0;
}

bool reset() {
    std::ofstream file("/proc/self/clear_refs");
    file << "5" << std::flush;
    return file.good();
}

}  // namespace

MemoryPeak::MemoryPeak() : m_works(!kSanitized && reset()), m_before(peak()) {}

std::uint64_t MemoryPeak::grewBy() const { return peak() - m_before; }

}  // namespace loadgate::testkit
