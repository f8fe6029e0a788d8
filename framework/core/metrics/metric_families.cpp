// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/run_metrics.h"
#include "core/report/figures.h"

#include <array>
#include <string_view>

namespace loadgate {

namespace {

using namespace std::chrono_literals;
using Kind = MetricFamily::Kind;

/// From what a cache answers to a timeout that somebody gave up on; two or three a decade. Fixed: buckets that follow a run's limits would
/// be other series with each run.
constexpr std::array<Duration, 17> kBuckets{100us, 250us, 500us, 1ms, 2500us, 5ms, 10ms, 25ms, 50ms,
                                            100ms, 250ms, 500ms, 1s,  2500ms, 5s,  10s,  30s};

constexpr std::array kStatuses{VerdictStatus::Pass, VerdictStatus::Fail, VerdictStatus::Inconclusive, VerdictStatus::Invalid};

struct Quantile {
    const char* name;
    const char* help;
    double q;
};
constexpr std::array kQuantiles{
    Quantile{"loadtest_latency_p50", "Median response time in seconds, from when each request was due, of the measured phase so far.", 0.5},
    Quantile{"loadtest_latency_p95",
             "95th percentile of the response time in seconds, from when each request was due, of the measured phase so far.", 0.95},
    Quantile{"loadtest_latency_p99",
             "99th percentile of the response time in seconds, from when each request was due, of the measured phase so far.", 0.99}};

double secondsSinceEpoch(WallTime time) { return std::chrono::duration<double>(time.time_since_epoch()).count(); }

}  // namespace

/// Collects the families of one run; each series gets its target and profile.
class RunMetrics::Writer {
  public:
    explicit Writer(const RunMetrics& metrics) : m_metrics(metrics) {}

    void begin(std::string name, std::string help, Kind kind = Kind::Gauge) {
        dropEmpty();
        m_families.push_back({std::move(name), std::move(help), kind, {}});
    }
    MetricSample& series(std::vector<MetricLabel> more = {}) {
        MetricSample& sample = m_families.back().samples.emplace_back();
        sample.labels = {{"target", m_metrics.m_target}, {"profile", m_metrics.m_profile}};
        sample.labels.insert(sample.labels.end(), std::make_move_iterator(more.begin()), std::make_move_iterator(more.end()));
        return sample;
    }
    void value(std::optional<double> value, std::vector<MetricLabel> more = {}) {
        if (value) {
            series(std::move(more)).value = *value;
        }
    }
    MetricFamilies take() {
        dropEmpty();
        return std::move(m_families);
    }

  private:
    void dropEmpty() {
        if (!m_families.empty() && m_families.back().samples.empty()) {
            m_families.pop_back();
        }
    }
    const RunMetrics& m_metrics;
    MetricFamilies m_families;
};

namespace {

std::optional<double> quantileOf(const Histogram& histogram, double q) {
    const auto value = histogram.quantile(q);
    return value ? std::optional(toSeconds(*value)) : std::nullopt;
}

std::optional<double> perSecond(const Tally& tally, Duration length) {
    return length > Duration{} ? std::optional(static_cast<double>(tally.ok()) / toSeconds(length)) : std::nullopt;
}

void setHistogram(MetricSample& sample, const Histogram& histogram) {
    for (const Duration bound : kBuckets) {
        sample.buckets.push_back({toSeconds(bound), histogram.count() - histogram.above(bound)});
    }
    sample.count = histogram.count();
    sample.sum = toSeconds(histogram.mean().value_or(Duration{})) * static_cast<double>(histogram.count());
}

}  // namespace

MetricFamilies RunMetrics::families(RunId runId) const {
    Writer writer(*this);
    const Endpoint sum = all();
    for (const Quantile& quantile : kQuantiles) {
        writer.begin(quantile.name, quantile.help);
        writer.value(quantileOf(sum.measuredResponse, quantile.q));
        for (const Endpoint& endpoint : m_endpoints) {
            writer.value(quantileOf(endpoint.measuredResponse, quantile.q), {{"endpoint", endpoint.label}});
        }
    }
    writer.begin("loadtest_throughput_rps", "Good answers per second of the measured phase so far.");
    writer.value(perSecond(sum.measured, m_measured));
    for (const Endpoint& endpoint : m_endpoints) {
        writer.value(perSecond(endpoint.measured, m_measured), {{"endpoint", endpoint.label}});
    }
    writer.begin("loadtest_error_rate", "Failed of all answered requests of the measured phase so far, a share from 0 to 1.");
    writer.value(report::errorRate(sum.measured));
    for (const Endpoint& endpoint : m_endpoints) {
        writer.value(report::errorRate(endpoint.measured), {{"endpoint", endpoint.label}});
    }
    writer.begin(
        "loadtest_latency_seconds",
        "Response times in seconds of the whole run, from when each request was due; what has no answer counts as longer than any bucket.",
        Kind::Histogram);
    for (const Endpoint& endpoint : m_endpoints) {
        setHistogram(writer.series({{"endpoint", endpoint.label}}), endpoint.wholeResponse);
    }
    writer.begin("loadtest_requests_total", "Requests of the whole run that ended, by outcome: ok, or what went wrong.", Kind::Counter);
    for (const Endpoint& endpoint : m_endpoints) {
        for (std::size_t i = 0; i < kOutcomes; ++i) {
            const auto outcome = static_cast<Outcome>(i);
            writer.value(static_cast<double>(endpoint.whole.of(outcome)),
                         {{"endpoint", endpoint.label}, {"outcome", std::string(toText(outcome))}});
        }
    }
    writer.begin("loadtest_users", "Users of the closed model that are at work; 0 once the run has ended.");
    writer.value(m_users);
    writer.begin("loadtest_generator_lag_seconds",
                 "99th percentile, in seconds, of how late the generator itself was, of the measured phase so far.");
    writer.value(m_lagP99 ? std::optional(toSeconds(*m_lagP99)) : std::nullopt);
    writer.begin("loadtest_valid", "1: a measurement of the target; 0: the generator was the limit, or there is no data.");
    writer.value(m_valid ? 1 : 0);
    writer.begin("loadtest_verdict", "1 for the run's verdict and 0 for the other three; absent until the run has been judged.");
    for (const VerdictStatus status : kStatuses) {
        if (m_verdict) {
            writer.value(status == *m_verdict ? 1 : 0, {{"status", std::string(toText(status))}});
        }
    }
    writer.begin("loadtest_target_cpu_cores",
                 "CPU cores that the target uses; once the run has ended, their mean over the measured phase.");
    writer.value(m_cpuCores);
    writer.begin("loadtest_target_memory_bytes", "Memory of the target in bytes; once the run has ended, the most of the measured phase.");
    writer.value(m_memoryBytes);
    writer.begin("loadtest_last_run_timestamp_seconds", "Until when the run has measured, in seconds since 1970 (UTC).");
    writer.value(secondsSinceEpoch(m_until));
    writer.begin("loadtest_run_info", "Always 1; the label run is the id of the run.");
    if (runId == RunId::Shown) {
        writer.value(1, {{"run", m_run}});
    }
    return writer.take();
}

}  // namespace loadgate
