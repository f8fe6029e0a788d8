// SPDX-License-Identifier: Apache-2.0
#include "model/resources.h"

namespace loadgate {

namespace {

using Kind = Incident::Kind;

std::string stoppedText(const ResourceSample& sample) {
    const std::string code = sample.exitCode ? " (exit code " + std::to_string(*sample.exitCode) + ")" : "";
    return sample.oomKilled.value_or(false) ? sample.name + " was killed for want of memory" + code : sample.name + " has ended" + code;
}

/// What two samples of one instance, the earlier perhaps missing, say happened in between.
std::optional<std::pair<Kind, std::string>> changeOf(const ResourceSample* before, const ResourceSample& now) {
    const bool ran = before == nullptr || before->running;
    const bool oomBefore = before != nullptr && before->oomKilled.value_or(false);
    if (now.oomKilled.value_or(false) && !oomBefore && (before != nullptr || !now.running)) {
        return std::pair(Kind::OomKilled, stoppedText(now));
    }
    if (!now.running) {
        return ran ? std::optional(std::pair(Kind::Stopped, stoppedText(now))) : std::nullopt;
    }
    if (before == nullptr) {
        return std::nullopt;
    }
    const bool counted = before->restarts && now.restarts && *now.restarts > *before->restarts;
    const bool anew = before->cpuTime && now.cpuTime && *now.cpuTime < *before->cpuTime;
    if (counted || anew || !before->running) {
        return std::pair(Kind::Restarted, now.name + " was restarted");
    }
    if (before->healthy.value_or(true) && !now.healthy.value_or(true)) {
        return std::pair(Kind::Unhealthy, now.name + " says that it is not healthy");
    }
    return std::nullopt;
}

}  // namespace

std::vector<Incident> IncidentWatch::add(const ResourceSample& sample) {
    std::vector<Incident> incidents;
    const auto tell = [&](Kind kind, std::string text) {
        incidents.push_back({kind, sample.at, sample.source, sample.name, sample.instance, std::move(text)});
    };
    const auto [place, isNew] = m_known.try_emplace({sample.source, sample.name});
    Known& known = place->second;
    if (isNew) {
        known.first = sample.at;
        known.current = sample.instance;
    }
    const auto earlier = known.latest.find(sample.instance);
    // Instances that stand side by side from the first call on replace nobody.
    if (earlier == known.latest.end() && sample.at > known.first && sample.running) {
        tell(Kind::Replaced, sample.name + " was replaced: it is now " + sample.instance + ", it was " + known.current);
    }
    if (auto change = changeOf(earlier == known.latest.end() ? nullptr : &earlier->second, sample)) {
        tell(change->first, std::move(change->second));
    }
    if (sample.running) {
        known.current = sample.instance;
    }
    ResourceSample kept = sample;
    if (earlier != known.latest.end() && !sample.running) {  // what an instance that has ended does not say any more
        kept.restarts = sample.restarts ? sample.restarts : earlier->second.restarts;
        kept.oomKilled = sample.oomKilled ? sample.oomKilled : earlier->second.oomKilled;
    }
    known.latest.insert_or_assign(sample.instance, std::move(kept));
    return incidents;
}

std::vector<Incident> incidentsOf(std::span<const ResourceSample> samples) {
    IncidentWatch watch;
    std::vector<Incident> all;
    for (const ResourceSample& sample : samples) {
        for (Incident& incident : watch.add(sample)) {
            all.push_back(std::move(incident));
        }
    }
    return all;
}

}  // namespace loadgate
