// SPDX-License-Identifier: Apache-2.0
#include "engine/collector.h"

#include "engine/pacer.h"

#include <algorithm>
#include <numeric>

namespace loadgate::engine {

void SeriesBuilder::add(const OutcomeRecord& r, const std::vector<Duration>& limits) {
    m_empty = false;
    Tally& tally = m_counts.tally;
    if (r.kind == OutcomeRecord::Kind::DroppedGenerator) {
        ++tally.droppedGenerator;  // says nothing about the service
        return;
    }
    const Duration response(r.done - r.due);
    const bool answered = r.kind == OutcomeRecord::Kind::Answered;
    const bool censored = !answered || r.outcome == Outcome::Timeout;
    censored ? m_response.recordAtLeast(response) : m_response.record(response);
    m_counts.slow.resize(limits.size());
    for (std::size_t i = 0; i < limits.size(); ++i) {
        m_counts.slow[i] += (censored || r.outcome != Outcome::Ok || response > limits[i]) ? 1U : 0U;
    }
    if (r.kind == OutcomeRecord::Kind::DroppedLimit) {
        ++tally.droppedLimit;
        return;
    }
    ++tally.sent;
    tally.retried += r.retried ? 1U : 0U;
    tally.bytesIn += r.bytesIn;
    tally.bytesOut += r.bytesOut;
    answered ? ++tally.by[static_cast<std::size_t>(r.outcome)] : ++tally.inFlightAtEnd;
    if (r.status != 0 && answered && r.outcome <= Outcome::Check) {
        ++m_counts.statuses[r.status];
    }
    if (r.sent < 0) {
        m_wait.record(response);  // it never had a connection
        return;
    }
    m_wait.record(Duration(r.freed - r.due));
    m_lag.record(Duration(r.sent - r.freed));
    if (answered && r.outcome <= Outcome::Check) {
        m_service.record(Duration(r.done - r.sent));
    }
}

Series SeriesBuilder::build(std::uint16_t endpoint) const {
    Series series = m_counts;
    series.endpoint = endpoint;
    series.response = m_response.build();
    series.wait = m_wait.build();
    series.lag = m_lag.build();
    series.service = m_service.build();
    return series;
}

void SeriesBuilder::clear() {
    m_counts = {};
    m_empty = true;
    for (HistogramBuilder* histogram : {&m_response, &m_wait, &m_lag, &m_service}) {
        histogram->clear();
    }
}

Collector::Collector(const Plan& plan)
    : m_plan(plan),
      m_firstMeasured(static_cast<std::size_t>((plan.warmup + plan.intervalLength - Duration(1)) / plan.intervalLength)),
      m_live(plan.requests.size()) {}

std::size_t Collector::indexOf(Duration due) const {
    const Duration length = m_plan.intervalLength;
    if (due >= m_plan.warmup) {
        return m_firstMeasured + static_cast<std::size_t>((due - m_plan.warmup) / length);
    }
    return m_firstMeasured - static_cast<std::size_t>((m_plan.warmup - std::max(due, Duration{}) + length - Duration(1)) / length);
}

Duration Collector::startOf(std::size_t index) const {
    const auto fromWarmup = static_cast<std::int64_t>(index) - static_cast<std::int64_t>(m_firstMeasured);
    return std::max(Duration{}, m_plan.warmup + fromWarmup * m_plan.intervalLength);
}

void Collector::add(const OutcomeRecord& r) {
    if (r.kind == OutcomeRecord::Kind::Connected) {
        m_connectTime.record(Duration(r.done - r.freed));
        return;
    }
    const std::size_t index = indexOf(Duration(r.due));
    auto place = m_open.find(index);
    if (place == m_open.end()) {
        Builders builders;
        if (m_spare.empty()) {
            builders.resize(m_plan.requests.size());
        } else {
            builders = std::move(m_spare.back());
            m_spare.pop_back();
        }
        place = m_open.emplace(index, std::move(builders)).first;
    }
    place->second[r.endpoint].add(r, m_plan.limits);
    m_live[r.endpoint].add(r, m_plan.limits);
    if (r.sent >= 0) {
        m_liveLag.record(Duration(r.sent - r.freed));
    }
}

LiveInterval Collector::takeLive() {
    LiveInterval live;
    HistogramBuilder response;
    for (std::size_t i = 0; i < m_live.size(); ++i) {
        if (!m_live[i].empty()) {
            live.endpoints.push_back(m_live[i].build(static_cast<std::uint16_t>(i)));
            live.tally += live.endpoints.back().tally;
            response.add(live.endpoints.back().response);
            m_live[i].clear();
        }
    }
    live.response = response.build();
    live.lag = m_liveLag.build();
    m_liveLag.clear();
    return live;
}

void Collector::close(std::size_t index, Builders& builders) {
    std::vector<Series>& closed = m_closed[index];
    for (std::size_t i = 0; i < builders.size(); ++i) {
        if (builders[i].empty()) {
            continue;
        }
        Series series = builders[i].build(static_cast<std::uint16_t>(i));
        const auto place = std::find_if(closed.begin(), closed.end(), [i](const Series& s) { return s.endpoint == i; });
        if (place == closed.end()) {
            closed.push_back(std::move(series));
        } else {
            *place += series;
        }
        builders[i].clear();
    }
}

void Collector::closeBefore(Duration due) {
    while (!m_open.empty() && startOf(m_open.begin()->first + 1) <= due) {
        close(m_open.begin()->first, m_open.begin()->second);
        m_spare.push_back(std::move(m_open.begin()->second));
        m_open.erase(m_open.begin());
    }
}

void Collector::fillCurve(Interval& interval) const {
    const Duration to = interval.from + interval.length;
    if (m_plan.curve.model() == LoadModel::Closed) {
        interval.users = m_plan.curve.area(interval.from, to) / toSeconds(interval.length);
    } else {
        interval.planned = m_plan.arrivals == Arrivals::Constant ? static_cast<double>(plannedBetween(m_plan.curve, interval.from, to))
                                                                 : m_plan.curve.area(interval.from, to);
    }
}

Interval Collector::emptyInterval(std::size_t index, Duration end) const {
    Interval interval;
    interval.from = startOf(index);
    interval.length = std::min(startOf(index + 1), std::max(end, interval.from + Duration(1))) - interval.from;
    interval.warmup = index < m_firstMeasured;
    fillCurve(interval);
    return interval;
}

Interval Collector::countedInterval(std::size_t index) const {
    Interval interval = emptyInterval(index, m_plan.curve.length());
    const auto place = m_open.find(index);
    for (std::size_t i = 0; place != m_open.end() && i < place->second.size(); ++i) {
        if (!place->second[i].empty()) {
            interval.series.push_back(place->second[i].counts());
            interval.series.back().endpoint = static_cast<std::uint16_t>(i);
        }
    }
    return interval;
}

std::vector<Interval> Collector::takeSettled(Duration now, Duration certain) {
    const bool foreseen = m_plan.curve.model() == LoadModel::Open && m_plan.arrivals == Arrivals::Constant;
    std::vector<Interval> settled;
    for (; startOf(m_settled) < m_plan.curve.length() && startOf(m_settled + 1) <= now; ++m_settled) {
        Interval interval = countedInterval(m_settled);
        std::uint64_t ended = 0;
        for (const Series& series : interval.series) {
            ended += series.tally.sent + series.tally.droppedLimit + series.tally.droppedGenerator;
        }
        if (startOf(m_settled + 1) > certain && !(foreseen && static_cast<double>(ended) >= interval.planned)) {
            break;
        }
        settled.push_back(std::move(interval));
    }
    return settled;
}

Measurement Collector::finish(Duration end) {
    for (auto& [index, builders] : m_open) {
        close(index, builders);
    }
    m_open.clear();
    Measurement m;
    m.model = m_plan.curve.model();
    m.randomArrivals = m.model == LoadModel::Open && m_plan.arrivals == Arrivals::Poisson;
    m.limits = m_plan.limits;
    m.warmup = m_plan.warmup;
    m.end = end;
    m.intervalLength = m_plan.intervalLength;
    m.randomArrivals = m.model == LoadModel::Open && m_plan.arrivals == Arrivals::Poisson;
    const double weights = std::accumulate(m_plan.requests.begin(), m_plan.requests.end(), 0.0,
                                           [](double sum, const PlannedRequest& r) { return sum + r.weight; });
    for (const PlannedRequest& request : m_plan.requests) {
        m.endpoints.push_back(request.name);
        m.shares.push_back(request.weight / weights);
    }
    const std::size_t last = indexOf(std::max(end - Duration(1), Duration{}));
    for (std::size_t index = 0; index <= last; ++index) {
        Interval interval = emptyInterval(index, end);
        if (const auto place = m_closed.find(index); place != m_closed.end()) {
            interval.series = std::move(place->second);
        }
        m.intervals.push_back(std::move(interval));
    }
    for (auto late = m_closed.upper_bound(last); late != m_closed.end(); ++late) {  // due at the very moment of the stop
        for (Series& series : late->second) {
            auto& into = m.intervals.back().series;
            const auto place = std::find_if(into.begin(), into.end(), [&series](const Series& s) { return s.endpoint == series.endpoint; });
            place == into.end() ? into.push_back(std::move(series)) : void(*place += series);
        }
    }
    m.connectTime = m_connectTime.build();
    return m;
}

}  // namespace loadgate::engine
