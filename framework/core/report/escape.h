// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

namespace loadgate {

/// Text from outside becomes text of a sink through one function per sink. Each takes any bytes, cuts at 512 with a mark, and replaces
/// what is not UTF-8 and what the sink would act on.
/// All but JSON and GITHUB_OUTPUT are one line.

/// No control characters, no escapes, no bidirectional overrides; no workflow commands either, a pipeline's log being read for them.
[[nodiscard]] std::string forTerminal(std::string_view);
[[nodiscard]] std::string forMarkdown(std::string_view);          ///< also no markup, table bars or line feeds
[[nodiscard]] std::string forJson(std::string_view);              ///< valid UTF-8; the JSON writer escapes the rest
[[nodiscard]] std::string forHtml(std::string_view);              ///< for text between tags and for quoted attributes
[[nodiscard]] std::string forXml(std::string_view);               ///< the same in XML 1.0, and none of the characters it cannot hold
[[nodiscard]] std::string forWorkflowMessage(std::string_view);   ///< what follows the second "::" of a workflow command
[[nodiscard]] std::string forWorkflowProperty(std::string_view);  ///< a value before it, as in ::error title=HERE::
[[nodiscard]] std::string forPrometheusLabel(std::string_view);   ///< a label's value; prometheus-cpp puts it between quotes
[[nodiscard]] std::string forCsv(std::string_view);               ///< a whole cell, quotes included; never a formula
/// "name<<DELIMITER" and the value for the file that GITHUB_OUTPUT names; the delimiter is random, so that no value can end itself. `name`
/// is one of ours: letters, digits, '_' and '-'.
[[nodiscard]] std::string forGithubOutput(std::string_view name, std::string_view value);

}  // namespace loadgate
