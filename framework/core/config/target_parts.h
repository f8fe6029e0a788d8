// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/targets_file.h"
#include "core/config/yaml_at.h"

#include <filesystem>
#include <optional>
#include <vector>

namespace loadgate::config {

/// {use, with} under a key, if it is there.
[[nodiscard]] Result<std::optional<PluginUse>> readOptionalUse(const YamlAt& map, std::string_view key,
                                                               const std::filesystem::path& folder);
/// The name of one of these targets, or an address.
[[nodiscard]] Result<FileText> readTargetOrUrl(const YamlAt&, const std::vector<NamedTarget>&);
[[nodiscard]] Result<FileText> readUrl(const YamlAt&);
[[nodiscard]] Result<FileText> readPath(const YamlAt&);
[[nodiscard]] Result<FileText> readWords(const YamlAt&);  ///< any text of 1 to 200 bytes

[[nodiscard]] Result<std::vector<DeploymentSpec>> readDeployments(const YamlAt&, const std::vector<NamedTarget>&,
                                                                  const std::filesystem::path& folder);

}  // namespace loadgate::config
