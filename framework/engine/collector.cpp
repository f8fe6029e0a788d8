// SPDX-License-Identifier: Apache-2.0
#include "engine/collector.h"

#include "engine/pacer.h"

#include <algorithm>
#include <numeric>

namespace loadgate::engine {

namespace {

/// Each endpoint has one series.
void addTo(std::vector<Series>& all, Series&& more) {
    const auto place = std::find_if(all.begin(), all.end(), [&more](const Series& series) { return series.endpoint == more.endpoint; });
    place == all.end() ? all.push_back(std::move(more)) : void(*place += more);
}

}  // namespace

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
    if (m_counts.slow.size() != limits.size()) {
        m_counts.slow.resize(limits.size());
    }
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
    tally.timeouts[static_cast<std::size_t>(r.timeout)] += answered && r.outcome == Outcome::Timeout ? 1U : 0U;
    if (r.status != 0 && answered && r.outcome <= Outcome::Check) {
        countStatus(r.status);
    }
}

void SeriesBuilder::countStatus(std::uint16_t status) {
    if (status != m_lastStatus && m_answersOfLast > 0) {
        m_counts.statuses[m_lastStatus] += m_answersOfLast;
        m_answersOfLast = 0;
    }
    m_lastStatus = status;
    ++m_answersOfLast;
}

Series SeriesBuilder::build(std::uint16_t endpoint) const {
    Series series = m_counts;
    if (m_answersOfLast > 0) {
        series.statuses[m_lastStatus] += m_answersOfLast;
    }
    series.endpoint = endpoint;
    series.response = m_response.build();
    return series;
}

void SeriesBuilder::clear() {
    m_counts = {};
    m_answersOfLast = 0;
    m_empty = true;
    m_response.clear();
}

void PartsBuilder::add(const OutcomeRecord& r) {
    if (r.kind == OutcomeRecord::Kind::DroppedGenerator || r.kind == OutcomeRecord::Kind::DroppedLimit) {
        return;
    }
    if (r.sent < 0) {
        const Duration waited(r.done - r.due);  // it never had a connection
        const bool censored = r.kind != OutcomeRecord::Kind::Answered || r.outcome == Outcome::Timeout;
        censored ? m_wait.recordAtLeast(waited) : m_wait.record(waited);
        return;
    }
    m_wait.record(Duration(r.freed - r.due));
    m_lag.record(Duration(r.sent - r.freed));
    if (r.kind == OutcomeRecord::Kind::Answered && r.outcome <= Outcome::Check) {
        m_service.record(Duration(r.done - r.sent));
    }
}

Collector::Collector(const Plan& plan)
    : m_plan(plan),
      m_firstMeasured(static_cast<std::size_t>((plan.warmup + plan.intervalLength - Duration(1)) / plan.intervalLength)),
      m_warmupParts(plan.requests.size()),
      m_parts(plan.requests.size()),
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

/// Those of the interval in which something was due.
Collector::Builders& Collector::buildersAt(Duration due) {
    if (m_last != nullptr && due >= m_lastFrom && due < m_lastTo) {
        return *m_last;
    }
    const std::size_t index = indexOf(due);
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
    m_last = &place->second;
    m_lastFrom = startOf(index);
    m_lastTo = startOf(index + 1);
    return *m_last;
}

void Collector::add(const OutcomeRecord& r) {
    if (r.kind == OutcomeRecord::Kind::Connected) {
        m_connectTime.record(Duration(r.done - r.freed));
        return;
    }
    buildersAt(Duration(r.due))[r.endpoint].add(r, m_plan.limits);
    (m_lastFrom < m_plan.warmup ? m_warmupParts : m_parts)[r.endpoint].add(r);
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
        addTo(closed, builders[i].build(static_cast<std::uint16_t>(i)));
        builders[i].clear();
    }
}

void Collector::closeBefore(Duration due) {
    while (!m_open.empty() && startOf(m_open.begin()->first + 1) <= due) {
        close(m_open.begin()->first, m_open.begin()->second);
        m_spare.push_back(std::move(m_open.begin()->second));
        m_open.erase(m_open.begin());
        m_last = nullptr;
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

/// What was finished already and what came since, without histograms.
Interval Collector::countedInterval(std::size_t index) const {
    Interval interval = emptyInterval(index, m_plan.curve.length());
    if (const auto place = m_closed.find(index); place != m_closed.end()) {
        for (const Series& series : place->second) {
            Series counts;
            counts.endpoint = series.endpoint;
            counts.tally = series.tally;
            counts.slow = series.slow;
            counts.statuses = series.statuses;
            interval.series.push_back(std::move(counts));
        }
    }
    if (const auto place = m_open.find(index); place != m_open.end()) {
        for (std::size_t i = 0; i < place->second.size(); ++i) {
            if (!place->second[i].empty()) {
                Series counts = place->second[i].counts();
                counts.endpoint = static_cast<std::uint16_t>(i);
                addTo(interval.series, std::move(counts));
            }
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
            addTo(m.intervals.back().series, std::move(series));
        }
    }
    for (const bool warmup : {true, false}) {
        const std::vector<PartsBuilder>& parts = warmup ? m_warmupParts : m_parts;
        for (std::size_t i = 0; i < parts.size(); ++i) {
            m.parts.push_back(parts[i].build());
            m.parts.back().endpoint = static_cast<std::uint16_t>(i);
            m.parts.back().warmup = warmup;
        }
    }
    m.connectTime = m_connectTime.build();
    return m;
}

}  // namespace loadgate::engine
