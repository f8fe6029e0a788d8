// SPDX-License-Identifier: Apache-2.0
#include "model/live_interval.h"

namespace loadgate {

std::string_view toText(RunPhase phase) {
    switch (phase) {
        case RunPhase::Connect: return "connect";
        case RunPhase::Warmup: return "warmup";
        case RunPhase::Measure: return "measure";
        case RunPhase::Drain: return "drain";
        case RunPhase::Judge: return "judge";
    }
    return "measure";
}

}  // namespace loadgate
