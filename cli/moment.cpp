// SPDX-License-Identifier: Apache-2.0
#include "cli/moment.h"

#include <utility>

namespace loadgate::cli {

ProgressMeter::ProgressMeter(Duration window, LoadModel model, std::vector<Objective> objectives)
    : m_window(window), m_objectives(std::move(objectives)), m_generator(model) {
    m_moment.model = model;
}

void ProgressMeter::add(const LiveInterval& interval) {
    count(interval);
    m_ended = m_length >= m_window;
    if (m_ended || !m_shown) {
        show();
    }
    if (m_ended) {
        keep();
        m_shown = true;
        m_length = {};
        m_planned = 0;
        m_answers = 0;
        m_response = {};
    }
}

void ProgressMeter::count(const LiveInterval& interval) {
    m_moment.at = interval.at;
    m_moment.total = interval.total;
    m_moment.phase = interval.phase;
    m_moment.completed += interval.tally.completed();
    m_moment.failed += interval.tally.failed();
    for (std::size_t i = 0; i < kOutcomes; ++i) {
        m_moment.by.at(i) += interval.tally.by.at(i);
    }
    m_moment.shed += interval.tally.droppedLimit;
    m_moment.users = interval.users;
    m_moment.inFlight = interval.inFlight;
    m_moment.waiting = interval.waiting;
    m_moment.cpuCores = interval.cpuCores;
    m_generator.add(interval);
    m_length += interval.length;
    m_planned += interval.plannedLoad * toSeconds(interval.length);
    m_answers += interval.tally.completed();
    m_response += interval.response;
}

void ProgressMeter::show() {
    const double seconds = toSeconds(m_length);
    m_moment.rate = seconds > 0 ? static_cast<double>(m_answers) / seconds : 0;
    m_moment.planned = seconds > 0 ? m_planned / seconds : 0;
    m_moment.p50 = m_response.quantile(0.5);
    m_moment.p95 = m_response.quantile(0.95);
    m_moment.p99 = m_response.quantile(0.99);
    m_moment.atLeast = {m_response.quantileIsLowerBound(0.5), m_response.quantileIsLowerBound(0.95), m_response.quantileIsLowerBound(0.99)};
    m_moment.generator = m_generator.health(m_objectives);
    m_moment.lagP99 = m_generator.lagP99();
}

void ProgressMeter::keep() {
    if (m_moment.past.size() >= kMostWindows) {
        m_moment.past.erase(m_moment.past.begin());
    }
    m_moment.past.push_back({m_moment.rate, m_moment.p50, m_moment.p95, m_moment.p99});
}

}  // namespace loadgate::cli
