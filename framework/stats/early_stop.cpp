// SPDX-License-Identifier: Apache-2.0
#include "stats/early_stop.h"

#include "stats/budget.h"
#include "stats/evidence.h"
#include "stats/share_ladder.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>

namespace loadgate::stats {
namespace {

bool watched(const Objective& objective) {
    return objective.required && isSampled(objective.metric) && !objective.window && std::isfinite(objective.limit) && objective.limit >= 0;
}

/// The share of requests that may be bad.
double shareOf(const Objective& objective) { return objective.metric == Metric::Latency ? 1 - objective.quantile : objective.limit; }

std::size_t intervalsIn(Duration unit, Duration interval) {
    return interval > Duration{} ? static_cast<std::size_t>((unit + interval - Duration(1)) / interval) : 1;
}

/// "3.1 % of 19,200 requests due by then were bad where 1 % may".
std::string soFarText(const EarlyFailure& early, double limit) {
    const double share = early.due > 0 ? static_cast<double>(early.bad) / static_cast<double>(early.due) : 0;
    return shareText(share) + " of " + requestsText(early.due) + " due by then were bad where " + shareText(limit) + " may";
}

std::string evidenceText(const EarlyFailure& early, double limit) {
    const double odds = 1 / std::max(early.pValue, 1e-12);
    return soFarText(early, limit) + ", evidence of " + countText(static_cast<std::uint64_t>(odds)) +
           " to 1 against the limit (betting e-process)";
}

std::string budgetText(const EarlyFailure& early, double limit) {
    if (limit <= 0) {
        return countText(early.bad) + " of " + requestsText(early.due) + " due by then were bad, none may";
    }
    return countText(early.bad) + " of at most " + requestsText(static_cast<std::uint64_t>(early.planned)) +
           " in the whole run were bad by then, more than " + shareText(grossLimit(limit)) +
           " (five-fold odds of the limit) even if every other one were good (budget of the run)";
}

std::string boundText(const EarlyFailure& early, double limit) {
    return soFarText(early, limit) + ", which spent the budget of the whole run, and the lower bound was above the limit";
}

}  // namespace

double stopLevel(double confidence, std::size_t checks, double level) {
    return std::min(level, (1 - confidence) / 2) / static_cast<double>(std::max<std::size_t>(checks, 1));
}

EarlyStop::EarlyStop(EarlyStopPlan plan) : m_plan(std::move(plan)), m_perUnit(intervalsIn(std::chrono::seconds(1), m_plan.intervalLength)) {
    m_limits.limits = m_plan.limits;
    m_limits.endpoints = m_plan.endpoints;
    std::size_t required = 0;
    for (std::size_t i = 0; i < m_plan.objectives.size(); ++i) {
        required += m_plan.objectives[i].required ? 1 : 0;
        if (watched(m_plan.objectives[i])) {
            follow(i, shareOf(m_plan.objectives[i]));
        }
    }
    for (Followed& followed : m_followed) {
        followed.level = stopLevel(m_plan.objectives[followed.check].confidence, required, m_plan.level);
    }
}

void EarlyStop::follow(std::size_t check, double share) {
    if (share >= 1) {
        return;
    }
    Followed followed;
    followed.check = check;
    followed.limit = share;
    if (share > 0) {
        followed.betting.emplace(share);
    }
    m_followed.push_back(std::move(followed));
}

void EarlyStop::add(const Interval& interval) {
    for (const Series& series : interval.series) {
        m_counted += series.tally.sent + series.tally.droppedLimit + series.tally.droppedGenerator;
    }
    if (interval.warmup || m_failure) {
        return;
    }
    for (Followed& followed : m_followed) {
        count(followed, interval);
    }
    if (++m_inUnit >= m_perUnit) {
        m_inUnit = 0;
        closeUnit(interval.from + interval.length);
    }
}

void EarlyStop::count(Followed& followed, const Interval& interval) const {
    const Objective& objective = m_plan.objectives[followed.check];
    const BadOf badOf = objective.metric == Metric::Latency ? slowOrFailed(m_limits, fromSeconds(objective.limit)) : BadOf(unanswered);
    for (const Series& series : interval.series) {
        if (objective.endpoint.empty() || m_plan.endpoints.at(series.endpoint) == objective.endpoint) {
            const std::uint64_t due = series.tally.sent + series.tally.droppedLimit;
            followed.unitDue += due;
            followed.unitBad += std::min(badOf(series), due);
        }
    }
}

void EarlyStop::closeUnit(Duration at) {
    for (Followed& followed : m_followed) {
        followed.due += followed.unitDue;
        followed.bad += followed.unitBad;
        if (followed.betting) {
            followed.betting->add(followed.unitDue, followed.unitBad);
        }
        followed.unitDue = followed.unitBad = 0;
        if (!m_failure) {
            m_failure = look(followed, at);
        }
    }
}

std::optional<EarlyFailure> EarlyStop::look(Followed& followed, Duration at) const {
    EarlyFailure found;
    found.check = followed.check;
    found.at = at;
    found.due = followed.due;
    found.bad = followed.bad;
    if (!followed.betting) {
        found.rule = StopRule::Budget;
        return followed.bad > 0 ? std::optional(found) : std::nullopt;
    }
    found.pValue = std::exp(-followed.betting->mostLogWealth());
    if (found.pValue <= followed.level) {
        return found;
    }
    return lookAtBudget(followed, found);
}

std::optional<EarlyFailure> EarlyStop::lookAtBudget(Followed& followed, EarlyFailure found) const {
    const auto rest = m_plan.mostToCome ? m_plan.mostToCome(found.at, m_counted) : std::nullopt;
    if (!rest) {
        return std::nullopt;
    }
    found.planned = static_cast<double>(followed.due) + std::max(0.0, *rest);
    const bool longEnough =
        m_plan.measured >= static_cast<std::int64_t>(kGrossFewestIntervals) * std::max(m_plan.intervalLength, Duration(1));
    if (longEnough && grosslySpent(followed.bad, found.planned, followed.limit)) {
        found.rule = StopRule::Budget;
        found.pValue = 0;
        return found;
    }
    const Counts& seen = followed.betting->seen();
    if (followed.lookedAtBound || seen.due.size() < kFewestIntervals || !budgetSpent(followed.bad, found.planned, followed.limit)) {
        return std::nullopt;
    }
    followed.lookedAtBound = true;
    found.rule = StopRule::Bound;
    found.pValue = ShareLadder(seen).pAbove(followed.limit);
    return found.pValue <= followed.level ? std::optional(found) : std::nullopt;
}

std::string earlyText(const EarlyFailure& early, const Objective& objective) {
    const double limit = shareOf(objective);
    std::string text = "certain by " + timeText(toSeconds(early.at)) + ", so the run was stopped: ";
    switch (early.rule) {
        case StopRule::Evidence: return text + evidenceText(early, limit);
        case StopRule::Budget: return text + budgetText(early, limit);
        case StopRule::Bound: return text + boundText(early, limit);
    }
    return text;
}

}  // namespace loadgate::stats
