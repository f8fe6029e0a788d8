// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/intervals.h"
#include "stats/ladder.h"

#include <cstddef>
#include <vector>

namespace loadgate::stats {

/// One batch length's view of a share.
struct ShareRung {
    std::size_t batches{};
    Swing swing;
    double design{1};                    ///< d >= 1: how many requests tell as much as one independent one
    double effective{}, effectiveBad{};  ///< ne = N/d, ke = K/d
    std::size_t worst{};                 ///< the batch with the most bad requests above its expectation
    double sharePlus{}, designPlus{1};   ///< with the worst batch once more
    double effectivePlus{}, effectiveBadPlus{};

    [[nodiscard]] double lower(double alpha) const;
    [[nodiscard]] double upper(double alpha) const;
};

/// The whole ladder for one pair of counts, built once and then asked: comparing with a limit needs no inversion of the incomplete
/// beta function, only interval() does. Immutable.
class ShareLadder {
  public:
    explicit ShareLadder(const Counts&);

    /// At least 20 intervals and one request; everything else below needs it.
    [[nodiscard]] bool possible() const { return m_intervals >= kFewestIntervals && m_due > 0; }
    [[nodiscard]] double share() const { return m_bad / m_due; }
    /// Empty when no request or every request was bad: then one exact bound is all there is.
    [[nodiscard]] const std::vector<ShareRung>& rungs() const { return m_rungs; }

    [[nodiscard]] ShareInterval interval(double alpha) const;
    /// L > limit; U < limit.
    [[nodiscard]] bool lowerAbove(double limit, double alpha) const;
    [[nodiscard]] bool upperBelow(double limit, double alpha) const;
    /// P-value of "above the limit" by the lower bounds, and by the gross-breach rule (1 where that does not apply).
    [[nodiscard]] double pAbove(double limit) const;
    [[nodiscard]] double pGross(double limit) const;

  private:
    [[nodiscard]] bool noneBad() const { return m_bad == 0; }
    [[nodiscard]] bool allBad() const { return m_bad == m_due; }

    std::size_t m_intervals{};
    double m_due{}, m_bad{};
    std::vector<ShareRung> m_rungs;
    ShareRung m_gross;  ///< the finest rung with its f set to 1
};

}  // namespace loadgate::stats
