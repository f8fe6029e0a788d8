// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/metrics_stream.h"

#include "core/report/reports.h"

#include <algorithm>
#include <utility>

namespace loadgate {

namespace {

/// A Prometheus that scrapes the Pushgateway or reads the file does so every 15 s or more.
constexpr std::chrono::milliseconds kPace{5000};
constexpr std::chrono::milliseconds kPushDeadline{5000};

}  // namespace

RunMetrics MetricsStream::Shared::copy() {
    const std::lock_guard lock(mutex);
    return metrics;
}

Result<std::unique_ptr<MetricsStream>> MetricsStream::open(const MetricsOptions& options, RunListener& next) {
    std::unique_ptr<MetricsStream> stream(new MetricsStream(options, next));
    if (!options.any()) {
        return stream;
    }
    LOADGATE_TRY(stream->m_client, loadPrometheusClient());
    if (options.listen) {
        const auto newest = [shared = stream->m_shared] { return shared->copy().families(RunMetrics::RunId::Shown); };
        LOADGATE_TRY(stream->m_endpoint, stream->m_client->serve(*options.listen, newest).within("--metrics-listen " + *options.listen));
    }
    return stream;
}

MetricsStream::MetricsStream(MetricsOptions options, RunListener& next)
    : m_options(std::move(options)), m_redactor(redactorFor(m_options)), m_next(next) {}

void MetricsStream::onStarted(const PreparedRun& run, const RunRecord& record) {
    m_next.onStarted(run, record);
    if (!m_options.any()) {
        return;
    }
    m_generator.emplace(run.curve.model());
    m_objectives = run.config.objectives;
    {
        const std::lock_guard lock(m_shared->mutex);
        m_shared->metrics = RunMetrics(record);
    }
    if (m_endpoint) {
        const std::string host = m_options.listen->substr(0, m_options.listen->rfind(':'));
        m_next.onNote({Duration{}, Note::Level::Progress, "metrics",
                       "metrics are at http://" + host + ":" + std::to_string(m_endpoint->port()) + "/metrics"});
    }
    startPushing();
    startWriting();
}

void MetricsStream::startPushing() {
    if (!m_options.pushgateway) {
        return;
    }
    const PushgatewayUrl& gateway = *m_options.pushgateway;
    const RunMetrics begun = m_shared->copy();
    PushPlace place{groupUrl(gateway, begun.target(), begun.profile()), gateway.user, gateway.password, kPushDeadline};
    const std::shared_ptr<PushClient> client = m_client->pushTo(std::move(place));
    m_ways.push_back(
        {"--pushgateway " + gateway.base,
         std::make_unique<Courier>(
             [shared = m_shared] { return shared->copy().families(RunMetrics::RunId::Left); },
             [client](const MetricFamilies& families, const std::stop_token& stop) { return client->push(families, stop); }, kPace)});
}

void MetricsStream::startWriting() {
    if (!m_options.textfile) {
        return;
    }
    m_ways.push_back(
        {"--metrics-textfile",
         std::make_unique<Courier>([shared = m_shared] { return shared->copy().families(RunMetrics::RunId::Left); },
                                   [client = m_client, path = *m_options.textfile](const MetricFamilies& families, const std::stop_token&) {
                                       return writeFile(path, client->text(families));
                                   },
                                   kPace)});
}

void MetricsStream::onInterval(const LiveInterval& interval) {
    if (m_generator) {
        m_generator->add(interval);
        const bool valid = m_generator->health(m_objectives).status != GeneratorStatus::Saturated;
        const std::lock_guard lock(m_shared->mutex);
        m_shared->metrics.add(interval);
        m_shared->metrics.setGenerator(m_generator->lagP99(), valid);
    }
    m_next.onInterval(interval);
    tellTroubles(interval.at);
}

void MetricsStream::tellTroubles(Duration at) {
    for (const Way& way : m_ways) {
        if (auto trouble = way.courier->takeTrouble()) {
            m_next.onNote({at, Note::Level::Warning, "metrics",
                           way.name + ": " + m_redactor(trouble->message) + "; the run goes on, and it is tried again"});
        }
    }
}

std::vector<Error> MetricsStream::finish(const RunRecord* record, std::chrono::milliseconds patience) {
    if (record != nullptr && m_options.any()) {
        RunMetrics last = RunMetrics::finished(*record);
        const std::lock_guard lock(m_shared->mutex);
        m_shared->metrics = std::move(last);
    }
    const auto deadline = std::chrono::steady_clock::now() + patience;  // of all ways together
    std::vector<Error> undelivered;
    for (const Way& way : m_ways) {
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        if (const Status status = way.courier->finish(std::max(left, std::chrono::milliseconds(0))); !status) {
            undelivered.push_back(
                {status.error().code, way.name + ": the final metrics could not be delivered: " + m_redactor(status.error().message)});
        }
    }
    m_ways.clear();
    m_endpoint.reset();
    return undelivered;
}

}  // namespace loadgate
