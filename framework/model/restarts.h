// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/resource_sample.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace loadgate {

/// How often an instance of this name ended or began anew while it was watched: its counter of restarts grew, its totals began anew, or it
/// ended, whether it came back, another took its place or nobody did. Each end counts once. Samples by time. Pure. Empty below two
/// samples: nothing was watched.
[[nodiscard]] std::optional<std::uint64_t> restartsOf(std::span<const ResourceSample>, std::string_view source, std::string_view name);

}  // namespace loadgate
