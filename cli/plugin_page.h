// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plugins/catalog.h"
#include "loadgate/load_curve.h"

#include <string>

namespace loadgate::cli {

/// How wide a page may be and what it is drawn with.
struct PageLook {
    unsigned columns{80};
    bool utf8{true};
};

/// What plugins show prints, a reference page: what it is, its parameters, how to use it, and, for a pattern, the curve that its defaults
/// draw or the reason why there is none. From 40 columns on, only a path is wider. Pure, as all here.
[[nodiscard]] std::string pluginPage(const PluginInfo&, const Result<LoadCurve>& drawn, const PageLook&);
/// The reason when a required parameter has no default.
[[nodiscard]] Error notDrawable(const PluginInfo&);

/// How a file uses it: a load of a profile for a pattern, an entry of deploy/targets.yml for a target. Parameters that have no default have
/// a word in capitals.
[[nodiscard]] std::string exampleYaml(const PluginInfo&);
/// How the command line uses it, in lines of at most `columns` where its words allow it; empty where it cannot.
[[nodiscard]] std::string exampleCommand(const PluginInfo&, unsigned columns);

/// The load that examples and drawings are for.
inline constexpr double kExampleUsers = 100;
inline constexpr Duration kExampleLength = std::chrono::minutes(2);

}  // namespace loadgate::cli
