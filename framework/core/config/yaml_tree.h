// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/variables.h"
#include "model/load_profile.h"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::config {

/// A piece of YAML in which every scalar is still text ("010" is not 8).
struct YamlNode {
    enum class Kind : std::uint8_t { Null, Scalar, List, Map };
    Kind kind{Kind::Null};
    bool quoted{};                        ///< scalars: "404" in quotes is a text, 404 may be a number
    int line{1};                          ///< where it begins; of a map's member, the line of its key
    std::string key;                      ///< of a map's member
    std::string text;                     ///< of a scalar, variables filled in
    std::optional<std::string> written;   ///< the scalar as the file has it, where that is something else
    std::vector<UsedVariable> variables;  ///< those in `written` that the environment has
    std::vector<YamlNode> children;       ///< of a list or map, in the file's order
};

/// One document. Refuses what hides mistakes or explodes: duplicate keys, anchors, aliases, tags, keys that are not text, more than one
/// document, more than 1 MiB, more than 32 levels, bytes that are not UTF-8, control characters. BadInput: "source:line: sentence".
[[nodiscard]] Result<YamlNode> parseYaml(std::string_view text, std::string_view source);
/// The same with the variables in its scalars filled in; in a key "${…}" is two plain characters.
[[nodiscard]] Result<YamlNode> readYaml(std::string_view text, std::string_view source, const Variables&);
/// Each once.
[[nodiscard]] std::vector<UsedVariable> variablesIn(const YamlNode&);

}  // namespace loadgate::config
