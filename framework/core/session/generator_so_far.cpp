// SPDX-License-Identifier: Apache-2.0
#include "core/session/generator_so_far.h"

#include "stats/judge.h"

#include <cmath>

namespace loadgate {

void GeneratorSoFar::add(const LiveInterval& interval) {
    if (interval.phase != RunPhase::Measure) {
        return;
    }
    m_planned += interval.plannedLoad * toSeconds(interval.length);
    m_dropped += interval.tally.droppedGenerator;
    m_lag += interval.lag;
}

GeneratorHealth GeneratorSoFar::health(std::span<const Objective> objectives) const {
    Measurement soFar;
    soFar.model = m_model;
    Interval whole;
    whole.length = Duration(1);
    whole.planned = m_model == LoadModel::Open ? m_planned : 0;
    Series series;
    series.tally.droppedGenerator = m_dropped;
    // Answers are counted here when they have come, so what is under way would look like something that was never sent.
    series.tally.sent = static_cast<std::uint64_t>(std::ceil(whole.planned));
    series.lag = m_lag;
    whole.series.push_back(std::move(series));
    soFar.intervals.push_back(std::move(whole));
    return stats::assessGenerator(soFar, objectives);
}

}  // namespace loadgate
