// SPDX-License-Identifier: Apache-2.0
#include "simulation/studies.h"

#include "stats/distributions.h"
#include "stats/early_stop.h"
#include "stats/share_ladder.h"

#include <algorithm>
#include <cstddef>
#include <numeric>

namespace loadgate::simulation {
namespace {

using stats::Counts;

constexpr std::uint64_t kSeed = 20261125;
constexpr double kBound = 0.01;  // 1 - 99 %

double sum(const std::vector<std::uint64_t>& values) {
    return static_cast<double>(std::accumulate(values.begin(), values.end(), std::uint64_t{0}));
}

double binomialP(double bad, double due, double limit) { return bad > 0 ? stats::betaBelow(limit, bad, due - bad + 1) : 1; }

struct Outcome {
    bool above{}, below{}, fails{};
};

Outcome outcomeOf(const Counts& counts, double limit, double alpha, Method method) {
    if (method == Method::Independent) {
        const double due = sum(counts.due);
        const double bad = sum(counts.bad);
        const bool above = binomialP(bad, due, limit) < alpha / 2;
        return {above, stats::betaAbove(limit, bad + 1, due - bad) < alpha / 2, above};
    }
    const stats::ShareLadder ladder(counts);
    const bool above = ladder.lowerAbove(limit, alpha);
    return {above, ladder.upperBelow(limit, alpha), above || ladder.pGross(limit) < alpha / 2};
}

/// The run as the engine would tell it, each second settled at once.
int stoppedByRules(const Counts& counts, const Watched& watched) {
    Objective objective;
    objective.metric = Metric::ErrorRate;
    objective.limit = watched.limit;
    objective.confidence = 1 - 2 * watched.alpha;
    stats::EarlyStopPlan plan;
    plan.objectives = {objective};
    plan.endpoints = {"GET /"};
    plan.intervalLength = std::chrono::seconds(1);
    plan.measured = std::chrono::seconds(counts.due.size());
    plan.level = watched.alpha;
    const double planned = sum(counts.due);
    plan.mostToCome = [planned](Duration, std::uint64_t counted) { return std::optional(planned - static_cast<double>(counted)); };
    stats::EarlyStop early(std::move(plan));
    Interval interval;
    interval.length = std::chrono::seconds(1);
    interval.series.resize(1);
    Tally& tally = interval.series.front().tally;
    for (std::size_t t = 0; t < counts.due.size(); ++t, interval.from += interval.length) {
        tally.sent = counts.due[t];
        tally.by[static_cast<std::size_t>(loadgate::Outcome::Http5xx)] = counts.bad[t];
        tally.by[static_cast<std::size_t>(loadgate::Outcome::Ok)] = counts.due[t] - counts.bad[t];
        early.add(interval);
        if (early.failure()) {
            return static_cast<int>(t) + 1;
        }
    }
    return -1;
}

bool peeked(const Counts& soFar, double due, double bad, const Watched& watched) {
    constexpr std::size_t kPatience = 30;
    constexpr std::size_t kBetweenLooks = 30;
    if (bad <= watched.limit * due) {
        return false;
    }
    switch (watched.stopping) {
        case Stopping::Rules: return false;
        case Stopping::PointEstimate: return soFar.due.size() > kPatience;
        case Stopping::Binomial: return binomialP(bad, due, watched.limit) < watched.alpha / 2;
        case Stopping::Interval:
            return soFar.due.size() % kBetweenLooks == 0 && stats::failPValue(soFar, watched.limit) < watched.alpha / 2;
    }
    return false;
}

int stoppedByPeeking(const Counts& counts, const Watched& watched) {
    Counts soFar;
    double due = 0;
    double bad = 0;
    for (std::size_t t = 0; t < counts.due.size(); ++t) {
        soFar.due.push_back(counts.due[t]);
        soFar.bad.push_back(counts.bad[t]);
        due += static_cast<double>(counts.due[t]);
        bad += static_cast<double>(counts.bad[t]);
        if (peeked(soFar, due, bad, watched)) {
            return static_cast<int>(t) + 1;
        }
    }
    return -1;
}

}  // namespace

double Share::atLeast() const { return hits == 0 ? 0 : stats::betaQuantile(kBound, hits, of - hits + 1); }

double Share::atMost() const { return hits == of ? 1 : stats::betaQuantile(1 - kBound, hits + 1, of - hits); }

Decisions decide(const Decided& decided) {
    Dice dice(kSeed);
    Decisions decisions;
    for (Share* share : {&decisions.pass, &decisions.fail, &decisions.covered}) {
        share->of = decided.runs;
    }
    const double truth = decided.times * decided.limit;
    for (int run = 0; run < decided.runs; ++run) {
        const Counts counts = measured(decided.service, truth, decided.run, dice);
        const Outcome outcome = outcomeOf(counts, decided.limit, decided.alpha, decided.method);
        decisions.fail.hits += outcome.fails ? 1 : 0;
        decisions.pass.hits += outcome.below && !outcome.fails ? 1 : 0;
        const Outcome ofTruth = decided.times == 1 ? outcome : outcomeOf(counts, truth, decided.alpha, decided.method);
        decisions.covered.hits += ofTruth.above || ofTruth.below ? 0 : 1;
    }
    return decisions;
}

int Stops::median() const {
    const auto half = static_cast<std::size_t>((stopped.of + 1) / 2);
    return at.size() >= half && half > 0 ? at[half - 1] : -1;
}

Stops watch(const Watched& watched) {
    Dice dice(kSeed);
    Stops stops;
    stops.stopped.of = watched.runs;
    for (int run = 0; run < watched.runs; ++run) {
        const Counts counts = measured(watched.service, watched.times * watched.limit, watched.run, dice);
        const int at = watched.stopping == Stopping::Rules ? stoppedByRules(counts, watched) : stoppedByPeeking(counts, watched);
        if (at >= 0) {
            ++stops.stopped.hits;
            stops.at.push_back(at);
        }
    }
    std::sort(stops.at.begin(), stops.at.end());
    return stops;
}

}  // namespace loadgate::simulation
