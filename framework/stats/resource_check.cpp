// SPDX-License-Identifier: Apache-2.0
#include "model/resource_usage.h"
#include "stats/finding.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace loadgate::stats {
namespace {

/// A mean over less of the run says nothing about the rest of it.
constexpr double kEnoughCovered = 0.8;

/// One name of the target against the limit, in the limit's unit.
struct Compared {
    const ResourceUsage* usage{};
    std::optional<double> value;
    double covered{};
    std::string of;  ///< what a share is a share of: " of its limit of 2 cores"
};

std::string ofItsLimit(const ResourceUsage& usage) {
    return usage.cpuLimitCores ? " of its limit of " + coresText(*usage.cpuLimitCores) : std::string();
}

Compared comparedShare(const ResourceUsage& usage) {
    const auto whole = usage.cpuLimitCores ? usage.cpuLimitCores : usage.machineCores;
    if (!usage.meanCores || !whole || !(*whole > 0)) {
        return {&usage, std::nullopt, usage.cpuCovered, {}};
    }
    return {&usage, *usage.meanCores / *whole, usage.cpuCovered,
            usage.cpuLimitCores ? ofItsLimit(usage) : " of the machine, which has " + coresText(*whole)};
}

Compared compared(const Objective& objective, const ResourceUsage& usage) {
    switch (objective.metric) {
        case Metric::CpuShare: return comparedShare(usage);
        case Metric::CpuCores: return {&usage, usage.meanCores, usage.cpuCovered, {}};
        case Metric::Throttled: return {&usage, usage.throttledShare, usage.throttledCovered, ofItsLimit(usage)};
        case Metric::Restarts: {
            const auto restarts = usage.restarts ? std::optional(static_cast<double>(*usage.restarts)) : std::nullopt;
            return {&usage, restarts, usage.watched, {}};
        }
        default: break;
    }
    const auto most = usage.maxMemory ? std::optional(static_cast<double>(usage.maxMemory->bytes)) : std::nullopt;
    return {&usage, most, usage.memoryCovered, {}};
}

std::string valueText(Metric metric, double value) {
    switch (metric) {
        case Metric::CpuShare:
        case Metric::Throttled: return shareText(value);
        case Metric::CpuCores: return coresText(value);
        case Metric::Restarts: return countText(static_cast<std::uint64_t>(value));
        default: return bytesText(value);
    }
}

std::string notMeasured(const Objective& objective, const std::string& ofWhom) {
    return nameOf(objective) + ofWhom + (objective.metric == Metric::Restarts ? " were" : " was") + " not measured: ";
}

std::string reasonWithout(const Objective& objective, const ResourceUsage& usage) {
    const std::string missing = notMeasured(objective, " of " + usage.name);
    if (objective.metric == Metric::CpuShare && usage.meanCores) {
        return nameOf(objective) + " of " + usage.name +
               " cannot be judged as a share: it has no limit, and how many cores its machine has is not known; write it in cores";
    }
    if (objective.metric == Metric::Restarts) {
        return missing + "it was sampled once, which shows no change";
    }
    if (usage.samples == 0) {
        return missing + "not one sample of it was taken in the measured phase";
    }
    if (objective.metric == Metric::Throttled) {
        return missing + (usage.cpuLimitCores ? "no period of its CPU limit was counted" : "it has no CPU limit that could be seen");
    }
    return missing + "no two samples were near enough to each other";
}

/// "cpu of shop was 75 % on average of its limit of 2 cores, limit 80 %".
std::string comparison(const Objective& objective, const Compared& one) {
    const std::string value = valueText(objective.metric, *one.value);
    const std::string& name = one.usage->name;
    const std::string limit = ", limit " + valueText(objective.metric, objective.limit);
    switch (objective.metric) {
        case Metric::Throttled: return name + " was throttled in " + value + " of the periods" + one.of + limit;
        case Metric::Restarts:
            return "restarts of " + name + " were " + value + (*one.value > 0 ? " (each time it ended or began anew)" : "") + limit;
        case Metric::Memory: return "memory of " + name + " was at most " + value + limit;
        default: return nameOf(objective) + " of " + name + " was " + value + " on average" + one.of + limit;
    }
}

/// What was seen once stays true whatever was not seen; a mean does not.
bool oneIsEnough(Metric metric) { return metric == Metric::Memory || metric == Metric::Restarts; }

void decide(Check& check, const Compared& one) {
    const Objective& objective = check.objective;
    check.observed = one.value;
    check.reason = comparison(objective, one);
    const bool over = *one.value > objective.limit;
    const bool enough = one.covered >= kEnoughCovered;
    if (over && (oneIsEnough(objective.metric) || enough)) {
        check.status = VerdictStatus::Fail;
    } else if (enough) {
        check.status = VerdictStatus::Pass;
    } else {
        check.reason += "; it was measured for " + shareText(one.covered) + " of the time, 80 % are needed";
    }
}

}  // namespace

Finding checkResource(const Objective& objective, const Measurement& measurement) {
    Finding finding;
    Check& check = finding.check;
    check.objective = objective;
    const std::vector<ResourceUsage> usages = usageOf(measurement);
    if (usages.empty()) {
        check.reason = notMeasured(objective, {}) + "this target does not tell what it consumes; name a process, as in process:NAME";
        return finding;
    }
    std::optional<Compared> worst;
    for (const ResourceUsage& usage : usages) {
        check.samples += usage.samples;
        const Compared one = compared(objective, usage);
        if (!one.value) {
            check.reason = reasonWithout(objective, usage);
            return finding;  // each of them has to hold
        }
        worst = worst && *worst->value >= *one.value ? worst : one;
    }
    decide(check, *worst);
    return finding;
}

}  // namespace loadgate::stats
