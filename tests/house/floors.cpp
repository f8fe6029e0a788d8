// SPDX-License-Identifier: Apache-2.0
#include "floors.h"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace loadgate::house {

namespace fs = std::filesystem;

namespace {

/// Whether `path` is `place`, lies below it, or (a place may be the beginning of a file's name) starts with it.
bool liesIn(std::string_view path, std::string_view place) { return path.starts_with(place); }

bool liesInOne(std::string_view path, const std::vector<std::string>& places) {
    return std::ranges::any_of(places, [&](const std::string& place) { return liesIn(path, place); });
}

std::vector<std::string> wordsOf(const std::string& text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) {
        words.push_back(word);
    }
    return words;
}

/// The header named by an #include line, with its opening quote or bracket.
std::optional<std::string> includedBy(std::string_view line) {
    constexpr std::string_view kDirective = "#include ";
    const auto begin = line.find_first_not_of(' ');
    if (begin == std::string_view::npos || !line.substr(begin).starts_with(kDirective)) {
        return std::nullopt;
    }
    const auto name = line.substr(begin + kDirective.size());
    const auto end = name.find_first_of("\">", 1);
    return name.empty() || end == std::string_view::npos ? std::nullopt : std::optional(std::string(name.substr(0, end)));
}

/// Where a header of ours lies; empty for one that is not ours.
std::string placeOf(const std::string& header, const std::string& includer, const Sources& sources) {
    const std::string beside = includer.substr(0, includer.rfind('/') + 1) + header;
    for (const std::string& path : {"framework/" + header, "framework/sdk/" + header, header, beside}) {
        if (sources.contains(path)) {
            return path;
        }
    }
    return {};
}

const std::pair<const std::string, std::vector<std::string>>* roomOf(const Floors& floors, std::string_view path) {
    const std::pair<const std::string, std::vector<std::string>>* best = nullptr;
    for (const auto& room : floors.rooms) {
        if (path.starts_with(room.first + "/") && (best == nullptr || room.first.size() > best->first.size())) {
            best = &room;
        }
    }
    return best;
}

bool isStandard(std::string_view header) { return header.find_first_of("/.") == std::string_view::npos && !header.starts_with('Q'); }

/// What is wrong with one include; empty: nothing.
std::string fault(const Floors& floors, const Sources& sources, const std::string& includer, const std::string& quotedHeader) {
    const std::string header = quotedHeader.substr(1);
    const auto* room = roomOf(floors, includer);
    if (room == nullptr) {
        return "lies in no room of floors.txt";
    }
    if (header.find("..") != std::string::npos) {
        return "includes by '..', which goes around the walls: name the folder";
    }
    if (const std::string place = placeOf(header, includer, sources); !place.empty()) {
        return liesInOne(place, room->second) ? "" : "may not include " + place + ": " + room->first + " does not know it";
    }
    for (const Floors::Door& door : floors.doors) {
        if (liesInOne(header, door.headers)) {
            return liesInOne(includer, door.places) ? "" : "may not include <" + header + ">: its door is " + door.places.front();
        }
    }
    return isStandard(header) ? "" : "includes " + header + ", which is neither here nor in floors.txt";
}

std::string readText(const fs::path& file) {
    std::ifstream in(file);
    if (!in) {
        throw std::runtime_error("cannot read " + file.string());
    }
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

Floors readFloors(const std::string& text) {
    Floors floors;
    std::istringstream lines(text);
    for (std::string line; std::getline(lines, line);) {
        const auto colon = line.find(':');
        if (line.empty() || line.starts_with('#')) {
            continue;
        }
        std::vector<std::string> names = wordsOf(line.substr(0, colon));
        std::vector<std::string> others = colon == std::string::npos ? std::vector<std::string>{} : wordsOf(line.substr(colon + 1));
        if (names.size() < 2 || colon == std::string::npos) {
            throw std::runtime_error("floors.txt: neither room nor door: " + line);
        }
        const std::string what = names.front();
        names.erase(names.begin());
        if (what == "room") {
            others.push_back(names.front() + "/");
            floors.rooms.emplace(names.front(), std::move(others));
        } else {
            floors.doors.push_back({std::move(names), std::move(others)});
        }
    }
    return floors;
}

Sources readSources(const std::string& top) {
    Sources sources;
    for (const char* folder : {"framework", "plugins", "cli", "gui"}) {
        std::error_code missing;
        for (fs::recursive_directory_iterator entry(fs::path(top) / folder, missing), end; !missing && entry != end; ++entry) {
            if (entry->path().extension() == ".h" || entry->path().extension() == ".cpp") {
                sources.emplace(fs::relative(entry->path(), top).generic_string(), readText(entry->path()));
            }
        }
    }
    return sources;
}

std::vector<std::string> violations(const Floors& floors, const Sources& sources) {
    std::vector<std::string> found;
    for (const auto& [path, text] : sources) {
        std::istringstream lines(text);
        int number = 0;
        for (std::string line; std::getline(lines, line);) {
            ++number;
            const auto header = includedBy(line);
            const std::string wrong = header ? fault(floors, sources, path, *header) : std::string();
            if (!wrong.empty()) {
                found.push_back(path + ":" + std::to_string(number) + " " + wrong);
            }
        }
    }
    return found;
}

}  // namespace loadgate::house
