// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/metric_family.h"
#include "model/live_interval.h"
#include "model/run_record.h"

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// What Prometheus is told of one run: while it goes, summed from the same intervals as the events; at its end, from the record, as the
/// JSON is. Counters and the histogram cover the whole run and only grow; the other figures are of the measured phase, as in the JSON.
class RunMetrics {
  public:
    /// More endpoints than this share the last label value, "other".
    static constexpr std::size_t kEndpointLabels = 50;

    RunMetrics() = default;
    /// A run that has just begun.
    explicit RunMetrics(const RunRecord& soFar);
    void add(const LiveInterval&);
    /// What the intervals so far say of the generator; set by whoever watches it.
    void setGenerator(std::optional<Duration> lagP99, bool valid);
    /// A finished run: nothing of what was summed before is left.
    [[nodiscard]] static RunMetrics finished(const RunRecord&);

    /// Whether the run's id is among them: on the scrape endpoint, which ends with the run, it names no series that would stay.
    enum class RunId : std::uint8_t { Shown, Left };
    /// A family without data is absent. Labels hold no text longer than 512 bytes.
    [[nodiscard]] MetricFamilies families(RunId) const;

    /// The labels of every series, which are also the group at a Pushgateway.
    [[nodiscard]] const std::string& target() const { return m_target; }
    [[nodiscard]] const std::string& profile() const { return m_profile; }

  private:
    /// An endpoint, or those that share a label.
    struct Endpoint {
        std::string label;
        Tally whole, measured;
        Histogram wholeResponse, measuredResponse;
    };
    class Writer;

    void setEndpoints(const std::vector<std::string>& names);
    [[nodiscard]] Endpoint all() const;

    std::string m_run, m_target, m_profile;
    std::vector<Endpoint> m_endpoints;
    std::vector<std::size_t> m_placeOf;  ///< of an endpoint's index in m_endpoints
    Duration m_measured{};
    WallTime m_until{}, m_started{};
    LoadModel m_model{LoadModel::Closed};
    std::optional<Duration> m_lagP99;
    std::optional<double> m_users, m_cpuCores, m_memoryBytes;
    std::optional<VerdictStatus> m_verdict;
    bool m_valid{true};
};

}  // namespace loadgate
