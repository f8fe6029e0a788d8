// SPDX-License-Identifier: Apache-2.0
#include "model/resource_usage.h"

#include "model/resources.h"

#include <algorithm>
#include <cmath>
#include <functional>

namespace loadgate {

namespace {

struct Named {
    std::string source, name;
    std::vector<std::string> instances;
    std::vector<InstanceSamples> series;
};

/// By source and name, in order of appearance, each with its instances.
std::vector<Named> namesIn(std::span<const ResourceSample> samples) {
    std::vector<Named> names;
    for (const ResourceSample& sample : samples) {
        auto place = std::find_if(names.begin(), names.end(),
                                  [&](const Named& one) { return one.source == sample.source && one.name == sample.name; });
        if (place == names.end()) {
            place = names.insert(names.end(), Named{sample.source, sample.name, {}, {}});
        }
        if (std::find(place->instances.begin(), place->instances.end(), sample.instance) == place->instances.end()) {
            place->instances.push_back(sample.instance);
            place->series.emplace_back(samples, sample.instance);
        }
    }
    return names;
}

using Question = std::optional<double> (InstanceSamples::*)(Duration, Duration) const;

/// Of all instances together; empty when none of them has a figure.
std::optional<double> sumDuring(const std::vector<InstanceSamples>& series, Question question, const Interval& interval) {
    std::optional<double> sum;
    for (const InstanceSamples& one : series) {
        if (const auto value = (one.*question)(interval.from, interval.from + interval.length)) {
            sum = sum.value_or(0) + *value;
        }
    }
    return sum;
}

/// A figure for each measured interval that has one, weighted by length.
struct Figures {
    std::vector<double> values;
    double sum{}, seconds{}, wanted{};

    Figures(const Measurement& m, const std::vector<InstanceSamples>& series, Question question) {
        for (const Interval& interval : m.intervals) {
            if (interval.warmup) {
                continue;
            }
            const double length = toSeconds(interval.length);
            wanted += length;
            if (const auto value = sumDuring(series, question, interval)) {
                values.push_back(*value);
                sum += *value * length;
                seconds += length;
            }
        }
        std::sort(values.begin(), values.end());
    }
    [[nodiscard]] std::optional<double> mean() const { return seconds > 0 ? std::optional(sum / seconds) : std::nullopt; }
    [[nodiscard]] std::optional<double> quantile(double q) const {
        if (values.empty()) {
            return std::nullopt;
        }
        const auto rank = static_cast<std::size_t>(std::ceil(q * static_cast<double>(values.size())));
        return values[std::clamp<std::size_t>(rank, 1, values.size()) - 1];
    }
    [[nodiscard]] double covered() const { return wanted > 0 ? seconds / wanted : 0; }
};

template <class T>
void keepMost(std::optional<T>& most, const std::optional<T>& value) {
    if (value) {
        most = most ? std::max(*most, *value) : *value;
    }
}

template <class T>
void keepLast(std::optional<T>& last, const std::optional<T>& value) {
    last = value ? value : last;
}

bool hasFigure(const ResourceSample& s) { return s.cpuTime || s.cpuCores || s.memory || s.threads || s.descriptors; }

/// Quota periods within the measured phase, of all instances that counted them.
std::optional<double> throttled(const Measurement& m, const Named& name) {
    double periods = 0;
    double lost = 0;
    for (const std::string& instance : name.instances) {
        const ResourceSample* before = nullptr;
        for (const ResourceSample& sample : m.resources) {
            if (sample.instance != instance || !sample.periods || !sample.throttledPeriods || sample.at > m.end + std::chrono::seconds(1)) {
                continue;
            }
            const bool grew = before != nullptr && *sample.periods >= *before->periods && sample.at >= m.warmup;
            periods += grew ? static_cast<double>(*sample.periods - *before->periods) : 0;
            lost += grew ? static_cast<double>(*sample.throttledPeriods - *before->throttledPeriods) : 0;
            before = &sample;
        }
    }
    return periods > 0 ? std::optional(lost / periods) : std::nullopt;
}

ResourceUsage usageOfOne(const Measurement& m, const Named& name) {
    ResourceUsage usage;
    usage.source = name.source;
    usage.name = name.name;
    const Figures cores(m, name.series, &InstanceSamples::cores);
    const Figures memory(m, name.series, &InstanceSamples::memory);
    usage.meanCores = cores.mean();
    usage.p95Cores = cores.quantile(0.95);
    usage.maxCores = cores.quantile(1);
    usage.cpuCovered = cores.covered();
    usage.meanMemory = memory.mean();
    usage.memoryCovered = memory.covered();
    usage.throttledShare = throttled(m, name);
    for (const ResourceSample& sample : m.resources) {
        if (sample.source != name.source || sample.name != name.name) {
            continue;
        }
        keepLast(usage.cpuLimitCores, sample.cpuLimitCores);
        keepLast(usage.machineCores, sample.machineCores);
        keepLast(usage.memoryLimit, sample.memoryLimit);
        if (sample.at < m.warmup || sample.at > m.end) {
            continue;
        }
        usage.samples += hasFigure(sample) ? 1U : 0U;
        keepMost(usage.maxMemory, sample.memory);
        keepMost(usage.threads, sample.threads);
        keepMost(usage.descriptors, sample.descriptors);
    }
    return usage;
}

}  // namespace

std::vector<ResourceUsage> usageOf(const Measurement& measurement) {
    std::vector<ResourceUsage> all;
    for (const Named& name : namesIn(measurement.resources)) {
        all.push_back(usageOfOne(measurement, name));
    }
    return all;
}

std::vector<IntervalUsage> usagePerInterval(const Measurement& measurement) {
    std::vector<InstanceSamples> series;
    for (Named& name : namesIn(measurement.resources)) {
        std::move(name.series.begin(), name.series.end(), std::back_inserter(series));
    }
    std::vector<IntervalUsage> all;
    for (const Interval& interval : measurement.intervals) {
        all.push_back({sumDuring(series, &InstanceSamples::cores, interval), sumDuring(series, &InstanceSamples::memory, interval)});
    }
    return all;
}

}  // namespace loadgate
