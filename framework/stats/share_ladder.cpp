// SPDX-License-Identifier: Apache-2.0
#include "stats/share_ladder.h"

#include "stats/distributions.h"

#include <algorithm>
#include <cmath>
#include <numeric>

namespace loadgate::stats {
namespace {

constexpr double kGrossOdds = 5;

/// Totals of one rung's batches.
struct Batches {
    std::vector<double> due, bad;
};

double sum(const std::vector<double>& values) { return std::accumulate(values.begin(), values.end(), 0.0); }

std::vector<double> residuals(const Batches& batches, double share) {
    std::vector<double> rest(batches.due.size());
    for (std::size_t j = 0; j < rest.size(); ++j) {
        rest[j] = batches.bad[j] - share * batches.due[j];
    }
    return rest;
}

/// How many times wider the spread of batches is than that of independent requests; never below independence.
double designEffect(double variance, double due, double share) {
    const double independent = share * (1 - share) / due;
    return independent > 0 ? std::max(1.0, variance / independent) : 1.0;
}

/// One more batch like the worst one could have happened.
void addWorstOnceMore(ShareRung& rung, const Batches& batches, double due, double bad) {
    const auto m = static_cast<double>(rung.batches);
    const std::size_t w = rung.worst;
    const double duePlus = due + batches.due[w];
    rung.sharePlus = (bad + batches.bad[w]) / duePlus;
    double squares = 0;
    for (const double r : residuals(batches, rung.sharePlus)) {
        squares += r * r;
    }
    const double again = batches.bad[w] - rung.sharePlus * batches.due[w];
    squares += again * again;
    const double variance = rung.swing.factor * squares * (m + 1) / m / (duePlus * duePlus);
    rung.designPlus = designEffect(variance, duePlus, rung.sharePlus);
    rung.effectivePlus = due / rung.designPlus;
    rung.effectiveBadPlus = rung.sharePlus * rung.effectivePlus;
}

ShareRung rungOf(const Batches& batches, double due, double bad, bool withoutFactor) {
    const double share = bad / due;
    const std::vector<double> rest = residuals(batches, share);
    ShareRung rung;
    rung.batches = rest.size();
    rung.swing = swingOf(rest);
    if (withoutFactor) {
        rung.swing.factor = 1;
    }
    const auto m = static_cast<double>(rung.batches);
    rung.design = designEffect(rung.swing.factor * rung.swing.squares * m / (m - 1) / (due * due), due, share);
    rung.effective = due / rung.design;
    rung.effectiveBad = bad / rung.design;
    rung.worst = static_cast<std::size_t>(std::max_element(rest.begin(), rest.end()) - rest.begin());
    addWorstOnceMore(rung, batches, due, bad);
    return rung;
}

/// Student's p-value of an exact lower bound from `bad` of `due`: below alpha/2 exactly when that bound is above the limit.
double pFrom(std::size_t batches, double bad, double due, double limit) {
    return studentAbove(static_cast<double>(batches) - 1, -normalQuantile(betaBelow(limit, bad, due - bad + 1)));
}

double pOf(const ShareRung& rung, double limit) { return pFrom(rung.batches, rung.effectiveBad, rung.effective, limit); }

std::vector<double> toDoubles(const std::vector<std::uint64_t>& counts) { return {counts.begin(), counts.end()}; }

}  // namespace

double ShareRung::lower(double alpha) const { return betaQuantile(tailLevel(batches, alpha), effectiveBad, effective - effectiveBad + 1); }

double ShareRung::upper(double alpha) const {
    if (effectiveBadPlus >= effectivePlus) {
        return 1;
    }
    return 1 - betaQuantile(tailLevel(batches, alpha), effectivePlus - effectiveBadPlus, effectiveBadPlus + 1);
}

ShareLadder::ShareLadder(const Counts& counts) : m_intervals(counts.due.size()) {
    const std::vector<double> due = toDoubles(counts.due);
    const std::vector<double> bad = toDoubles(counts.bad);
    m_due = sum(due);
    m_bad = sum(bad);
    if (!possible() || noneBad() || allBad()) {
        return;
    }
    for (const std::size_t m : ladder(m_intervals)) {
        m_rungs.push_back(rungOf({batchSums(due, m), batchSums(bad, m)}, m_due, m_bad, false));
    }
    m_gross = rungOf({due, bad}, m_due, m_bad, true);
}

ShareInterval ShareLadder::interval(double alpha) const {
    const double exact = std::pow(tailLevel(kFewestBatches, alpha), 1 / m_due);
    if (noneBad()) {
        return {.share = 0, .lower = 0, .upper = 1 - exact, .effectiveSamples = m_due};
    }
    if (allBad()) {
        const double gross = std::pow(tailLevel(m_intervals, alpha), 1 / m_due);
        return {.share = 1, .lower = exact, .upper = 1, .effectiveSamples = m_due, .grossLower = gross};
    }
    ShareInterval widest{.share = share(), .lower = 1, .upper = 0, .effectiveSamples = m_due};
    for (const ShareRung& rung : m_rungs) {
        widest.lower = std::min(widest.lower, rung.lower(alpha));
        widest.upper = std::max(widest.upper, rung.upper(alpha));
        widest.effectiveSamples = std::min(widest.effectiveSamples, rung.effective);
    }
    widest.grossLower = m_gross.lower(alpha);
    widest.driftAtTen = m_rungs.back().swing.corrected;
    return widest;
}

bool ShareLadder::lowerAbove(double limit, double alpha) const { return pAbove(limit) < alpha / 2; }

bool ShareLadder::upperBelow(double limit, double alpha) const {
    if (allBad()) {
        return false;
    }
    if (noneBad()) {
        return 1 - std::pow(tailLevel(kFewestBatches, alpha), 1 / m_due) < limit;
    }
    return std::all_of(m_rungs.begin(), m_rungs.end(), [&](const ShareRung& rung) {
        const double good = rung.effectivePlus - rung.effectiveBadPlus;
        return good > 0 && betaAbove(limit, rung.effectiveBadPlus + 1, good) < tailLevel(rung.batches, alpha);
    });
}

double ShareLadder::pAbove(double limit) const {
    if (noneBad()) {
        return 1;
    }
    if (allBad()) {
        return pFrom(kFewestBatches, m_due, m_due, limit);
    }
    double largest = 0;
    for (const ShareRung& rung : m_rungs) {
        largest = std::max(largest, pOf(rung, limit));
    }
    return largest;
}

double ShareLadder::pGross(double limit) const {
    if (limit > kGrossLargestLimit || m_intervals < kGrossFewestIntervals || noneBad()) {
        return 1;
    }
    return allBad() ? pFrom(m_intervals, m_due, m_due, grossLimit(limit)) : pOf(m_gross, grossLimit(limit));
}

std::optional<ShareInterval> shareInterval(const Counts& counts, double alpha) {
    const ShareLadder ladder(counts);
    return ladder.possible() ? std::optional(ladder.interval(alpha)) : std::nullopt;
}

double grossLimit(double share) { return kGrossOdds * share / (1 + (kGrossOdds - 1) * share); }

bool grossBreach(const Counts& counts, double limit, double alpha) {
    const ShareLadder ladder(counts);
    return ladder.possible() && ladder.pGross(limit) < alpha / 2;
}

double failPValue(const Counts& counts, double limit) {
    const ShareLadder ladder(counts);
    return ladder.possible() ? std::min(ladder.pAbove(limit), ladder.pGross(limit)) : 1;
}

}  // namespace loadgate::stats
