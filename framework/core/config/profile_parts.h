// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/objective_text.h"
#include "core/config/yaml_at.h"
#include "model/load_profile.h"

#include <filesystem>
#include <string>
#include <vector>

namespace loadgate::config {

/// A timeout or length: above 0, at most 7 days.
[[nodiscard]] Result<Duration> readLength(const YamlAt&);
/// The same, 0 included.
[[nodiscard]] Result<Duration> readPause(const YamlAt&);

/// `timeout` of a profile: one for everything, or a map of parts.
[[nodiscard]] Status readTimeouts(const YamlAt& root, LoadProfile&);
/// `think_time`: a length of time, or a distribution.
[[nodiscard]] Status readThinkTime(const YamlAt& root, LoadProfile&);
/// `connections`.
[[nodiscard]] Status readConnections(const YamlAt& root, LoadProfile&);

/// A name is for people: what is kept is what the file says.
[[nodiscard]] Result<std::string> readName(const YamlAt&);

/// `folder`: where body_file starts from.
[[nodiscard]] Result<std::vector<RequestSpec>> readRequests(const YamlAt&, const std::filesystem::path& folder);
[[nodiscard]] Result<std::vector<NameValue>> readHeaders(const YamlAt&);
struct Body {
    Worded text;
    std::string contentType;
    bool asIs{};  ///< from a file: no variables
};
/// At most one of body, json, form and body_file of a request.
[[nodiscard]] Result<Body> readBody(const YamlAt& request, const std::filesystem::path& folder);

/// The values of a map "with", kept as text: only the plugin's own schema knows what they mean. `folder`: where paths start from.
[[nodiscard]] Result<std::vector<GivenParam>> readParams(const YamlAt&, const std::filesystem::path& folder);
[[nodiscard]] Result<std::vector<StageSpec>> readLoad(const YamlAt&, const std::filesystem::path& folder);

/// The objectives of `objectives` and its alias `slos`, expressions or maps, added to those that are there.
[[nodiscard]] Status readExpressions(const YamlAt& root, std::vector<Objective>&);
[[nodiscard]] Result<Policy> readPolicy(const YamlAt&);
/// `version: 1` if given.
[[nodiscard]] Status checkVersion(const YamlAt& root);
/// Two objectives for one thing in one file are a mistake.
[[nodiscard]] Status addObjective(std::vector<Objective>&, Objective, const YamlAt&);

}  // namespace loadgate::config
