// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/run_config.h"
#include "core/plugins/catalog.h"

namespace loadgate {

/// What --target or `target:` comes to: a plugin, and what deploy/targets.yml says beside it.
struct TargetChoice {
    PluginUse use;
    std::string name;                ///< of deploy/targets.yml; empty: the plugin's own
    std::optional<std::string> url;  ///< overrides the address that the plugin finds
    std::optional<Rate> maxRate;     ///< up to here no --yes is needed
};

/// An address goes to the plugin that declares its scheme, a name to what deploy/targets.yml says, "PLUGIN:NAME" to that plugin. NotFound
/// lists the names there are.
[[nodiscard]] Result<TargetChoice> chooseTarget(const RunConfig&, const Catalog&);

}  // namespace loadgate
