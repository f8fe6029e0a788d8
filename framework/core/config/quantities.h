// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"
#include "model/sending.h"

#include <string_view>

namespace loadgate::config {

/// 1 to 1,000,000 users.
[[nodiscard]] Result<Load> parseUsers(std::string_view);
/// Above 0, at most 10,000,000 requests per second.
[[nodiscard]] Result<Load> parseArrivalRate(std::string_view, BareNumber);
/// A length: above 0, at most 7 days. A pause: 0 included.
[[nodiscard]] Result<Duration> parseLength(std::string_view, BareNumber);
[[nodiscard]] Result<Duration> parsePause(std::string_view, BareNumber);
[[nodiscard]] Result<Arrivals> parseArrivals(std::string_view);
[[nodiscard]] Result<ReactorChoice> parseReactor(std::string_view);
[[nodiscard]] Result<Pacing> parsePacing(std::string_view);
[[nodiscard]] Result<Reuse> parseReuse(std::string_view);
/// 1 to `most`.
[[nodiscard]] Result<std::uint32_t> parseBounded(std::string_view, std::uint64_t most);

}  // namespace loadgate::config
