// SPDX-License-Identifier: Apache-2.0
#include "model/check_state.h"

namespace loadgate {

std::string_view toText(CheckState state) {
    switch (state) {
        case CheckState::OnTrack: return "on_track";
        case CheckState::AtRisk: return "at_risk";
        case CheckState::Breached: return "breached";
    }
    return "at_risk";
}

CheckState stateOf(VerdictStatus status) {
    if (status == VerdictStatus::Pass) {
        return CheckState::OnTrack;
    }
    return status == VerdictStatus::Fail ? CheckState::Breached : CheckState::AtRisk;
}

}  // namespace loadgate
