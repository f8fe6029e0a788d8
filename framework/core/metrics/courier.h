// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/metric_family.h"
#include "loadgate/result.h"

#include <chrono>
#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <thread>

namespace loadgate {

/// Brings the newest figures to one place on a thread of its own: at once, then at a pace, and once more at the end. Nobody waits for it
/// but finish(), and that not for long.
class Courier {
  public:
    using Newest = std::function<MetricFamilies()>;                                        ///< called on the courier's thread
    using Deliver = std::function<Status(const MetricFamilies&, const std::stop_token&)>;  ///< ends soon when asked to stop

    Courier(Newest, Deliver, std::chrono::milliseconds pace);
    ~Courier();
    Courier(const Courier&) = delete;
    Courier& operator=(const Courier&) = delete;

    /// Why a delivery failed while the run went, told once.
    [[nodiscard]] std::optional<Error> takeTrouble();
    /// The last delivery, of what is newest now; its error. A delivery that is under way has half of the patience, so that an older one
    /// does not arrive after it.
    [[nodiscard]] Status finish(std::chrono::milliseconds patience);

  private:
    void run();
    void deliver();

    const Newest m_newest;
    const Deliver m_deliver;
    const std::chrono::milliseconds m_pace;
    std::mutex m_mutex;
    std::condition_variable m_changed;
    std::stop_source m_giveUp;  ///< of the delivery that is under way
    bool m_last{}, m_lastBegun{}, m_ended{}, m_told{};
    Status m_outcome{ok()};  ///< of the newest delivery
    std::optional<Error> m_trouble;
    std::thread m_thread;
};

}  // namespace loadgate
