// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/intervals.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

// Evidence against a share that may be looked at as often as one likes. Pure but for the running sums; one thread.

namespace loadgate::stats {

/// One block that is complete, and the bet that was made on it before it was seen.
struct Bet {
    std::size_t end{};   ///< intervals up to here are in
    double share{};      ///< of bad requests, weighted so that small blocks do not count double
    double stake{};      ///< lambda, from earlier blocks only
    double logWealth{};  ///< ln of the wealth after it
};

/// An e-process by betting (Waudby-Smith & Ramdas 2024) on blocks whose length adapts to the correlation: whoever holds that the share is
/// at most `limit` offers fair odds on each block, and nobody grows rich by them. If each block's excess over the limit has, given
/// everything before it, an expectation of at most 0, the wealth ever reaches w in at most 1/w of all runs (Ville 1939), at any number of
/// looks. Blocks of three correlation times nearly forget how they began, so that this holds where single seconds do not; that part is only
/// validated, see docs/statistics.md.
class Betting {
  public:
    /// 0 < limit < 1.
    explicit Betting(double limit) : m_limit(limit) {}
    /// The next second (or longer interval): requests due and bad ones among them, complete. The bet, when a block ended with it.
    std::optional<Bet> add(std::uint64_t due, std::uint64_t bad);
    /// The largest yet. exp(-mostLogWealth()) is a p-value at any time.
    [[nodiscard]] double mostLogWealth() const { return m_most; }
    [[nodiscard]] const Counts& seen() const { return m_seen; }

  private:
    [[nodiscard]] double stake() const;

    static constexpr std::size_t kShortestBlock = 10;
    static constexpr std::size_t kLongestBlock = 120;
    double m_limit;
    Counts m_seen;
    std::size_t m_begin{}, m_length{kShortestBlock};
    double m_blocks{}, m_sum{}, m_squares{}, m_mostDue{};  ///< c, s1, s2, ref
    double m_logWealth{}, m_most{};
};

/// All blocks of these counts.
[[nodiscard]] std::vector<Bet> betsOn(const Counts&, double limit);

/// How many times more the sum of the counts varies than independent intervals would let it: the widest rung of the ladder against the
/// finest one, at least 1. About one correlation time in intervals. 1 below 10 intervals and where all or none were bad.
[[nodiscard]] double varianceInflation(const Counts&, double limit);

}  // namespace loadgate::stats
