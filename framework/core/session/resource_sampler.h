// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/host.h"
#include "loadgate/target.h"
#include "model/timeline.h"

#include <memory>
#include <string>
#include <thread>
#include <vector>

namespace loadgate {

/// Asks a target once a second what it has consumed, on a thread of its own, until told to finish. A call that fails, or takes longer than
/// 900 ms, leaves that second without a sample and is noted once a minute at most; it is never repeated, and asking goes on. A plugin
/// that does not come back is left behind when the run is over.
class ResourceSampler {
  public:
    /// Starts at once. `target` is asked on the sampler's thread alone; `clock` is used there too.
    ResourceSampler(std::shared_ptr<Target> target, std::string plugin, std::shared_ptr<Clock> clock);
    ~ResourceSampler();
    ResourceSampler(const ResourceSampler&) = delete;
    ResourceSampler& operator=(const ResourceSampler&) = delete;

    /// When the load begins, on `clock`. Until then nothing is handed out.
    void setZero(Duration zero);

    /// Samples by time, `at` on the run clock: the middle of the call. What was sampled before the load has a negative one.
    struct News {
        std::vector<ResourceSample> samples;
        std::vector<RunNote> notes;
    };
    /// What came since the last time.
    [[nodiscard]] News take();
    /// Takes one more sample, ends the thread, and hands out the rest; at most about a second. Once.
    [[nodiscard]] News finish();

  private:
    struct State;
    std::shared_ptr<State> m_state;
    std::thread m_thread;
};

}  // namespace loadgate
