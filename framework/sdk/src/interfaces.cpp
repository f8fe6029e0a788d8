// SPDX-License-Identifier: Apache-2.0
#include "loadgate/plugin.h"

namespace loadgate {

// Out of line, so that each class has its one vtable in this library.
Pattern::~Pattern() = default;
Target::~Target() = default;
Clock::~Clock() = default;
Notes::~Notes() = default;
PatternEntry::~PatternEntry() = default;
TargetEntry::~TargetEntry() = default;

Result<std::vector<ResourceSample>> Target::sample(const Call&) { return std::vector<ResourceSample>{}; }

Status Call::alive() const {
    if (stop.stop_requested()) {
        return Error{ErrorCode::Cancelled, "stopped"};
    }
    if (clock.now() >= deadline) {
        return Error{ErrorCode::Timeout, "not finished by its deadline"};
    }
    return ok();
}

}  // namespace loadgate
