// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/early_failure.h"
#include "model/measurement.h"
#include "model/objective.h"
#include "stats/betting.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace loadgate::stats {

/// Upper bound on how many requests can still fall due from a moment on, where `counted` were due before it (the warm-up's too); empty
/// where there is none, as with users who do not pause.
using MostToCome = std::function<std::optional<double>(Duration from, std::uint64_t counted)>;

/// A run that keeps its limits is stopped no more often.
inline constexpr double kStopLevel = 0.01;

/// What the rules need to know of the run.
struct EarlyStopPlan {
    std::vector<Objective> objectives;
    std::vector<std::string> endpoints;     ///< names by the index that Series::endpoint holds
    std::vector<Duration> limits;           ///< as in Measurement::limits
    Duration intervalLength{}, measured{};  ///< measured: planned length of the measured phase
    MostToCome mostToCome;
    double level{kStopLevel};  ///< of all rules together, for all checks; see stopLevel()
};

/// Watches the required objectives on latency and errors for a failure that is certain, by the rules of statistics.md section 6. Never says
/// that anything passes. With J required objectives each has 1/J of the level (Bonferroni), 1 % or
/// alpha/2 of a stricter confidence, so that what stopped a run survives Holm's correction among its checks. Objectives with a window, on
/// throughput and on resources are left to the judge. One thread.
class EarlyStop {
  public:
    explicit EarlyStop(EarlyStopPlan);
    /// The next interval, by time, to which nothing can be added any more. Its histograms are not looked at.
    void add(const Interval&);
    /// The first failure that became certain; it stays.
    [[nodiscard]] const std::optional<EarlyFailure>& failure() const { return m_failure; }

  private:
    struct Followed {
        std::size_t check{};
        double limit{};  ///< share that may be bad
        double level{};
        std::optional<Betting> betting;      ///< not where none may be bad
        std::uint64_t due{}, bad{};          ///< measured phase
        std::uint64_t unitDue{}, unitBad{};  ///< of the unit that is not full yet
        bool lookedAtBound{};                ///< the budget was spent, and the one look at the bound is over
    };
    void follow(std::size_t check, double share);
    void count(Followed&, const Interval&) const;
    void closeUnit(Duration at);
    [[nodiscard]] std::optional<EarlyFailure> look(Followed&, Duration at) const;
    [[nodiscard]] std::optional<EarlyFailure> lookAtBudget(Followed&, EarlyFailure) const;

    EarlyStopPlan m_plan;
    Measurement m_limits;      ///< nothing but its limits, for slowOrFailed()
    std::size_t m_perUnit{1};  ///< intervals that make a second or more
    std::size_t m_inUnit{};
    std::uint64_t m_counted{};
    std::vector<Followed> m_followed;
    std::optional<EarlyFailure> m_failure;
};

/// "certain by 1m40s, so the run was stopped: …", the half-sentence for the check.
[[nodiscard]] std::string earlyText(const EarlyFailure&, const Objective&);
/// The level at which one of `checks` objectives may stop a run.
[[nodiscard]] double stopLevel(double confidence, std::size_t checks, double level = kStopLevel);

}  // namespace loadgate::stats
