// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/prometheus/translated.h"

#include <prometheus/text_serializer.h>

#include <limits>

namespace loadgate {

namespace {

prometheus::MetricType typeOf(MetricFamily::Kind kind) {
    switch (kind) {
        case MetricFamily::Kind::Gauge: return prometheus::MetricType::Gauge;
        case MetricFamily::Kind::Counter: return prometheus::MetricType::Counter;
        case MetricFamily::Kind::Histogram: return prometheus::MetricType::Histogram;
    }
    return prometheus::MetricType::Untyped;
}

prometheus::ClientMetric translated(const MetricSample& sample) {
    prometheus::ClientMetric metric;
    for (const MetricLabel& label : sample.labels) {
        metric.label.push_back({label.name, label.value});
    }
    metric.gauge.value = sample.value;
    metric.counter.value = sample.value;
    metric.histogram.sample_count = sample.count;
    metric.histogram.sample_sum = sample.sum;
    for (const MetricSample::Bucket& bucket : sample.buckets) {
        metric.histogram.bucket.push_back({bucket.count, bucket.upTo});
    }
    metric.histogram.bucket.push_back({sample.count, std::numeric_limits<double>::infinity()});
    return metric;
}

}  // namespace

std::vector<prometheus::MetricFamily> translated(const MetricFamilies& families) {
    std::vector<prometheus::MetricFamily> result;
    for (const MetricFamily& family : families) {
        prometheus::MetricFamily& into = result.emplace_back();
        into.name = family.name;
        into.help = family.help;
        into.type = typeOf(family.kind);
        for (const MetricSample& sample : family.samples) {
            into.metric.push_back(translated(sample));
        }
    }
    return result;
}

std::string asText(const MetricFamilies& families) { return prometheus::TextSerializer().Serialize(translated(families)); }

}  // namespace loadgate
