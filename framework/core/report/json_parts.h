// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/figures.h"
#include "model/resource_usage.h"
#include "model/resources.h"

#include <nlohmann/json.hpp>

namespace loadgate::report {

/// Keeps the order of keys, as the contract shows them.
using Json = nlohmann::ordered_json;

/// Text from anywhere as valid UTF-8; nlohmann would throw on anything else.
[[nodiscard]] Json text(std::string_view);
[[nodiscard]] Json namesAndValues(const std::vector<NameValue>&);
/// {name, method, path, weight, headers…}: as authors wrote it, credentials redacted.
[[nodiscard]] Json requestJson(const RequestSpec&);
[[nodiscard]] Json patternJson(const PluginUse&);
/// [[t_s, level], …]
[[nodiscard]] Json curveJson(const LoadCurve&);
[[nodiscard]] Json pluginsJson(const std::vector<UsedPlugin>&);
/// {metric, scope, op, limit, unit, confidence, origin, where, window_s}
[[nodiscard]] Json objectiveJson(const Objective&);
/// The same with observed, interval, samples, status and reason.
[[nodiscard]] Json checkJson(const Check&);
/// loadgate.run/1, whole.
[[nodiscard]] Json runJson(const RunRecord&);
[[nodiscard]] Json resourcesJson(const std::vector<ResourceUsage>&);
/// cpu_cores and memory_bytes of one interval, where they were measured.
void addUsage(Json& interval, const IntervalUsage&);
[[nodiscard]] Json resourcesNowJson(const std::vector<ResourceNow>&);
/// {t_s, level, source, text}
[[nodiscard]] Json noteJson(const RunNote&);
[[nodiscard]] std::string_view toText(LoadModel);  ///< "open", "closed"

/// Two spaces of indent, one line feed at the end.
[[nodiscard]] std::string dumped(const Json&);
/// The same on one line.
[[nodiscard]] std::string dumpedLine(const Json&);

}  // namespace loadgate::report
