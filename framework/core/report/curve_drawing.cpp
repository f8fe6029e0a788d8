// SPDX-License-Identifier: Apache-2.0
#include "core/report/curve_drawing.h"

#include "core/report/numbers.h"
#include "core/report/text_page.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadgate {

namespace {

using report::loadText;
using report::widthOf;

constexpr std::array<std::string_view, 9> kEighths{" ", "▁", "▂", "▃", "▄", "▅", "▆", "▇", "█"};

std::string padding(std::size_t columns, std::size_t used) { return std::string(columns > used ? columns - used : 0, ' '); }

std::string timeText(Duration at) { return at == Duration{} ? "0 s" : humanDuration(at); }

/// The highest load in [from, to]: at its ends or at a knot between them.
double highestIn(const LoadCurve& curve, Duration from, Duration to) {
    double highest = std::max(curve.loadAt(from), curve.loadAt(to - Duration(1)));
    const auto& knots = curve.knots();
    auto knot = std::ranges::lower_bound(knots, from, {}, &LoadCurve::Knot::at);
    for (; knot != knots.end() && knot->at < to; ++knot) {
        highest = std::max(highest, knot->load);
    }
    return highest;
}

/// How high each column is, in rows.
std::vector<double> heightsOf(const LoadCurve& curve, std::size_t columns, std::size_t rows) {
    std::vector<double> heights;
    const double peak = curve.peak();
    const auto time = [&](std::size_t column) {
        return fromSeconds(toSeconds(curve.length()) * static_cast<double>(column) / static_cast<double>(columns));
    };
    for (std::size_t i = 0; i < columns; ++i) {
        const double highest = highestIn(curve, time(i), std::max(time(i + 1), time(i) + Duration(1)));
        heights.push_back(peak > 0 ? static_cast<double>(rows) * highest / peak : 0);
    }
    return heights;
}

/// One cell: the part of `height` that lies in this row, counted from below.
std::string_view cell(double height, std::size_t row, bool utf8) {
    const double inRow = std::clamp(height - static_cast<double>(row), 0.0, 1.0);
    if (utf8) {
        return kEighths.at(static_cast<std::size_t>(std::ceil(8 * inRow - 1e-9)));
    }
    const bool lowest = row == 0 && inRow > 0;
    return inRow >= 0.5 || lowest ? "#" : " ";
}

/// "0 s        90 s       180 s" below the area; the middle only where it fits.
std::string timeAxis(Duration length, std::size_t width) {
    const std::string middle = timeText(length / 2);
    const std::string end = timeText(length);
    std::string axis = timeText(Duration{});
    const std::size_t centre = width / 2 - std::min(width / 2, widthOf(middle) / 2);
    if (widthOf(axis) + 2 < centre && centre + widthOf(middle) + 2 + widthOf(end) <= width) {
        axis += padding(centre, widthOf(axis)) + middle;
    }
    return axis + padding(width - std::min(width, widthOf(end)), widthOf(axis)) + end;
}

}  // namespace

std::vector<std::string> drawCurve(const LoadCurve& curve, const CurveCanvas& canvas) {
    const std::string top = loadText(curve.peak(), curve.model());
    const std::string half = loadText(curve.peak() / 2, curve.model());
    const std::size_t labels = std::max(widthOf(top), widthOf(half));
    const std::size_t width = std::max<std::size_t>(canvas.columns, 20) - std::min<std::size_t>(labels + 2, 14);
    const std::vector<double> heights = heightsOf(curve, width, canvas.rows);
    std::vector<std::string> lines;
    for (std::size_t row = canvas.rows; row-- > 0;) {
        const std::string label = row + 1 == canvas.rows ? top : canvas.rows % 2 == 0 && row + 1 == canvas.rows / 2 ? half : "";
        std::string line = padding(labels, widthOf(label)) + label + (canvas.utf8 ? " │" : " |");
        for (const double height : heights) {
            line += cell(height, row, canvas.utf8);
        }
        line.erase(line.find_last_not_of(' ') + 1);
        lines.push_back(std::move(line));
    }
    std::string floor = padding(labels, 1) + "0" + (canvas.utf8 ? " └" : " +");
    for (std::size_t i = 0; i < width; ++i) {
        floor += canvas.utf8 ? "─" : "-";
    }
    lines.push_back(std::move(floor));
    lines.push_back(padding(labels + 2, 0) + timeAxis(curve.length(), width));
    return lines;
}

std::vector<std::string> levelsAtKnots(const LoadCurve& curve, std::size_t most) {
    std::vector<std::string> levels;
    const auto& knots = curve.knots();
    std::size_t hidden = 0;
    for (std::size_t i = 0; i < knots.size(); ++i) {
        const std::string level = loadText(knots[i].load, curve.model());
        if (i > 0 && knots[i].at == knots[i - 1].at) {
            if (hidden == 0) {
                levels.back() += ", then " + level;
            }
            continue;
        }
        if (levels.size() >= most) {
            ++hidden;
            continue;
        }
        levels.push_back(timeText(knots[i].at) + ": " + level);
    }
    if (hidden > 0) {
        levels.push_back("and " + std::to_string(hidden) + (hidden == 1 ? " more point" : " more points"));
    }
    return levels;
}

}  // namespace loadgate
