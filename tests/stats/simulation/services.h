// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "stats/intervals.h"

#include <cstdint>
#include <string>
#include <vector>

namespace loadgate::simulation {

/// The same numbers on every machine, unlike the standard library's distributions. SplitMix64: Steele, Lea & Flood 2014.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    /// Uniform in (0, 1).
    double roll();
    double exponential(double mean);
    /// Standard normal: Box & Muller 1958.
    double normal();
    /// How many of `due` are bad, each with this probability, independently.
    std::uint64_t badOf(std::uint64_t due, double probability);

  private:
    std::uint64_t m_state;
};

/// How a service's bad requests come; in each of these models their long-run share is given exactly.
struct Service {
    enum class Kind : std::uint8_t { Independent, Stalls, Swings, Spells };
    std::string name;
    Kind kind{Kind::Independent};
    /// Stalls: mean seconds between two; 70 % of what is bad lies in them. Swings: correlation of the level from second to second. Spells:
    /// their mean length, s; 70 % of what is bad lies in them, where 20 % are bad.
    double parameter{};
};

/// Independent requests.
[[nodiscard]] Service independent();
/// Stalls of exponential length at exponential spacing, in which nothing is answered in time.
[[nodiscard]] Service stallsEvery(double seconds);
/// Log-normal response times (sigma 0.5) whose log level swings as an AR(1) with standard deviation 0.3.
[[nodiscard]] Service swings(double correlation);
[[nodiscard]] Service badSpells(double seconds);

struct Run {
    int seconds{300};
    std::uint64_t due{100};  ///< per second
};
/// One run of the service, second by second. `share`: of bad requests in the long run.
[[nodiscard]] stats::Counts measured(const Service&, double share, Run, Dice&);

}  // namespace loadgate::simulation
