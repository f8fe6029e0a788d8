// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/host.h"
#include "loadgate/units.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate {

/// What happened to an instance of the target during a run, derived from its samples.
struct Incident {
    enum class Kind : std::uint8_t { Restarted, OomKilled, Replaced, Stopped, Unhealthy };
    Kind kind{Kind::Stopped};
    Duration at{};  ///< run clock: when it was first seen
    std::string source, name, instance;
    std::string text;  ///< "backend-v2 was killed for want of memory (exit code 137)"; from outside: escape before showing
    bool operator==(const Incident&) const = default;
};
[[nodiscard]] std::string_view toText(Incident::Kind);  // "restarted", "oom_killed", "replaced", "stopped", "unhealthy"

/// A sentence on the run's time line.
struct RunNote {
    Duration at{};  ///< run clock
    Note::Level level{Note::Level::Detail};
    std::string source;  ///< who says it: "session", or a plugin's id
    std::string text;    ///< may be from outside: escape before showing
    bool operator==(const RunNote&) const = default;
};
[[nodiscard]] std::string_view toText(Note::Level);  // "detail", "progress", "warning"

}  // namespace loadgate
