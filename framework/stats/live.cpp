// SPDX-License-Identifier: Apache-2.0
#include "stats/live.h"

#include "stats/evidence.h"

#include <algorithm>

namespace loadgate::stats {

namespace {

constexpr Duration kBetweenLooks = std::chrono::seconds(1);
constexpr double kRisky = 0.8;
constexpr double kNarrow = 1.1;

/// `used`: what share of the allowed is used up.
CheckState stateAt(double used) {
    if (used > 1) {
        return CheckState::Breached;
    }
    return used > kRisky ? CheckState::AtRisk : CheckState::OnTrack;
}

/// A limit that allows nothing is breached by the first.
double usedUp(double share, double allowed) { return share <= 0 ? 0 : allowed > 0 ? share / allowed : 2; }

}  // namespace

LiveChecks::LiveChecks(std::vector<Objective> objectives, std::vector<std::string> endpoints, std::vector<Duration> limits)
    : m_endpoints(std::move(endpoints)), m_limits(std::move(limits)) {
    m_all.sums.resize(m_endpoints.size());
    for (Objective& objective : objectives) {
        if (!isResource(objective.metric)) {
            m_followed.push_back({std::move(objective), false, CheckState::OnTrack, {}, false});
            m_followed.back().window.sums.resize(m_followed.back().objective.window ? m_endpoints.size() : 0);
        }
    }
}

std::vector<LiveCheck> LiveChecks::add(const LiveInterval& live) {
    if (live.phase == RunPhase::Connect || live.phase == RunPhase::Warmup) {
        m_lookedAt = live.at;
        return {};
    }
    addTo(m_all, live);
    for (Followed& followed : m_followed) {
        startWindow(followed, live);
        addTo(followed.window, live);
    }
    std::vector<LiveCheck> changed;
    if (live.at - m_lookedAt < kBetweenLooks) {
        return changed;
    }
    m_lookedAt = live.at;
    for (Followed& followed : m_followed) {
        LiveCheck now;
        const bool seen = look(followed, now);
        now.state = followed.breachedOne ? CheckState::Breached : now.state;
        if (seen && (!followed.told || followed.state != now.state)) {
            followed.told = true;
            followed.state = now.state;
            changed.push_back(std::move(now));
        }
    }
    return changed;
}

void LiveChecks::addTo(Answered& answered, const LiveInterval& live) const {
    answered.length += live.phase == RunPhase::Measure ? live.length : Duration{};
    for (const Series& series : live.endpoints) {
        if (series.endpoint < answered.sums.size()) {
            answered.sums[series.endpoint] += series;
        }
    }
}

/// A new one begins when the one before is full, but for a rest of less than half a window, which belongs to it; see windowsOf().
void LiveChecks::startWindow(Followed& followed, const LiveInterval& live) const {
    const auto window = followed.objective.window;
    const Duration left = live.total - live.at + live.length;
    if (!window || live.phase != RunPhase::Measure || followed.window.length < *window || 2 * left < *window) {
        return;
    }
    LiveCheck ended;
    followed.breachedOne = followed.breachedOne || (look(followed, ended) && ended.state == CheckState::Breached);
    followed.window = {std::vector<Series>(m_endpoints.size()), {}};
}

Series LiveChecks::sumFor(const Objective& objective, const Answered& answered) const {
    Series sum;
    for (std::size_t i = 0; i < answered.sums.size(); ++i) {
        if (objective.endpoint.empty() || m_endpoints[i] == objective.endpoint) {
            sum += answered.sums[i];
        }
    }
    return sum;
}

bool LiveChecks::look(const Followed& followed, LiveCheck& now) const {
    const Objective& objective = followed.objective;
    const Answered& answered = objective.window ? followed.window : m_all;
    const Series sum = sumFor(objective, answered);
    const auto due = static_cast<double>(sum.tally.sent + sum.tally.droppedLimit);
    now.check.objective = objective;
    now.check.samples = sum.tally.completed();
    if (!(due > 0) || answered.length <= Duration{}) {
        return false;
    }
    if (objective.metric == Metric::Throughput) {
        now.check.observed = static_cast<double>(sum.tally.ok()) / toSeconds(answered.length);
        now.check.samples = sum.tally.ok();
        const double reached = *now.check.observed / objective.limit;
        now.state = reached < 1 ? CheckState::Breached : reached < kNarrow ? CheckState::AtRisk : CheckState::OnTrack;
        return true;
    }
    if (objective.metric == Metric::ErrorRate) {
        now.check.observed = static_cast<double>(unanswered(sum)) / due;
        now.state = stateAt(usedUp(*now.check.observed, objective.limit));
        return true;
    }
    if (const auto observed = sum.response.quantile(objective.quantile)) {
        now.check.observed = toSeconds(*observed);
        now.check.observedIsLowerBound = sum.response.quantileIsLowerBound(objective.quantile);
    }
    Measurement limits;
    limits.limits = m_limits;
    const auto bad = static_cast<double>(slowOrFailed(limits, fromSeconds(objective.limit))(sum));
    now.state = stateAt(usedUp(bad / due, 1 - objective.quantile));
    return true;
}

}  // namespace loadgate::stats
