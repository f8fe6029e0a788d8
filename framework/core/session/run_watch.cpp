// SPDX-License-Identifier: Apache-2.0
#include "core/session/run_watch.h"

#include <algorithm>

namespace loadgate {

namespace {

std::vector<std::string> namesOf(const std::vector<RequestSpec>& requests) {
    std::vector<std::string> names;
    std::transform(requests.begin(), requests.end(), std::back_inserter(names), [](const RequestSpec& request) { return request.name; });
    return names;
}

}  // namespace

RunWatch::RunWatch(const PreparedRun& run, std::vector<Duration> limits, RunListener& listener, ResourceSampler* sampler)
    : m_objectives(run.config.objectives),
      m_listener(listener),
      m_sampler(sampler),
      m_checks(run.config.objectives, namesOf(run.requests), std::move(limits)),
      m_generator(run.curve.model()) {}

void RunWatch::onZero(Duration steady) {
    if (m_sampler != nullptr) {
        m_sampler->setZero(steady);
    }
}

void RunWatch::onPhase(RunPhase phase, Duration at) { m_listener.onPhase(phase, at); }

void RunWatch::onInterval(const LiveInterval& interval) {
    if (m_sampler != nullptr) {
        hear(m_sampler->take());
    }
    LiveInterval seen = interval;
    seen.generator = stats::generatorNow(interval, m_objectives);
    seen.resources = resourcesNow(m_samples);
    m_listener.onInterval(seen);
    for (const stats::LiveCheck& live : m_checks.add(interval)) {
        m_listener.onCheck(live.check, live.state, interval.at);
    }
    if (m_early) {
        m_generator.add(interval);
        stopIfCertain(interval.at);
    }
}

void RunWatch::onSettled(const Interval& interval) {
    if (m_early) {
        m_early->add(interval);
    }
}

void RunWatch::stopWhenCertain(stats::EarlyStop early, std::function<void()> stop) {
    m_early.emplace(std::move(early));
    m_stop = std::move(stop);
}

/// As the verdict will see it: what a saturated generator measured says nothing about the target, but errors it does not invent.
bool RunWatch::believable() const {
    const bool onlyErrors = std::all_of(m_objectives.begin(), m_objectives.end(), [](const Objective& objective) {
        return !objective.required || objective.metric == Metric::ErrorRate;
    });
    return onlyErrors || m_generator.health(m_objectives).status != GeneratorStatus::Saturated;
}

void RunWatch::stopIfCertain(Duration now) {
    if (!m_early->failure() || m_stoppedBy || !believable()) {
        return;
    }
    m_stoppedBy = m_early->failure();
    const Objective& objective = m_objectives.at(m_stoppedBy->check);
    note({now, Note::Level::Warning, "session", toText(objective) + " fails, " + stats::earlyText(*m_stoppedBy, objective)});
    m_stop();
}

void RunWatch::note(RunNote note) {
    note.at = std::max(note.at, Duration{});  // what happened while connecting stands at the beginning
    m_listener.onNote(note);
    m_notes.push_back(std::move(note));
}

void RunWatch::hear(ResourceSampler::News news) {
    for (const ResourceSample& sample : news.samples) {
        for (Incident& incident : m_incidentWatch.add(sample)) {
            note({incident.at, Note::Level::Warning, incident.source, incident.text});
            m_incidents.push_back(std::move(incident));
        }
    }
    std::move(news.samples.begin(), news.samples.end(), std::back_inserter(m_samples));
    std::for_each(news.notes.begin(), news.notes.end(), [this](RunNote& one) { note(std::move(one)); });
}

void RunWatch::finish(Measurement& measurement) {
    if (m_sampler != nullptr) {
        hear(m_sampler->finish());
    }
    std::stable_sort(m_notes.begin(), m_notes.end(), [](const RunNote& a, const RunNote& b) { return a.at < b.at; });
    measurement.resources = std::move(m_samples);
    measurement.incidents = std::move(m_incidents);
    measurement.notes = std::move(m_notes);
}

}  // namespace loadgate
