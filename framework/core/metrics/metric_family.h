// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace loadgate {

struct MetricLabel {
    std::string name;
    std::string value;  ///< as it is read: whoever writes the text format puts it between quotes
    bool operator==(const MetricLabel&) const = default;
};

/// One series of a family. `value` is of gauges and counters, the rest of histograms.
struct MetricSample {
    struct Bucket {
        double upTo{};          ///< seconds
        std::uint64_t count{};  ///< of everything up to there
        bool operator==(const Bucket&) const = default;
    };
    std::vector<MetricLabel> labels;
    double value{};
    std::vector<Bucket> buckets;  ///< ascending, without +Inf
    std::uint64_t count{};
    double sum{};
    bool operator==(const MetricSample&) const = default;
};

/// What Prometheus calls a metric family. A finished value.
struct MetricFamily {
    enum class Kind : std::uint8_t { Gauge, Counter, Histogram };
    std::string name, help;
    Kind kind{Kind::Gauge};
    std::vector<MetricSample> samples;
    bool operator==(const MetricFamily&) const = default;
};
using MetricFamilies = std::vector<MetricFamily>;

}  // namespace loadgate
