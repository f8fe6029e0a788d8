// SPDX-License-Identifier: Apache-2.0
#include "model/objective.h"

#include <array>

namespace loadgate {
namespace {

/// The limit to the nanosecond: a rounded one would be another objective.
std::string limitText(double seconds) {
    struct Unit {
        std::string_view name;
        double ns;
    };
    constexpr std::array kUnits{Unit{" s", 1e9}, Unit{" ms", 1e6}, Unit{" µs", 1e3}};
    const auto ns = static_cast<double>(fromSeconds(seconds).count());
    for (const Unit& unit : kUnits) {
        if (ns >= unit.ns) {
            return toText(ns / unit.ns) + std::string(unit.name);
        }
    }
    return toText(ns) + " ns";
}

std::string withoutWindow(const Objective& objective) {
    const std::string scope = objective.endpoint.empty() ? "" : "(" + objective.endpoint + ")";
    switch (objective.metric) {
        case Metric::Latency: return quantileName(objective.quantile) + scope + " <= " + limitText(objective.limit);
        case Metric::ErrorRate: return "errors" + scope + " <= " + toText(Share{objective.limit});
        case Metric::Throughput: return "throughput" + scope + " >= " + toText(Rate{objective.limit});
        case Metric::CpuShare: return "cpu <= " + toText(Share{objective.limit});
        case Metric::CpuCores: return "cpu <= " + toText(objective.limit) + (objective.limit == 1 ? " core" : " cores");
        case Metric::Memory: return "memory <= " + toText(ByteCount{static_cast<std::uint64_t>(objective.limit)});
        case Metric::Throttled: return "throttled <= " + toText(Share{objective.limit});
        case Metric::Restarts: return "restarts <= " + toText(objective.limit);
    }
    return {};
}

}  // namespace

std::string_view toText(Origin origin) {
    switch (origin) {
        case Origin::Default: return "default";
        case Origin::File: return "file";
        case Origin::Environment: return "environment";
        case Origin::Option: return "option";
    }
    return "default";
}

std::string quantileName(double quantile) {
    if (quantile >= 1) {
        return "max";
    }
    std::string percent = toText(Share{quantile});
    percent.pop_back();
    return "p" + percent;
}

std::string metricName(const Objective& objective) {
    switch (objective.metric) {
        case Metric::Latency: return "latency." + quantileName(objective.quantile);
        case Metric::ErrorRate: return "error_rate";
        case Metric::Throughput: return "throughput";
        case Metric::CpuShare:
        case Metric::CpuCores: return "cpu";
        case Metric::Memory: return "memory";
        case Metric::Throttled: return "throttled";
        case Metric::Restarts: return "restarts";
    }
    return {};
}

std::string_view unitOf(Metric metric) {
    switch (metric) {
        case Metric::Latency: return "s";
        case Metric::ErrorRate: return "ratio";
        case Metric::Throughput: return "req/s";
        case Metric::CpuShare: return "ratio";
        case Metric::CpuCores: return "cores";
        case Metric::Memory: return "B";
        case Metric::Throttled: return "ratio";
        case Metric::Restarts: return "count";
    }
    return {};
}

std::string windowText(const Objective& objective) { return objective.window ? " in each " + toText(*objective.window) : std::string(); }

std::string toText(const Objective& objective) { return withoutWindow(objective) + windowText(objective); }

}  // namespace loadgate
