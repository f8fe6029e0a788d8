// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/run_metrics.h"

#include "core/report/escape.h"
#include "core/report/figures.h"
#include "model/resource_usage.h"

#include <algorithm>

namespace loadgate {

namespace {

constexpr std::string_view kRest = "other";

std::vector<std::string> namesOf(const std::vector<RequestSpec>& requests) {
    std::vector<std::string> names;
    std::transform(requests.begin(), requests.end(), std::back_inserter(names), [](const RequestSpec& request) { return request.name; });
    return names;
}

void add(std::optional<double>& sum, std::optional<double> part) {
    if (part) {
        sum = sum.value_or(0) + *part;
    }
}

std::optional<double> bytesOf(const std::optional<ByteCount>& count) {
    return count ? std::optional(static_cast<double>(count->bytes)) : std::nullopt;
}

/// The histograms of one endpoint, to be summed together: one by one that would be quadratic in the number of intervals.
struct Parts {
    std::vector<const Histogram*> whole, measured;
};

}  // namespace

RunMetrics::RunMetrics(const RunRecord& soFar)
    : m_run(forPrometheusLabel(soFar.id)),
      m_target(forPrometheusLabel(report::withoutUserinfo(soFar.targetName))),
      m_profile(forPrometheusLabel(report::withoutUserinfo(soFar.name))),
      m_until(soFar.started),
      m_started(soFar.started),
      m_model(soFar.curve.model()) {
    setEndpoints(namesOf(soFar.requests));
}

/// Names that read the same once they are escaped and cut are one: two series with the same labels are none.
void RunMetrics::setEndpoints(const std::vector<std::string>& names) {
    const bool folds = names.size() > kEndpointLabels;
    for (const std::string& name : names) {
        const bool own = !folds || m_placeOf.size() + 1 < kEndpointLabels;
        const std::string label = own ? forPrometheusLabel(name) : std::string(kRest);
        const auto found = std::find_if(m_endpoints.begin(), m_endpoints.end(), [&](const Endpoint& e) { return e.label == label; });
        m_placeOf.push_back(static_cast<std::size_t>(found - m_endpoints.begin()));
        if (found == m_endpoints.end()) {
            m_endpoints.push_back({label, {}, {}, {}, {}});
        }
    }
}

void RunMetrics::add(const LiveInterval& interval) {
    const bool measured = interval.phase == RunPhase::Measure || interval.phase == RunPhase::Drain;
    for (const Series& series : interval.endpoints) {
        if (series.endpoint >= m_placeOf.size()) {
            continue;
        }
        Endpoint& endpoint = m_endpoints[m_placeOf[series.endpoint]];
        endpoint.whole += series.tally;
        endpoint.wholeResponse += series.response;
        if (measured) {
            endpoint.measured += series.tally;
            endpoint.measuredResponse += series.response;
        }
    }
    m_measured += interval.phase == RunPhase::Measure ? interval.length : Duration{};
    m_until = std::max(m_until, m_started + interval.at);
    m_users = m_model == LoadModel::Closed ? std::optional<double>(interval.users) : std::nullopt;
    m_cpuCores.reset();
    m_memoryBytes.reset();
    for (const ResourceNow& now : interval.resources) {
        loadgate::add(m_cpuCores, now.cpuCores);
        loadgate::add(m_memoryBytes, bytesOf(now.memory));
    }
}

void RunMetrics::setGenerator(std::optional<Duration> lagP99, bool valid) {
    m_lagP99 = lagP99;
    m_valid = valid;
}

RunMetrics RunMetrics::finished(const RunRecord& record) {
    const Measurement& m = record.measurement;
    RunMetrics metrics(record);
    metrics.m_model = m.model;
    std::vector<Parts> parts(metrics.m_endpoints.size());
    for (const Interval& interval : m.intervals) {
        for (const Series& series : interval.series) {
            if (series.endpoint >= metrics.m_placeOf.size()) {
                continue;
            }
            const std::size_t place = metrics.m_placeOf[series.endpoint];
            metrics.m_endpoints[place].whole += series.tally;
            parts[place].whole.push_back(&series.response);
            if (!interval.warmup) {
                metrics.m_endpoints[place].measured += series.tally;
                parts[place].measured.push_back(&series.response);
            }
        }
    }
    for (std::size_t i = 0; i < parts.size(); ++i) {
        metrics.m_endpoints[i].wholeResponse = sumOf(parts[i].whole);
        metrics.m_endpoints[i].measuredResponse = sumOf(parts[i].measured);
    }
    metrics.m_measured = m.measured();
    metrics.m_until = record.started + m.end;
    metrics.m_users = m.model == LoadModel::Closed ? std::optional<double>(0) : std::nullopt;
    metrics.m_lagP99 = total(m, Phase::Measured).lag.quantile(0.99);
    for (const ResourceUsage& usage : usageOf(m)) {
        loadgate::add(metrics.m_cpuCores, usage.meanCores);
        loadgate::add(metrics.m_memoryBytes, bytesOf(usage.maxMemory));
    }
    metrics.m_verdict = record.verdict.status;
    metrics.m_valid = record.verdict.status != VerdictStatus::Invalid;
    return metrics;
}

RunMetrics::Endpoint RunMetrics::all() const {
    Endpoint sum;
    std::vector<const Histogram*> measured;
    for (const Endpoint& endpoint : m_endpoints) {
        sum.measured += endpoint.measured;
        measured.push_back(&endpoint.measuredResponse);
    }
    sum.measuredResponse = sumOf(measured);
    return sum;
}

}  // namespace loadgate
