// SPDX-License-Identifier: Apache-2.0
#include "core/session/host.h"

#include <condition_variable>
#include <mutex>

namespace loadgate {

Duration SystemClock::now() const { return std::chrono::steady_clock::now().time_since_epoch(); }

WallTime SystemClock::wall() const { return std::chrono::system_clock::now(); }

Status SystemClock::waitUntil(Duration when, const std::stop_token& stop) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::condition_variable_any changed;
    changed.wait_until(lock, stop, std::chrono::steady_clock::time_point(when), [] { return false; });
    return stop.stop_requested() ? Status(Error{ErrorCode::Cancelled, "stopped while waiting"}) : ok();
}

}  // namespace loadgate
