// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/run_record.h"

#include <optional>
#include <string>
#include <vector>

namespace loadgate::report {

/// One endpoint's part of the figures.
struct EndpointFigures {
    std::string name;
    double share{};   ///< wanted
    Series whole;     ///< whole run
    Series measured;  ///< measured phase
};

/// What every report shows, added up once: `whole` equals the server's log, everything else is of the measured phase.
struct RunFigures {
    Series whole;
    Series measured;
    std::vector<EndpointFigures> endpoints;
    std::optional<double> throughput;  ///< good answers per second; absent without a measured phase
};
[[nodiscard]] RunFigures figuresOf(const RunRecord&);

/// failed / (ok + failed); absent when nothing was answered.
[[nodiscard]] std::optional<double> errorRate(const Tally&);
/// ok per second of the measured phase; absent when it has no length.
[[nodiscard]] std::optional<double> throughputOf(const Tally&, const Measurement&);

/// HdrHistogram's text of percentiles, in ms; censored values at their lower bounds.
[[nodiscard]] std::string percentileDistribution(const Histogram&);

/// "SIGINT", "SIGTERM", or "signal 10".
[[nodiscard]] std::string signalName(int number);

/// What must not be in a report: the userinfo of a URL, the values of headers that carry credentials.
[[nodiscard]] std::string withoutUserinfo(std::string url);
[[nodiscard]] NameValue redacted(const NameValue& header);

}  // namespace loadgate::report
