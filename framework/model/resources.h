// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/resource_sample.h"
#include "model/timeline.h"

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate {

// What a target consumed, from samples of its totals. All pure, any thread. Samples need not be sorted.

/// CPU cores used on average in [from, to) by one instance. Totals are interpolated at the two edges, on the target's own clock where it
/// has one (shifted by the median of `at` - `readAt`). Empty when an edge has no neighbour within 2 s, or the totals began anew in
/// between. An edge that falls on a sample belongs to the segment inside the interval. Where the target only gives means over windows:
/// their mean weighted by how much of [from, to) they cover, empty below one half.
[[nodiscard]] std::optional<double> coresDuring(std::span<const ResourceSample>, std::string_view instance, Duration from, Duration to);
/// Bytes held on average in [from, to), by the same rules for edges.
[[nodiscard]] std::optional<double> memoryDuring(std::span<const ResourceSample>, std::string_view instance, Duration from, Duration to);

/// The samples of one instance put in order once, for many questions.
class InstanceSamples {
  public:
    InstanceSamples(std::span<const ResourceSample>, std::string_view instance);
    [[nodiscard]] std::optional<double> cores(Duration from, Duration to) const;
    [[nodiscard]] std::optional<double> memory(Duration from, Duration to) const;

  private:
    struct Point {
        Duration at{};
        double value{};         ///< CPU seconds, or bytes
        std::size_t segment{};  ///< totals grow within one
        bool operator==(const Point&) const = default;
    };
    struct Window {
        Duration from{}, to{};
        double cores{};
    };
    [[nodiscard]] static std::optional<Point> atEdge(const std::vector<Point>&, Duration edge);
    std::vector<Point> m_cpu, m_memory;
    std::vector<Window> m_windows;
};

/// Watches samples as they come, in order of time, and says what happened: a restart (its counter grew, the totals began anew, or it runs
/// again), killed for want of memory, replaced by another instance of the same name, stopped, unhealthy.
class IncidentWatch {
  public:
    [[nodiscard]] std::vector<Incident> add(const ResourceSample&);

  private:
    struct Known {
        Duration first{};
        std::string current;                                        ///< the instance seen last
        std::map<std::string, ResourceSample, std::less<>> latest;  ///< by instance
    };
    std::map<std::pair<std::string, std::string>, Known> m_known;  ///< by source and name
};
[[nodiscard]] std::vector<Incident> incidentsOf(std::span<const ResourceSample>);

/// One name of the target at this moment, for people who watch.
struct ResourceNow {
    std::string source, name;
    bool running{true};
    std::optional<double> cpuCores, cpuLimitCores, throttledShare;  ///< between the last two samples
    std::optional<ByteCount> memory, memoryLimit;
    bool operator==(const ResourceNow&) const = default;
};
/// From the last two samples of each name, at most 3 s apart.
[[nodiscard]] std::vector<ResourceNow> resourcesNow(std::span<const ResourceSample>);

}  // namespace loadgate
