// SPDX-License-Identifier: Apache-2.0
#include "curve_file.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <filesystem>
#include <fstream>

namespace loadgate {

namespace {

// A point a second for a week is 604,800 points; a longer recording is made coarser first.
constexpr std::uintmax_t kLargestFile = 16ULL * 1024 * 1024;
constexpr std::size_t kMostPoints = 200'000;
constexpr std::size_t kLongestLine = 200;
constexpr double kHighest = 1e12;
constexpr const char* kForm = "write TIME LEVEL, as in '60s 250'";

Error bad(const std::string& where, const std::string& what) { return {ErrorCode::BadInput, where + ": " + what}; }

/// A file's name in a message: nothing that a terminal acts on.
std::string harmless(std::string path) {
    std::ranges::replace_if(
        path, [](char c) { return (c >= 0 && c < ' ') || c == 0x7F; }, '?');
    return path;
}

bool isSeparator(char c) { return c == ' ' || c == '\t' || c == ',' || c == ';'; }

std::vector<std::string_view> wordsOf(std::string_view line) {
    std::vector<std::string_view> words;
    while (true) {
        const auto begin = std::ranges::find_if_not(line, isSeparator);
        line.remove_prefix(static_cast<std::size_t>(begin - line.begin()));
        if (line.empty()) {
            return words;
        }
        const auto end = static_cast<std::size_t>(std::ranges::find_if(line, isSeparator) - line.begin());
        words.push_back(line.substr(0, end));
        line.remove_prefix(end);
    }
}

Result<LoadCurve::Knot> pointOf(std::string_view line, const std::string& where) {
    // What is quoted in a message below must be harmless to a terminal.
    if (line.size() > kLongestLine || std::ranges::any_of(line, [](char c) { return (c < ' ' && c != '\t') || c > '~'; })) {
        return bad(where, std::string("not a line of a curve: ") + kForm);
    }
    const std::vector<std::string_view> words = wordsOf(line);
    if (words.size() != 2) {
        return bad(where, "'" + std::string(line) + "' is not a point: " + kForm + "; # begins a comment");
    }
    LOADGATE_TRY(const Duration at, parseDuration(words[0], BareNumber::Accepted).within(where));
    const Result<double> level = parseNumber(words[1]);
    if (!level || *level < 0) {
        return bad(where, "'" + std::string(words[1]) + "' is not a level: write a number, 0 or more, without a unit: 250 or 12.5");
    }
    if (*level > kHighest) {
        return bad(where, "the level " + std::string(words[1]) + " is above " + toText(kHighest));
    }
    return LoadCurve::Knot{at, *level};
}

Status follows(const std::vector<LoadCurve::Knot>& earlier, const LoadCurve::Knot& point, const std::string& where) {
    if (earlier.empty() && point.at != Duration{}) {
        return bad(where, "the first point is at " + toText(point.at) + ": a curve starts at 0s");
    }
    if (!earlier.empty() && point.at < earlier.back().at) {
        return bad(where, toText(point.at) + " lies before the point in front of it, at " + toText(earlier.back().at) +
                              ": time cannot run backwards");
    }
    if (earlier.size() >= kMostPoints) {
        return bad(where, "more than " + std::to_string(kMostPoints) + " points: record fewer, a point every few seconds is enough");
    }
    return ok();
}

Status isCurve(const std::vector<LoadCurve::Knot>& points, const std::string& source) {
    if (points.size() < 2) {
        return bad(source, "a curve needs at least two points, this one has " + std::to_string(points.size()) + ": " + kForm);
    }
    if (points.back().at == Duration{}) {
        return bad(source, "all points are at 0s: a curve needs a length");
    }
    if (std::ranges::all_of(points, [](const LoadCurve::Knot& point) { return point.load == 0; })) {
        return bad(source, "the level is 0 throughout: nothing can be scaled to the peak");
    }
    return ok();
}

}  // namespace

Result<std::vector<LoadCurve::Knot>> parseCurve(std::string_view text, const std::string& source) {
    if (text.starts_with("\xEF\xBB\xBF")) {
        text.remove_prefix(3);
    }
    std::vector<LoadCurve::Knot> points;
    for (std::size_t number = 1; !text.empty(); ++number) {
        const std::size_t end = std::min(text.find('\n'), text.size());
        std::string_view line = text.substr(0, end);
        text.remove_prefix(std::min(end + 1, text.size()));
        line = line.substr(0, std::min(line.find('#'), line.size()));
        if (line.ends_with('\r')) {
            line.remove_suffix(1);
        }
        if (std::ranges::all_of(line, [](char c) { return c == ' ' || c == '\t'; })) {
            continue;
        }
        const std::string where = source + ":" + std::to_string(number);
        LOADGATE_TRY(const LoadCurve::Knot point, pointOf(line, where));
        LOADGATE_CHECK(follows(points, point, where));
        points.push_back(point);
    }
    LOADGATE_CHECK(isCurve(points, source));
    return points;
}

Result<std::vector<LoadCurve::Knot>> readCurveFile(const std::string& path) {
    const std::string shown = harmless(path);
    std::error_code failure;
    const auto kind = std::filesystem::status(path, failure);
    if (std::filesystem::exists(kind) && !std::filesystem::is_regular_file(kind)) {
        return bad(shown, "not a file: name a file with a point a line; " + std::string(kForm));
    }
    std::ifstream file(path, std::ios::binary);
    if (!file) {
        return bad(shown, std::string("cannot be read: ") + std::strerror(errno));
    }
    const std::uintmax_t size = std::filesystem::file_size(path, failure);
    if (!failure && size > kLargestFile) {
        return bad(shown, "more than 16 MiB: record fewer points, one every few seconds is enough");
    }
    std::string text(failure ? 0 : size, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (failure || file.bad()) {
        return bad(shown, "cannot be read to its end");
    }
    text.resize(static_cast<std::size_t>(file.gcount()));
    return parseCurve(text, shown);
}

}  // namespace loadgate
