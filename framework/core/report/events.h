// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/session/run_session.h"
#include "model/check_state.h"

#include <cstdint>
#include <string>

namespace loadgate {

/// Lines of loadgate.events/1 (docs/schemas/events-1.schema.json), each one JSON object and a line feed. All pure.
struct EventPlace {
    std::uint64_t seq{};
    Duration at{};  ///< run clock
};

/// What interval lines have told so far, this one included, so that a reader who missed some can go on counting.
struct EventTotals {
    double planned{};
    Tally tally;
    void add(const LiveInterval& interval) {
        planned += interval.planned;
        tally += interval.tally;
    }
};

[[nodiscard]] std::string startedEvent(EventPlace, const PreparedRun&, const RunRecord&, std::string_view command);
/// `name`: of the curve's stage at this time, may be empty.
[[nodiscard]] std::string stageEvent(EventPlace, std::string_view name, RunPhase);
[[nodiscard]] std::string intervalEvent(EventPlace, const LiveInterval&, const EventTotals&, LoadModel);
[[nodiscard]] std::string noteEvent(std::uint64_t seq, const RunNote&);
/// `judged`: with status, reason and interval.
[[nodiscard]] std::string checkEvent(EventPlace, const Check&, CheckState, bool judged);
/// `record` null: the run could not be measured; `error` says why.
[[nodiscard]] std::string finishedEvent(EventPlace, int exitCode, const RunRecord* record, std::string_view error);

}  // namespace loadgate
