// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/variables.h"
#include "model/load_profile.h"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// A text as its author wrote it, and what its variables make of it where that is something else (see NameValue).
struct FileText {
    std::string text;
    std::optional<std::string> real{};
    [[nodiscard]] const std::string& sent() const { return real ? *real : text; }
    bool operator==(const FileText&) const = default;
};

/// One entry of `targets:`; it has a plugin, an address, or both: the address then overrides what the plugin finds.
struct NamedTarget {
    std::string name;
    std::optional<PluginUse> use;
    std::optional<FileText> url;  ///< http://HOST[:PORT][/PATH]
    std::optional<Rate> maxRate;  ///< up to here no --yes is needed
    std::string where;            ///< "deploy/targets.yml:4"
    bool operator==(const NamedTarget&) const = default;
};

/// How one tells which version answered.
struct AnswerMark {
    FileText header, baseline, candidate;
    bool operator==(const AnswerMark&) const = default;
};

/// One entry of `deployments:`. Baseline and candidate are names of the same file, or addresses.
struct DeploymentSpec {
    std::string name;
    bool isDefault{};
    FileText baseline, candidate;
    std::optional<FileText> front, probe;
    std::optional<AnswerMark> identify;
    std::optional<PluginUse> traffic, gate, rollback;
    std::string where;
    bool operator==(const DeploymentSpec&) const = default;
};

/// deploy/targets.yml: the only file that may name what executes a program or permits loading a host.
struct TargetsFile {
    std::string source;
    std::vector<NamedTarget> targets;
    std::vector<DeploymentSpec> deployments;
    std::vector<std::string> allowHosts;  ///< as for --allow-host
    std::vector<UsedVariable> variables;
    bool operator==(const TargetsFile&) const = default;
};

/// As readProfile(): unknown keys, wrong values and names that the file does not have are BadInput, in one sentence with file and line.
[[nodiscard]] Result<TargetsFile> readTargets(std::string_view yaml, std::string source, const Variables& = {});

}  // namespace loadgate
