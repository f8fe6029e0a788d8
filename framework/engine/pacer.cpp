// SPDX-License-Identifier: Apache-2.0
#include "engine/pacer.h"

#include "model/counter_random.h"

#include <algorithm>
#include <cmath>

namespace loadgate::engine {

namespace {

double exponentialAt(std::uint64_t seed, std::uint64_t number) { return -std::log(unitInterval(randomAt(seed, Purpose::Gap, number))); }

/// Seconds into a segment of `length` seconds, from load a to load b, at which its area reaches `area`: the root of
/// a·t + (b-a)/(2·length)·t² = area, written so that nothing cancels.
double timeInSegment(double a, double b, double length, double area) {
    const double slope = (b - a) / length;
    const double root = std::sqrt(std::max(0.0, a * a + 2 * slope * area));
    return a + root > 0 ? std::clamp(2 * area / (a + root), 0.0, length) : 0.0;
}

}  // namespace

Pacer::Pacer(const LoadCurve& curve, Arrivals arrivals, std::uint64_t seed, std::uint32_t worker, std::uint32_t workers)
    : m_curve(&curve),
      m_arrivals(arrivals),
      m_seed(seed),
      m_workers(workers),
      m_number(worker == 0 ? workers : worker),
      m_requests(curve.requests()) {
    const auto at = timeOf(areaOf(m_number));
    if (at) {
        m_next = Due{m_number, *at};
    }
}

void Pacer::pop() {
    m_number += m_workers;
    const auto at = timeOf(areaOf(m_number));
    m_next = at ? std::optional(Due{m_number, *at}) : std::nullopt;
}

double Pacer::areaOf(std::uint64_t number) {
    if (m_arrivals == Arrivals::Constant) {
        return number <= m_requests ? static_cast<double>(number) - 0.5 : HUGE_VAL;
    }
    while (m_summed < number) {
        m_sum += exponentialAt(m_seed, ++m_summed);
    }
    return m_sum;
}

std::optional<Duration> Pacer::timeOf(double area) {
    const auto& knots = m_curve->knots();
    for (; m_segment + 1 < knots.size(); ++m_segment) {
        const auto& from = knots[m_segment];
        const auto& to = knots[m_segment + 1];
        const double length = toSeconds(to.at - from.at);
        const double inside = length * (from.load + to.load) / 2;
        const bool last = to.at == m_curve->length();
        // The last half request of a constant curve may be lost to rounding; it is due all the same.
        const double slack = last && std::isfinite(area) && m_arrivals == Arrivals::Constant ? 0.5 : 0.0;
        if (length > 0 && area <= m_segmentArea + inside + slack) {
            const double rest = std::clamp(area - m_segmentArea, 0.0, inside);
            return std::min(from.at + fromSeconds(timeInSegment(from.load, to.load, length, rest)), to.at - Duration(1));
        }
        m_segmentArea += inside;
    }
    return std::nullopt;
}

std::uint64_t plannedRequests(const LoadCurve& curve, Arrivals arrivals, std::uint64_t seed) {
    if (arrivals == Arrivals::Constant) {
        return curve.requests();
    }
    const double whole = curve.area();
    std::uint64_t n = 0;
    for (double sum = exponentialAt(seed, 1); sum <= whole; sum += exponentialAt(seed, n + 1)) {
        ++n;
    }
    return n;
}

std::uint64_t plannedBetween(const LoadCurve& curve, Duration from, Duration to) {
    const auto before = [&curve](Duration t) { return static_cast<std::uint64_t>(std::floor(curve.area(Duration{}, t) + 0.5)); };
    return before(to) - before(from);
}

}  // namespace loadgate::engine
