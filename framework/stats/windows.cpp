// SPDX-License-Identifier: Apache-2.0
#include "stats/windows.h"

#include "stats/intervals.h"
#include "stats/judge.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <limits>
#include <string>
#include <tuple>

namespace loadgate::stats {
namespace {

struct Looked {
    Window window;
    Finding finding;
};
using AllLooked = std::vector<Looked>;

/// One window as a run of its own, whose measured phase it is.
Measurement partOf(const Measurement& whole, Window window) {
    constexpr Duration kNeighbours = std::chrono::seconds(3);  // samples beyond an edge tell what was at the edge
    Measurement part;
    part.model = whole.model;
    part.endpoints = whole.endpoints;
    part.limits = whole.limits;
    part.intervalLength = whole.intervalLength;
    part.warmup = window.from;
    part.end = window.to;
    std::copy_if(whole.intervals.begin(), whole.intervals.end(), std::back_inserter(part.intervals),
                 [&](const Interval& interval) { return !interval.warmup && interval.from >= window.from && interval.from < window.to; });
    if (!part.intervals.empty()) {
        part.warmup = part.intervals.front().from;
        part.end = part.intervals.back().from + part.intervals.back().length;
    }
    std::copy_if(whole.resources.begin(), whole.resources.end(), std::back_inserter(part.resources), [&](const ResourceSample& sample) {
        return sample.at >= window.from - kNeighbours && sample.at <= window.to + kNeighbours;
    });
    return part;
}

Looked lookAt(const Objective& objective, const Measurement& whole, Window window) {
    Looked looked{window, checkPhase(objective, partOf(whole, window))};
    Finding& finding = looked.finding;
    if (finding.noData && objective.metric != Metric::Throughput) {
        finding.byChance = false;
        finding.check = {};
        finding.check.objective = objective;
        finding.check.reason = nameOf(objective) + " has no data: not one request was due";
    }
    return looked;
}

/// The more windows there are, the likelier one of them fails by accident.
void correctForSeveral(AllLooked& all) {
    std::vector<Finding*> family;
    std::vector<double> pValues;
    for (Looked& one : all) {
        if (one.finding.byChance) {
            family.push_back(&one.finding);
            pValues.push_back(one.finding.pRelative);
        }
    }
    const std::vector<bool> significant = holm(pValues, 1);
    for (std::size_t i = 0; i < family.size(); ++i) {
        if (family[i]->check.status == VerdictStatus::Fail && !significant[i]) {
            family[i]->check.status = VerdictStatus::Inconclusive;
            family[i]->targetsForSure = false;
            family[i]->check.reason += "; over the limit, not significant among " + countText(family.size()) + " windows";
        }
    }
}

/// Greater is worse.
auto badness(const Finding& finding) {
    const Check& check = finding.check;
    const int status = check.status == VerdictStatus::Fail ? 2 : check.status == VerdictStatus::Pass ? 0 : 1;
    const double observed = check.observed.value_or(0);
    return std::tuple(status, check.observed.has_value(), check.objective.upperBound() ? observed : -observed);
}

/// "60", "10.5": seconds of the run clock.
std::string secondsText(Duration d) { return toText(std::round(1000 * toSeconds(d)) / 1000); }

/// "from 60 to 120 s, the worst of 5 windows of 60 s".
std::string placeText(Window window, std::size_t windows, Duration length) {
    const std::string where = "from " + secondsText(window.from) + " to " + secondsText(window.to) + " s, ";
    const std::string size = secondsText(length) + " s";
    if (windows > 1) {
        return where + "the worst of " + countText(windows) + " windows of " + size;
    }
    return where + (window.to - window.from < length ? "less than one window of " + size : "the only window of " + size);
}

/// "; 2 of 5 windows failed".
std::string othersText(const AllLooked& all, VerdictStatus status) {
    const auto alike = std::count_if(all.begin(), all.end(), [&](const Looked& one) { return one.finding.check.status == status; });
    if (all.size() == 1 || status == VerdictStatus::Pass) {
        return {};
    }
    return "; " + countText(static_cast<std::uint64_t>(alike)) + " of " + countText(all.size()) +
           (status == VerdictStatus::Fail ? " windows failed"
            : alike == 1                  ? " windows is inconclusive"
                                          : " windows are inconclusive");
}

/// What the other checks have to know: a failure that is a count in one window stands; else the p-value is that of Holm's first step.
void addChance(Finding& finding, const AllLooked& all) {
    bool counted = false;
    double smallest = std::numeric_limits<double>::infinity();
    double family = 0;
    for (const Looked& one : all) {
        const bool failed = one.finding.check.status == VerdictStatus::Fail;
        counted = counted || (failed && !one.finding.byChance);
        finding.targetsForSure = finding.targetsForSure || one.finding.targetsForSure;
        family += one.finding.byChance ? 1 : 0;
        smallest = one.finding.byChance ? std::min(smallest, one.finding.pRelative) : smallest;
    }
    finding.byChance = !counted && family > 0;
    finding.pRelative = finding.byChance ? family * smallest : 1;
}

}  // namespace

std::vector<Window> windowsOf(Window phase, Duration length, Duration shortest) {
    std::vector<Window> windows;
    for (Duration from = phase.from; from < phase.to; from += length) {
        windows.push_back({from, std::min(from + length, phase.to)});
    }
    if (windows.size() > 1) {
        const Duration last = windows.back().to - windows.back().from;
        if (last < shortest || 2 * last < length) {
            windows.pop_back();
            windows.back().to = phase.to;
        }
    }
    return windows;
}

Finding checkWindows(const Objective& objective, const Measurement& measurement) {
    AllLooked all;
    for (const Window& window :
         windowsOf({measurement.warmup, measurement.end}, *objective.window, shortestWindow(measurement.intervalLength))) {
        all.push_back(lookAt(objective, measurement, window));
    }
    if (std::all_of(all.begin(), all.end(), [](const Looked& one) { return one.finding.noData; })) {
        return checkPhase(objective, measurement);
    }
    correctForSeveral(all);
    const Looked& worst =
        *std::max_element(all.begin(), all.end(), [](const Looked& a, const Looked& b) { return badness(a.finding) < badness(b.finding); });
    Finding finding = worst.finding;
    finding.noData = false;
    addChance(finding, all);
    Check& check = finding.check;
    check.reason = placeText(worst.window, all.size(), *objective.window) + ", " + check.reason + othersText(all, check.status);
    return finding;
}

}  // namespace loadgate::stats
