// SPDX-License-Identifier: Apache-2.0
#include "model/resources.h"

#include <algorithm>
#include <cstddef>

namespace loadgate {

namespace {

using std::chrono::seconds;

constexpr Duration kFarthestNeighbour = seconds(2);
constexpr Duration kFarthestPair = seconds(3);

/// How far the run clock is ahead of the target's own; the median, so that one call that took long does not shift all.
std::optional<Duration> clockShift(const std::vector<const ResourceSample*>& samples) {
    std::vector<Duration> shifts;
    for (const ResourceSample* sample : samples) {
        if (sample->running && !sample->readAt) {
            return std::nullopt;
        }
        if (sample->readAt) {
            shifts.push_back(sample->at - *sample->readAt);
        }
    }
    if (shifts.empty()) {
        return std::nullopt;
    }
    const auto middle = shifts.begin() + static_cast<std::ptrdiff_t>(shifts.size() / 2);
    std::nth_element(shifts.begin(), middle, shifts.end());
    return *middle;
}

/// Totals that shrank: the instance began anew.
bool beganAnew(const ResourceSample& before, const ResourceSample& after) {
    return before.cpuTime && after.cpuTime && *after.cpuTime < *before.cpuTime;
}

double between(Duration at, Duration from, double fromValue, Duration to, double toValue) {
    return to == from ? fromValue : fromValue + (toValue - fromValue) * (toSeconds(at - from) / toSeconds(to - from));
}

}  // namespace

InstanceSamples::InstanceSamples(std::span<const ResourceSample> all, std::string_view instance) {
    std::vector<const ResourceSample*> samples;
    for (const ResourceSample& sample : all) {
        if (sample.instance == instance) {
            samples.push_back(&sample);
        }
    }
    std::stable_sort(samples.begin(), samples.end(), [](const auto* a, const auto* b) { return a->at < b->at; });
    const std::optional<Duration> shift = clockShift(samples);
    std::size_t segment = 0;
    const ResourceSample* before = nullptr;
    for (const ResourceSample* sample : samples) {
        if (!sample->running || (before != nullptr && beganAnew(*before, *sample))) {
            ++segment;
        }
        before = sample;
        const Duration at = shift && sample->readAt ? *sample->readAt + *shift : sample->at;
        if (sample->running && sample->cpuTime) {
            m_cpu.push_back({at, toSeconds(*sample->cpuTime), segment});
        } else if (sample->running && sample->cpuCores && sample->cpuWindow) {
            const Duration from = m_windows.empty() ? at - *sample->cpuWindow : std::max(at - *sample->cpuWindow, m_windows.back().to);
            m_windows.push_back({from, at, *sample->cpuCores});
        }
        if (sample->running && sample->memory) {
            m_memory.push_back({at, static_cast<double>(sample->memory->bytes), segment});
        }
    }
}

std::optional<InstanceSamples::Point> InstanceSamples::atEdge(const std::vector<Point>& points, Duration edge) {
    const auto right = std::lower_bound(points.begin(), points.end(), edge, [](const Point& p, Duration at) { return p.at < at; });
    if (right == points.end()) {
        return std::nullopt;
    }
    if (right->at == edge) {
        return *right;
    }
    if (right == points.begin()) {
        return std::nullopt;
    }
    const auto left = std::prev(right);
    if (edge - left->at > kFarthestNeighbour || right->at - edge > kFarthestNeighbour || left->segment != right->segment) {
        return std::nullopt;
    }
    return Point{edge, between(edge, left->at, left->value, right->at, right->value), left->segment};
}

std::optional<double> InstanceSamples::cores(Duration from, Duration to) const {
    if (to <= from) {
        return std::nullopt;
    }
    if (m_cpu.empty()) {
        double covered = 0;
        double used = 0;
        for (const Window& window : m_windows) {
            const double overlap = toSeconds(std::min(to, window.to) - std::max(from, window.from));
            covered += std::max(0.0, overlap);
            used += std::max(0.0, overlap) * window.cores;
        }
        return 2 * covered >= toSeconds(to - from) ? std::optional(used / covered) : std::nullopt;
    }
    const auto begin = atEdge(m_cpu, from);
    const auto end = atEdge(m_cpu, to);
    if (!begin || !end || begin->segment != end->segment) {
        return std::nullopt;
    }
    return (end->value - begin->value) / toSeconds(to - from);
}

std::optional<double> InstanceSamples::memory(Duration from, Duration to) const {
    const auto begin = atEdge(m_memory, from);
    const auto end = atEdge(m_memory, to);
    if (to <= from || !begin || !end || begin->segment != end->segment) {
        return std::nullopt;
    }
    double sum = 0;
    Point last = *begin;
    const auto add = [&](const Point& next) {
        sum += (last.value + next.value) / 2 * toSeconds(next.at - last.at);
        last = next;
    };
    for (auto p = std::upper_bound(m_memory.begin(), m_memory.end(), from, [](Duration at, const Point&q) { return at < q.at; });
         p != m_memory.end() && p->at < to; ++p) {
        add(*p);
    }
    add(*end);
    return sum / toSeconds(to - from);
}

std::optional<double> coresDuring(std::span<const ResourceSample> samples, std::string_view instance, Duration from, Duration to) {
    return InstanceSamples(samples, instance).cores(from, to);
}

std::optional<double> memoryDuring(std::span<const ResourceSample> samples, std::string_view instance, Duration from, Duration to) {
    return InstanceSamples(samples, instance).memory(from, to);
}

std::vector<ResourceNow> resourcesNow(std::span<const ResourceSample> samples) {
    std::vector<ResourceNow> all;
    for (auto latest = samples.rbegin(); latest != samples.rend(); ++latest) {
        if (samples.back().at - latest->at > kFarthestPair) {
            break;
        }
        const auto sameName = [&](const auto& other) { return other.source == latest->source && other.name == latest->name; };
        if (std::any_of(all.begin(), all.end(), sameName)) {
            continue;
        }
        ResourceNow now;
        now.source = latest->source;
        now.name = latest->name;
        now.running = latest->running;
        now.cpuLimitCores = latest->cpuLimitCores;
        now.memory = latest->memory;
        now.memoryLimit = latest->memoryLimit;
        now.cpuCores = latest->cpuCores;
        const auto before = std::find_if(std::next(latest), samples.rend(), [&](const ResourceSample& other) {
            return sameName(other) && other.instance == latest->instance && other.at < latest->at;
        });
        if (before != samples.rend() && latest->at - before->at <= kFarthestPair && !beganAnew(*before, *latest)) {
            if (before->cpuTime && latest->cpuTime) {
                now.cpuCores = toSeconds(*latest->cpuTime - *before->cpuTime) / toSeconds(latest->at - before->at);
            }
            if (before->periods && latest->periods && before->throttledPeriods && latest->throttledPeriods) {
                const auto periods = static_cast<double>(*latest->periods - *before->periods);
                const auto throttled = static_cast<double>(*latest->throttledPeriods - *before->throttledPeriods);
                now.throttledShare = periods > 0 ? throttled / periods : 0;
            }
        }
        all.push_back(std::move(now));
    }
    std::reverse(all.begin(), all.end());
    return all;
}

}  // namespace loadgate
