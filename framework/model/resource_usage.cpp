// SPDX-License-Identifier: Apache-2.0
#include "model/resource_usage.h"

#include "model/resources.h"
#include "model/restarts.h"

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

/// The quota's periods within the measured phase, of all instances that counted them. Between two samples totals are taken to grow evenly,
/// so that a pair that straddles an edge counts with its part inside.
struct Throttling {
    struct Stretch {
        Duration from{}, to{};
        bool operator<(const Stretch& other) const { return from < other.from; }
    };
    double periods{}, lost{};
    std::vector<Stretch> stretches;

    Throttling(const Measurement& m, const Named& name) {
        for (const std::string& instance : name.instances) {
            const ResourceSample* before = nullptr;
            for (const ResourceSample& sample : m.resources) {
                if (sample.instance != instance || !sample.periods || !sample.throttledPeriods) {
                    continue;
                }
                if (before != nullptr && *sample.periods >= *before->periods && *sample.throttledPeriods >= *before->throttledPeriods) {
                    add(*before, sample, {m.warmup, m.end});
                }
                before = &sample;
            }
        }
    }
    [[nodiscard]] std::optional<double> share() const { return periods > 0 ? std::optional(lost / periods) : std::nullopt; }
    /// Share of the measured phase in which some instance counted.
    [[nodiscard]] double covered(const Measurement& m) const {
        std::vector<Stretch> sorted = stretches;
        std::sort(sorted.begin(), sorted.end());
        Duration sum{};
        Duration until{};
        for (const Stretch& one : sorted) {
            sum += std::max(Duration{}, one.to - std::max(one.from, until));
            until = std::max(until, one.to);
        }
        return m.measured() > Duration{} ? toSeconds(sum) / toSeconds(m.measured()) : 0;
    }

  private:
    void add(const ResourceSample& before, const ResourceSample& after, Stretch phase) {
        const Stretch inside{std::max(before.at, phase.from), std::min(after.at, phase.to)};
        if (inside.to <= inside.from) {
            return;
        }
        const double part = toSeconds(inside.to - inside.from) / toSeconds(after.at - before.at);
        periods += part * static_cast<double>(*after.periods - *before.periods);
        lost += part * static_cast<double>(*after.throttledPeriods - *before.throttledPeriods);
        stretches.push_back(inside);
    }
};

/// Share of the run between the first and the last sample of a name.
double watchedShare(const Measurement& m, const Named& name) {
    const auto isIts = [&](const ResourceSample& s) { return s.source == name.source && s.name == name.name; };
    const auto first = std::find_if(m.resources.begin(), m.resources.end(), isIts);
    const auto last = std::find_if(m.resources.rbegin(), m.resources.rend(), isIts);
    if (first == m.resources.end() || m.end <= Duration{}) {
        return 0;
    }
    const Duration watched = std::min(last->at, m.end) - std::max(first->at, Duration{});
    return std::max(0.0, toSeconds(watched) / toSeconds(m.end));
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
    const Throttling throttling(m, name);
    usage.throttledShare = throttling.share();
    usage.throttledCovered = throttling.covered(m);
    usage.restarts = restartsOf(m.resources, name.source, name.name);
    usage.watched = watchedShare(m, name);
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
