// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"
#include "model/load_profile.h"

#include <cstdint>
#include <optional>

namespace loadgate::engine {

/// One arrival of the open model.
struct Due {
    std::uint64_t number{};  ///< from 1, over the whole run and all workers
    Duration at{};
    bool operator==(const Due&) const = default;
};

/// Says when the arrivals of one worker are due: worker w of W sends the numbers n with n ≡ w (mod W). Computed from the curve and the
/// number, so it cannot drift. Constant arrivals: n is due when the area under the curve reaches n - 1/2 (LoadCurve). Poisson: when it
/// reaches the sum of n unit exponentials, each a function of (seed, number), which gives a Poisson process of the curve's intensity.
class Pacer {
  public:
    Pacer(const LoadCurve&, Arrivals, std::uint64_t seed, std::uint32_t worker, std::uint32_t workers);

    /// The next arrival; empty when the curve is over. Stays the same until pop().
    [[nodiscard]] const std::optional<Due>& next() const { return m_next; }
    void pop();

  private:
    [[nodiscard]] double areaOf(std::uint64_t number);
    [[nodiscard]] std::optional<Duration> timeOf(double area);

    const LoadCurve* m_curve;
    Arrivals m_arrivals;
    std::uint64_t m_seed;
    std::uint32_t m_workers;
    std::uint64_t m_summed{};  ///< Poisson: numbers already in m_sum
    double m_sum{};
    std::size_t m_segment{};  ///< of the curve, only moves forward
    double m_segmentArea{};   ///< area under all segments before it
    std::uint64_t m_number{};
    std::uint64_t m_requests{};
    std::optional<Due> m_next;
};

/// How many requests are due in the whole curve: LoadCurve::requests() for constant arrivals, the number drawn for Poisson.
[[nodiscard]] std::uint64_t plannedRequests(const LoadCurve&, Arrivals, std::uint64_t seed);
/// How many are due in [from, to).
[[nodiscard]] std::uint64_t plannedBetween(const LoadCurve&, Duration from, Duration to);

}  // namespace loadgate::engine
