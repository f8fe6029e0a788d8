// SPDX-License-Identifier: Apache-2.0
#include "wave.h"

#include "knots.h"

#include <array>
#include <cmath>
#include <numbers>

namespace loadgate {

namespace {

// A line between two points of f that are h apart is at most h^2/8 * max|f''| away from f (de Boor, A Practical Guide to Splines, ch. III,
// piecewise linear interpolation). Here |f''| <= (P - base)/2 * (2 pi/period)^2 and h = period/n, so with base = 0, the worst case, the
// lines are within pi^2 / (4 n^2) of P: 0.43 % of it with n = 24. A multiple of four has knots in the trough, on the crest and half way
// between.
constexpr std::int64_t kLines = 24;
constexpr double kAllowed = 0.005;
static_assert(std::numbers::pi * std::numbers::pi / (4.0 * kLines * kLines) <= kAllowed && kLines % 4 == 0);

// Keeps a curve within a few megabytes and shape() within its 100 ms.
constexpr std::int64_t kMostWaves = 10'000;

/// How high each knot of one wave is, 0 in the trough and 1 on the crest; exact there.
std::array<double, kLines> heights() {
    std::array<double, kLines> all{};
    for (std::size_t i = 0; i < all.size(); ++i) {
        all[i] = (1 - std::cos(2 * std::numbers::pi * static_cast<double>(i) / kLines)) / 2;
    }
    all[kLines / 2] = 1;
    return all;
}

}  // namespace

Result<std::unique_ptr<Pattern>> Wave::create(const ParamValues& values) {
    return std::make_unique<Wave>(values.get<Level>("base"), values.get<Duration>("period"));
}

Result<PatternShape> Wave::shape(const PatternInput& input) const {
    const double base = m_base.of(input.peak);
    if (base > input.peak) {
        return Error{ErrorCode::BadInput,
                     "base (" + toText(m_base) + ") is above the peak of " + toText(input.peak) + ": a wave goes up to its peak"};
    }
    if (input.length / m_period > kMostWaves) {
        return Error{ErrorCode::BadInput, "period (" + toText(m_period) + ") makes more than " + std::to_string(kMostWaves) + " waves in " +
                                              toText(input.length) + ": make it longer"};
    }
    LOADGATE_TRY(LoadCurve curve, LoadCurve::through(input.model, knots(input, base)));
    return PatternShape{std::move(curve), handles(input, base)};
}

std::vector<LoadCurve::Knot> Wave::knots(const PatternInput& input, double base) const {
    const auto height = heights();
    std::vector<LoadCurve::Knot> knots;
    for (Duration start{}; start < input.length; start += m_period) {
        for (std::int64_t i = 0; i < kLines; ++i) {
            const double part = height.at(static_cast<std::size_t>(i));
            knots.push_back({start + partOf(m_period, i, kLines), part == 1 ? input.peak : base + (input.peak - base) * part});
        }
        knots.push_back({start + m_period, base});
    }
    // Where one wave ends the next begins, at the same height.
    knots.erase(std::unique(knots.begin(), knots.end()), knots.end());
    return cutAt(std::move(knots), input.length);
}

std::vector<Handle> Wave::handles(const PatternInput& input, double base) const {
    std::vector<Handle> handles{{.key = "base", .axis = Handle::Axis::Load, .load = base, .unit = m_base.ofPeak ? input.peak : 1}};
    if (m_period / 2 <= input.length) {
        handles.push_back(peakHandle(partOf(m_period, kLines / 2, kLines), input.peak));
    }
    if (m_period <= input.length) {
        handles.push_back({.key = "period", .axis = Handle::Axis::Time, .at = m_period, .load = base});
    }
    return handles;
}

}  // namespace loadgate
