// SPDX-License-Identifier: Apache-2.0
#include "simulation/services.h"

#include "stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace loadgate::simulation {
namespace {

/// Of what is bad, the part that comes in stalls or spells.
constexpr double kTogether = 0.7;
constexpr double kBadInSpell = 0.2;
constexpr double kLevelSpread = 0.3;
constexpr double kNoise = 0.5;

/// What part of each second lies in stretches of exponential length, with exponential gaps between them; the run may begin in one.
std::vector<double> coveredBy(int seconds, double spacing, double length, Dice& dice) {
    std::vector<double> covered(static_cast<std::size_t>(seconds));
    bool inside = dice.roll() < length / spacing;
    for (double at = 0; at < seconds; inside = !inside) {
        const double end = std::min(at + dice.exponential(inside ? length : spacing - length), static_cast<double>(seconds));
        for (double from = at; inside && from < end;) {
            const double next = std::min(std::floor(from) + 1, end);
            covered[static_cast<std::size_t>(from)] += next - from;
            from = next;
        }
        at = end;
    }
    return covered;
}

/// The share of bad requests in each second.
std::vector<double> together(int seconds, double share, double spacing, double inside, Dice& dice) {
    const double length = kTogether * share * spacing / inside;
    std::vector<double> shares = coveredBy(seconds, spacing, length, dice);
    for (double& one : shares) {
        one = std::min(1.0, one * inside + (1 - kTogether) * share);
    }
    return shares;
}

std::vector<double> swinging(int seconds, double share, double correlation, Dice& dice) {
    const double limit = std::hypot(kLevelSpread, kNoise) * stats::normalQuantile(1 - share);
    double level = dice.normal();
    std::vector<double> shares;
    for (int t = 0; t < seconds; ++t) {
        shares.push_back(stats::normalBelow((kLevelSpread * level - limit) / kNoise));
        level = correlation * level + std::sqrt(1 - correlation * correlation) * dice.normal();
    }
    return shares;
}

std::vector<double> sharesOf(const Service& service, double share, int seconds, Dice& dice) {
    switch (service.kind) {
        case Service::Kind::Independent: break;
        case Service::Kind::Stalls: return together(seconds, share, service.parameter, 1, dice);
        case Service::Kind::Swings: return swinging(seconds, share, service.parameter, dice);
        case Service::Kind::Spells:
            return together(seconds, share, service.parameter * kBadInSpell / (kTogether * share), kBadInSpell, dice);
    }
    return std::vector<double>(static_cast<std::size_t>(seconds), share);
}

std::string numbered(const char* what, double number, const char* unit) {
    std::string text = std::to_string(number);
    text.erase(text.find_last_not_of('0') + 1);
    if (text.back() == '.') {
        text.pop_back();
    }
    return what + text + unit;
}

}  // namespace

double Dice::roll() {
    std::uint64_t z = (m_state += 0x9E3779B97F4A7C15U);
    z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
    z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
    return (static_cast<double>((z ^ (z >> 31U)) >> 11U) + 0.5) / 9007199254740992.0;
}

double Dice::exponential(double mean) { return -mean * std::log(roll()); }

double Dice::normal() {
    constexpr double kTwoPi = 6.283185307179586;
    const double radius = std::sqrt(-2 * std::log(roll()));
    return radius * std::cos(kTwoPi * roll());
}

std::uint64_t Dice::badOf(std::uint64_t due, double probability) {
    if (probability <= 0 || probability >= 1) {
        return probability >= 1 ? due : 0;
    }
    if (probability > 0.5) {
        return due - badOf(due, 1 - probability);
    }
    // Distances between bad ones are geometric.
    std::uint64_t bad = 0;
    const double step = std::log1p(-probability);
    for (double at = std::floor(std::log(roll()) / step); at < static_cast<double>(due); at += 1 + std::floor(std::log(roll()) / step)) {
        ++bad;
    }
    return bad;
}

Service independent() { return {"independent", Service::Kind::Independent, 0}; }
Service stallsEvery(double seconds) { return {numbered("stalls every ", seconds, " s"), Service::Kind::Stalls, seconds}; }
Service swings(double correlation) { return {numbered("swings ρ ", correlation, ""), Service::Kind::Swings, correlation}; }
Service badSpells(double seconds) { return {numbered("bad spells of ", seconds, " s"), Service::Kind::Spells, seconds}; }

stats::Counts measured(const Service& service, double share, Run run, Dice& dice) {
    stats::Counts counts;
    counts.due.assign(static_cast<std::size_t>(run.seconds), run.due);
    for (const double one : sharesOf(service, share, run.seconds, dice)) {
        counts.bad.push_back(dice.badOf(run.due, one));
    }
    return counts;
}

}  // namespace loadgate::simulation
