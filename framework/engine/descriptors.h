// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

#include <cstdint>
#include <optional>
#include <string>

namespace loadgate::engine {

/// A load's connections against what this process may ever have open (RLIMIT_NOFILE).
struct DescriptorRoom {
    std::uint64_t connections{};  ///< most that the load may have at one time: its users, or its in-flight bound
    std::uint64_t others{};       ///< for everything else this process has open
    std::uint64_t hardLimit{};

    [[nodiscard]] bool holdsAll() const { return connections + others <= hardLimit; }
    /// Connections that the limit allows.
    [[nodiscard]] std::uint64_t most() const { return hardLimit > others ? hardLimit - others : 0; }
};
[[nodiscard]] DescriptorRoom descriptorRoom(const LoadCurve&, std::uint32_t maxInFlight, std::uint32_t workers);

/// Raises the soft limit to what the load may need, as far as the hard limit goes. BadInput when its users cannot all be connected, or not
/// one request could be; an open model's bound may be larger than what is possible, because few loads reach it.
[[nodiscard]] Status makeDescriptorRoom(const DescriptorRoom&, LoadModel);
/// Open model: a sentence when the limit is below the in-flight bound.
[[nodiscard]] std::optional<std::string> descriptorAdvice(const DescriptorRoom&, LoadModel);

}  // namespace loadgate::engine
