// SPDX-License-Identifier: Apache-2.0
#include "model/timeline.h"

namespace loadgate {

std::string_view toText(Incident::Kind kind) {
    switch (kind) {
        case Incident::Kind::Restarted: return "restarted";
        case Incident::Kind::OomKilled: return "oom_killed";
        case Incident::Kind::Replaced: return "replaced";
        case Incident::Kind::Stopped: return "stopped";
        case Incident::Kind::Unhealthy: return "unhealthy";
    }
    return "stopped";
}

std::string_view toText(Note::Level level) {
    switch (level) {
        case Note::Level::Detail: return "detail";
        case Note::Level::Progress: return "progress";
        case Note::Level::Warning: return "warning";
    }
    return "detail";
}

}  // namespace loadgate
