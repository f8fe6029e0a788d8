// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace loadgate {

[[nodiscard]] std::vector<std::uint8_t> deflated(std::span<const std::uint8_t> bytes);
/// The whole of one zlib stream, nothing behind it. Refuses to grow beyond `most` bytes, so a small text cannot fill the memory.
[[nodiscard]] Result<std::vector<std::uint8_t>> inflated(std::span<const std::uint8_t> bytes, std::size_t most);

}  // namespace loadgate
