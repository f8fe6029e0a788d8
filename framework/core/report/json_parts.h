// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/figures.h"
#include "model/resource_usage.h"
#include "model/resources.h"

#include <nlohmann/json.hpp>

#include <array>
#include <span>

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
struct NamedQuantile {
    const char* name;
    double q;
};
inline constexpr std::array kFewQuantiles{NamedQuantile{"p50", 0.5}, NamedQuantile{"p95", 0.95}, NamedQuantile{"p99", 0.99}};
/// Those that there are, in seconds, and the names of those that are only known to be at least so much as `lower_bound`; a `mean` that is
/// there already may be one of them.
void addQuantiles(Json&, const Histogram&, std::span<const NamedQuantile>);
/// {t_s, level, source, text}
[[nodiscard]] Json noteJson(const RunNote&);
[[nodiscard]] std::string_view toText(LoadModel);  ///< "open", "closed"

/// Two spaces of indent, one line feed at the end.
[[nodiscard]] std::string dumped(const Json&);
/// The same on one line.
[[nodiscard]] std::string dumpedLine(const Json&);

}  // namespace loadgate::report
