// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"

#include <optional>
#include <span>
#include <string_view>
#include <vector>

namespace loadgate::config {

/// "7" is relative, "70%" a share of all requests.
struct Weight {
    double amount{1};
    bool percent{};
};
[[nodiscard]] Result<Weight> parseWeight(std::string_view);
/// Numbers, or percentages that add up to 100 % if all have them. Not given: 1.
[[nodiscard]] Result<std::vector<double>> relativeWeights(std::span<const std::optional<Weight>>);

/// Names those without a name: "GET /items", with the query only where that tells two apart. Two of one name are BadInput.
[[nodiscard]] Status nameRequests(std::vector<RequestSpec>&);

}  // namespace loadgate::config
