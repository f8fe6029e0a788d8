// SPDX-License-Identifier: Apache-2.0
#include "loadgate/load_curve.h"

#include <algorithm>
#include <cmath>

namespace loadgate {
namespace {

/// Above this, n - 1/2 is no double of its own any more.
constexpr double kCountable = 4'503'599'627'370'496.0;  // 2^52

double between(const LoadCurve::Knot& a, const LoadCurve::Knot& b, Duration at) {
    const double part = toSeconds(at - a.at) / toSeconds(b.at - a.at);
    return a.load + (b.load - a.load) * part;
}

/// When the line from a to b passes `load`; the two loads are on different sides of it.
Duration crossing(const LoadCurve::Knot& a, const LoadCurve::Knot& b, double load) {
    const double part = (load - a.load) / (b.load - a.load);
    const auto offset = std::llround(part * static_cast<double>((b.at - a.at).count()));
    return std::clamp(a.at + Duration(offset), a.at, b.at);
}

/// The part of the segment in which the line is at least `load`; empty or of no length when there is none.
LoadCurve::Span partAtLeast(const LoadCurve::Knot& a, const LoadCurve::Knot& b, double load) {
    if (a.load < load && b.load < load) {
        return {};
    }
    if (a.load >= load && b.load >= load) {
        return {a.at, b.at};
    }
    return a.load < load ? LoadCurve::Span{crossing(a, b, load), b.at} : LoadCurve::Span{a.at, crossing(a, b, load)};
}

/// Time in seconds after which a line that starts at `load` and rises by `slope` a second holds `area`. This form of the quadratic's
/// root divides by a sum of two numbers >= 0, so nothing cancels, and it stays right at slope 0.
double timeToHold(double area, double load, double slope) {
    const double root = std::sqrt(std::max(0.0, load * load + 2 * slope * area));
    return 2 * area / (load + root);
}

}  // namespace

double LoadCurve::peak() const {
    double highest = 0;
    for (const Knot& knot : m_knots) {
        highest = std::max(highest, knot.load);
    }
    return highest;
}

double LoadCurve::loadAt(Duration at) const {
    if (m_knots.empty() || at < Duration{}) {
        return 0;
    }
    const auto next = std::upper_bound(m_knots.begin(), m_knots.end(), at, [](Duration t, const Knot& k) { return t < k.at; });
    return next == m_knots.end() ? m_knots.back().load : between(*(next - 1), *next, at);
}

double LoadCurve::area(Duration from, Duration to) const {
    if (m_knots.empty() || from >= to) {
        return 0;
    }
    const auto until = [this](Duration at) {
        at = std::clamp(at, Duration{}, length());
        const auto next = std::lower_bound(m_knots.begin() + 1, m_knots.end(), at, [](const Knot& k, Duration t) { return k.at < t; });
        const auto i = static_cast<std::size_t>(next - m_knots.begin());
        if (next->at == at) {
            return m_areas[i];
        }
        const Knot& before = m_knots[i - 1];
        return m_areas[i - 1] + toSeconds(at - before.at) * (before.load + between(before, *next, at)) / 2;
    };
    return std::max(0.0, until(to) - until(from));
}

std::uint64_t LoadCurve::requests() const {
    if (m_areas.empty()) {
        return 0;
    }
    // Not floor(area + 1/2): that sum itself may round up to a request whose half the area never reaches.
    const double area = std::min(m_areas.back(), kCountable);
    const double whole = std::floor(area);
    return static_cast<std::uint64_t>(whole) + (area - whole >= 0.5 ? 1 : 0);
}

std::optional<Duration> LoadCurve::timeOfArea(double a) const {
    if (m_areas.empty() || !(a <= m_areas.back())) {
        return std::nullopt;
    }
    if (a <= 0) {
        return Duration{};
    }
    // The first knot that reaches it; the segment before it has a positive area, hence a length.
    const auto i = static_cast<std::size_t>(std::lower_bound(m_areas.begin(), m_areas.end(), a) - m_areas.begin());
    const Knot& from = m_knots[i - 1];
    const Knot& to = m_knots[i];
    const double slope = (to.load - from.load) / toSeconds(to.at - from.at);
    const double seconds = timeToHold(a - m_areas[i - 1], from.load, slope);
    return std::min(from.at + fromSeconds(seconds), to.at);
}

std::optional<Duration> LoadCurve::dueTime(std::uint64_t n) const {
    if (n == 0 || n > requests()) {
        return std::nullopt;
    }
    return timeOfArea(static_cast<double>(n) - 0.5);
}

std::vector<LoadCurve::Span> LoadCurve::presence(std::uint64_t user) const {
    std::vector<Span> spans;
    if (user == 0) {
        return spans;
    }
    const double level = static_cast<double>(user) - 0.5;
    for (std::size_t i = 1; i < m_knots.size(); ++i) {
        const Span part = partAtLeast(m_knots[i - 1], m_knots[i], level);
        if (part.from >= part.to) {
            continue;
        }
        if (!spans.empty() && spans.back().to == part.from) {
            spans.back().to = part.to;
        } else {
            spans.push_back(part);
        }
    }
    return spans;
}

}  // namespace loadgate
