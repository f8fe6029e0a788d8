// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::house {

/// Path below the top, to text.
using Sources = std::map<std::string, std::string>;

/// What floors.txt says.
struct Floors {
    struct Door {
        std::vector<std::string> headers, places;
    };
    std::map<std::string, std::vector<std::string>> rooms;  ///< folder to the folders it may include, itself among them
    std::vector<Door> doors;                                ///< the first that names a header decides
};

[[nodiscard]] Floors readFloors(const std::string& text);
/// All .h and .cpp files below the rooms' top folders.
[[nodiscard]] Sources readSources(const std::string& top);
/// One sentence for each include that climbs, goes sideways, uses another library's door, or is known to nobody.
[[nodiscard]] std::vector<std::string> violations(const Floors&, const Sources&);

}  // namespace loadgate::house
