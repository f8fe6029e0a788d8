// SPDX-License-Identifier: Apache-2.0
#include "stats/betting.h"

#include "stats/ladder.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <span>

namespace loadgate::stats {
namespace {

/// Never more than three quarters of the wealth are at stake.
constexpr double kBoldest = 0.75;
/// Blocks of so many correlation times.
constexpr double kCorrelationTimes = 3;

double sumOfLast(const std::vector<std::uint64_t>& values, std::size_t from) {
    return static_cast<double>(std::accumulate(values.begin() + static_cast<std::ptrdiff_t>(from), values.end(), std::uint64_t{0}));
}

}  // namespace

std::optional<Bet> Betting::add(std::uint64_t due, std::uint64_t bad) {
    m_seen.due.push_back(due);
    m_seen.bad.push_back(bad);
    if (m_seen.due.size() < m_begin + m_length) {
        return std::nullopt;
    }
    const double blockDue = sumOfLast(m_seen.due, m_begin);
    const double blockBad = sumOfLast(m_seen.bad, m_begin);
    const auto length = static_cast<double>(m_length);
    m_begin += m_length;
    if (!(blockDue > 0)) {
        return std::nullopt;
    }
    const double usual = std::max(m_mostDue * length, blockDue);
    const double mean = (m_limit + m_sum) / (1 + m_blocks);
    Bet bet{.end = m_begin, .share = m_limit + (blockBad - m_limit * blockDue) / usual, .stake = stake()};
    m_logWealth += std::log1p(bet.stake * (bet.share - m_limit));
    m_most = std::max(m_most, m_logWealth);
    bet.logWealth = m_logWealth;
    m_sum += bet.share;
    m_squares += std::pow(bet.share - mean, 2);
    m_blocks += 1;
    m_mostDue = std::max(m_mostDue, blockDue / length);
    m_length = std::clamp(static_cast<std::size_t>(std::ceil(kCorrelationTimes * varianceInflation(m_seen, m_limit))), kShortestBlock,
                          kLongestBlock);
    return bet;
}

double Betting::stake() const {
    if (m_blocks == 0) {
        return 0;
    }
    const double mean = (m_limit + m_sum) / (1 + m_blocks);
    const double variance = (m_limit * m_limit + m_squares) / (1 + m_blocks);
    const double excess = std::max(0.0, mean - m_limit);
    return std::min(excess / (variance + excess * excess), kBoldest / m_limit);
}

std::vector<Bet> betsOn(const Counts& counts, double limit) {
    Betting betting(limit);
    std::vector<Bet> bets;
    for (std::size_t t = 0; t < counts.due.size(); ++t) {
        if (const auto bet = betting.add(counts.due[t], counts.bad[t])) {
            bets.push_back(*bet);
        }
    }
    return bets;
}

double varianceInflation(const Counts& counts, double limit) {
    const std::vector<double> due(counts.due.begin(), counts.due.end());
    const std::vector<double> bad(counts.bad.begin(), counts.bad.end());
    const double allDue = std::accumulate(due.begin(), due.end(), 0.0);
    const double allBad = std::accumulate(bad.begin(), bad.end(), 0.0);
    if (due.size() < kFewestBatches || allBad == 0 || allBad == allDue) {
        return 1;
    }
    const double share = allBad / allDue;
    double finest = std::max(share * (1 - share), limit * (1 - limit)) / allDue;
    double widest = 0;
    for (const std::size_t m : ladder(due.size())) {
        std::vector<double> rest = batchSums(bad, m);
        const std::vector<double> batchDue = batchSums(due, m);
        for (std::size_t j = 0; j < m; ++j) {
            rest[j] -= share * batchDue[j];
        }
        const Swing swing = swingOf(rest);
        const auto batches = static_cast<double>(m);
        const double variance = swing.squares * batches / (batches - 1) / (allDue * allDue);
        finest = m == due.size() ? std::max(finest, variance) : finest;
        widest = std::max(widest, swing.factor * variance);
    }
    return std::max(1.0, widest / finest);
}

}  // namespace loadgate::stats
