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

Compared compared(const Objective& objective, const ResourceUsage& usage) {
    if (objective.metric == Metric::Memory) {
        const auto most = usage.maxMemory ? std::optional(static_cast<double>(usage.maxMemory->bytes)) : std::nullopt;
        return {&usage, most, usage.memoryCovered, {}};
    }
    if (objective.metric == Metric::CpuCores || !usage.meanCores) {
        return {&usage, usage.meanCores, usage.cpuCovered, {}};
    }
    const auto whole = usage.cpuLimitCores ? usage.cpuLimitCores : usage.machineCores;
    if (!whole || !(*whole > 0)) {
        return {&usage, std::nullopt, usage.cpuCovered, {}};
    }
    return {&usage, *usage.meanCores / *whole, usage.cpuCovered,
            (usage.cpuLimitCores ? " of its limit of " : " of the machine, which has ") + coresText(*whole)};
}

std::string valueText(Metric metric, double value) {
    switch (metric) {
        case Metric::CpuShare: return shareText(value);
        case Metric::CpuCores: return coresText(value);
        default: return bytesText(value);
    }
}

std::string reasonWithout(const Objective& objective, const ResourceUsage& usage) {
    const std::string name = nameOf(objective) + " of " + usage.name;
    if (objective.metric == Metric::CpuShare && usage.meanCores) {
        return name + " cannot be judged as a share: it has no limit, and how many cores its machine has is not known; write it in cores";
    }
    return name + " was not measured: " +
           (usage.samples == 0 ? "not one sample of it was taken in the measured phase" : "no two samples were near enough to each other");
}

void decide(Check& check, const Compared& one) {
    const Objective& objective = check.objective;
    const bool memory = objective.metric == Metric::Memory;
    check.observed = one.value;
    const std::string was = nameOf(objective) + " of " + one.usage->name + " was " + (memory ? "at most " : "") +
                            valueText(objective.metric, *one.value) + (memory ? "" : " on average") + one.of + ", limit " +
                            valueText(objective.metric, objective.limit);
    const bool over = *one.value > objective.limit;
    const bool enough = one.covered >= kEnoughCovered;
    check.status = over && (memory || enough) ? VerdictStatus::Fail : enough ? VerdictStatus::Pass : VerdictStatus::Inconclusive;
    check.reason = check.status == VerdictStatus::Inconclusive
                       ? was + "; it was measured for " + shareText(one.covered) + " of the time, 80 % are needed"
                       : was;
}

}  // namespace

Finding checkResource(const Objective& objective, const Measurement& measurement) {
    Finding finding;
    Check& check = finding.check;
    check.objective = objective;
    const std::vector<ResourceUsage> usages = usageOf(measurement);
    if (usages.empty()) {
        check.reason =
            nameOf(objective) + " was not measured: this target does not tell what it consumes; name a process, as in process:NAME";
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
