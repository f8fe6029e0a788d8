// SPDX-License-Identifier: Apache-2.0
#include "core/session/early_stop_plan.h"

#include "engine/pacer.h"

#include <algorithm>
#include <cmath>

namespace loadgate {

namespace {

/// How many times a user begins to be present from `from` on, those who are present then among them; not fewer than there are.
double presencesFrom(const LoadCurve& curve, Duration from) {
    double load = curve.loadAt(from);
    double presences = std::ceil(load);
    for (const LoadCurve::Knot& knot : curve.knots()) {
        if (knot.at > from) {
            presences += std::ceil(std::max(0.0, knot.load - load));
            load = knot.load;
        }
    }
    return presences + 1;
}

}  // namespace

stats::MostToCome mostToComeOf(const engine::Plan& plan) {
    if (plan.curve.model() == LoadModel::Open) {
        const std::uint64_t planned = engine::plannedRequests(plan.curve, plan.arrivals, plan.seed);
        return [planned](Duration, std::uint64_t counted) {
            return std::optional(static_cast<double>(planned) - static_cast<double>(std::min(planned, counted)));
        };
    }
    if (plan.thinkTime.shortest() <= Duration{}) {
        return {};
    }
    return [curve = plan.curve, think = toSeconds(plan.thinkTime.shortest())](Duration from, std::uint64_t) {
        constexpr double kRounding = 0.5;  // the users present are the load rounded to the nearest whole one
        const double left = toSeconds(std::max(Duration{}, curve.length() - from));
        return std::optional((curve.area(from, curve.length()) + kRounding * left) / think + presencesFrom(curve, from));
    };
}

stats::EarlyStopPlan earlyStopPlanOf(const engine::Plan& plan, std::vector<Objective> objectives) {
    stats::EarlyStopPlan early;
    early.objectives = std::move(objectives);
    for (const engine::PlannedRequest& request : plan.requests) {
        early.endpoints.push_back(request.name);
    }
    early.limits = plan.limits;
    early.intervalLength = plan.intervalLength;
    early.measured = std::max(Duration{}, plan.curve.length() - plan.warmup);
    early.mostToCome = mostToComeOf(plan);
    return early;
}

}  // namespace loadgate
