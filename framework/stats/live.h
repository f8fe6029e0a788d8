// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/check_state.h"
#include "model/live_interval.h"

#include <cstdint>
#include <span>
#include <string>
#include <vector>

// How a run stands while it goes: for people who watch, never a verdict. No interval, no correction for looking often.

namespace loadgate::stats {

struct LiveCheck {
    Check check;  ///< observed and samples; neither status nor reason nor interval
    CheckState state{CheckState::OnTrack};
};

/// Adds up what was answered in the measured phase, and says which checks changed their state. An objective with a window looks at what was
/// answered in this one; once a window ended over the limit it stays breached. One thread.
class LiveChecks {
  public:
    /// `endpoints`: names by the index that Series::endpoint holds; `limits`: as in Measurement::limits.
    LiveChecks(std::vector<Objective> objectives, std::vector<std::string> endpoints, std::vector<Duration> limits);
    /// Those whose state is another than when asked last, and those that are seen for the first time. Objectives for resources are left
    /// to the judge.
    [[nodiscard]] std::vector<LiveCheck> add(const LiveInterval&);

  private:
    struct Answered {
        std::vector<Series> sums;  ///< by endpoint
        Duration length{};
    };
    struct Followed {
        Objective objective;
        bool told{};
        CheckState state{CheckState::OnTrack};
        Answered window;     ///< with a window: of this one
        bool breachedOne{};  ///< one ended so
    };
    void addTo(Answered&, const LiveInterval&) const;
    void startWindow(Followed&, const LiveInterval&) const;
    [[nodiscard]] Series sumFor(const Objective&, const Answered&) const;
    [[nodiscard]] bool look(const Followed&, LiveCheck&) const;
    std::vector<Followed> m_followed;
    std::vector<std::string> m_endpoints;
    std::vector<Duration> m_limits;
    Answered m_all;
    Duration m_lookedAt{};
};

/// The generator's health in this interval alone: its lag, what it dropped itself, steal and throttling, by assessGenerator()'s thresholds.
[[nodiscard]] GeneratorStatus generatorNow(const LiveInterval&, std::span<const Objective>);

}  // namespace loadgate::stats
