// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "simulation/services.h"

#include <cstdint>
#include <vector>

// What the methods do on simulated services, counted. Each study begins with its own seed, so that a row of a table can be had alone.

namespace loadgate::simulation {

/// How many of how many, with exact bounds (Clopper & Pearson 1934), each one-sided at 99 %.
struct Share {
    int of{}, hits{};
    [[nodiscard]] double percent() const { return of > 0 ? 100.0 * hits / of : 0; }
    [[nodiscard]] double atLeast() const;
    [[nodiscard]] double atMost() const;
};

/// Which interval for a share decides.
enum class Method : std::uint8_t {
    Ladder,      ///< ours: stats::shareInterval() and the gross breach
    Independent  ///< deliberately wrong: exact bounds that take requests for independent
};

struct Decisions {
    Share pass, fail, covered;  ///< covered: the interval held the true share
};
/// `runs` runs of a service whose true share is `times` the limit. PASS and FAIL as for one check.
struct Decided {
    Service service;
    double times{1};
    double limit{0.01};
    double alpha{0.05};
    Run run{};
    int runs{1000};
    Method method{Method::Ladder};
};
[[nodiscard]] Decisions decide(const Decided&);

/// What may stop a run early.
enum class Stopping : std::uint8_t {
    Rules,          ///< ours: stats::EarlyStop
    PointEstimate,  ///< deliberately wrong: the share so far is above the limit, from 30 s on
    Binomial,       ///< deliberately wrong: exact bounds for independent requests, each second
    Interval        ///< deliberately wrong: our own interval, but looked at each 30 s as if once
};
struct Watched {
    Service service;
    double times{0.8};
    double limit{0.01};
    double alpha{0.01};
    Run run{1800, 100};
    int runs{500};
    Stopping stopping{Stopping::Rules};
};
struct Stops {
    Share stopped;
    std::vector<int> at;  ///< seconds, ascending; of those that were stopped
    /// Half of all runs were stopped by then; -1 where fewer ever were.
    [[nodiscard]] int median() const;
};
[[nodiscard]] Stops watch(const Watched&);

}  // namespace loadgate::simulation
