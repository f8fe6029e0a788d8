// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plugins/catalog.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::cli {

/// What plugins list prints: a line per plugin, then the rejected files with their reasons. Pure, as all here.
[[nodiscard]] std::string pluginsAsText(const std::vector<PluginInfo>&, const std::vector<RejectedPlugin>&, unsigned columns);
/// The same, schema loadgate.plugins/1.
[[nodiscard]] std::string pluginsAsJson(const std::vector<PluginInfo>&, const std::vector<RejectedPlugin>&);
/// What --verbose says of the plugins of a run: id, version, the beginning of the file's SHA-256, the file.
[[nodiscard]] std::string usedPluginsAsText(const std::vector<UsedPlugin>&, const std::vector<PluginInfo>&);
/// One sentence, with the nearest right spelling or the rejected file that goes by this name.
[[nodiscard]] std::string noSuchPlugin(const std::string& id, const std::vector<PluginInfo>&, const std::vector<RejectedPlugin>&);

}  // namespace loadgate::cli
