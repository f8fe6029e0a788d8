// SPDX-License-Identifier: Apache-2.0
#include "core/config/request_list.h"

#include "core/config/wording.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace loadgate::config {

Result<Weight> parseWeight(std::string_view text) {
    const std::string_view word = trimmed(text);
    const bool percent = word.ends_with('%');
    const auto number = parseNumber(trimmed(word.substr(0, word.size() - (percent ? 1 : 0))));
    if (!number || *number <= 0 || *number > 1e9) {
        return badInput(inQuotes(text) + " is no weight; write a number above 0, or a percentage for every request");
    }
    return Weight{*number, percent};
}

Result<std::vector<double>> relativeWeights(std::span<const std::optional<Weight>> weights) {
    const auto percentages = std::count_if(weights.begin(), weights.end(), [](const auto& weight) { return weight && weight->percent; });
    const bool all = percentages == std::ssize(weights);
    if (percentages > 0 && !all) {
        return badInput("some weights are percentages and some are not; give all of them a percentage, or none");
    }
    std::vector<double> result;
    double sum = 0;
    for (const auto& weight : weights) {
        result.push_back(weight.value_or(Weight{}).amount);
        sum += result.back();
    }
    // Three times 33.33 % is meant to be whole.
    if (all && !weights.empty() && std::abs(sum - 100) > 0.0101) {
        return badInput("the weights add up to " + toText(Share{sum / 100}) + "; percentages must add up to 100%");
    }
    return result;
}

Status nameRequests(std::vector<RequestSpec>& requests) {
    const auto shortName = [](const RequestSpec& request) { return request.method + " " + request.path.substr(0, request.path.find('?')); };
    std::map<std::string, int> unnamed;
    for (const RequestSpec& request : requests) {
        unnamed[shortName(request)] += request.name.empty() ? 1 : 0;
    }
    std::set<std::string> taken;
    for (RequestSpec& request : requests) {
        if (request.name.empty()) {
            request.name = unnamed[shortName(request)] > 1 ? request.method + " " + request.path : shortName(request);
        }
        if (!taken.insert(request.name).second) {
            return badInput(request.where + ": two requests are called " + inQuotes(request.name) + "; give each a name of its own");
        }
    }
    return ok();
}

}  // namespace loadgate::config
