// SPDX-License-Identifier: Apache-2.0
#include "loadgate/params.h"

#include <algorithm>
#include <vector>

namespace loadgate {
namespace {

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// Damerau-Levenshtein in its optimal-string-alignment form: insert, delete, replace, swap two neighbours; letters of either case are
/// equal.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> beforeLast(b.size() + 1);
    std::vector<std::size_t> previous(b.size() + 1);
    std::vector<std::size_t> row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j) {
        previous[j] = j;
    }
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t replaced = previous[j - 1] + (lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1);
            row[j] = std::min({previous[j] + 1, row[j - 1] + 1, replaced});
            const bool swapped = i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]);
            if (swapped) {
                row[j] = std::min(row[j], beforeLast[j - 2] + 1);
            }
        }
        std::swap(beforeLast, previous);
        std::swap(previous, row);
    }
    return previous[b.size()];
}

}  // namespace

std::optional<std::string> nearestSpelling(std::string_view word, std::span<const std::string> candidates) {
    std::optional<std::string> nearest;
    std::size_t least = 0;
    for (const std::string& candidate : candidates) {
        const std::size_t allowed = candidate.size() / 3 + 1;
        const std::size_t longer = std::max(word.size(), candidate.size());
        // Lengths too far apart need no table: a hostile word of a megabyte costs nothing.
        if (longer - std::min(word.size(), candidate.size()) > allowed) {
            continue;
        }
        const std::size_t away = distance(word, candidate);
        if (away <= allowed && away < longer && (!nearest || away < least)) {
            nearest = candidate;
            least = away;
        }
    }
    return nearest;
}

}  // namespace loadgate
