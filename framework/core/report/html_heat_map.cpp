// SPDX-License-Identifier: Apache-2.0
// The two drawings of the whole distribution: its percentiles, and how it changed over time.
#include "core/report/html_page.h"
#include "core/report/numbers.h"
#include "core/report/svg_chart.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadgate::report {
namespace {

constexpr double kShortest = 1e-6;  // s
constexpr std::size_t kRows = 36;
constexpr std::size_t kColumns = 150;
constexpr std::size_t kLevels = 8;
constexpr int kStepsOfPercentiles = 240;
constexpr double kMostNines = 7;

std::string secondsLabel(double seconds) { return seconds == 0 ? "0 s" : humanDuration(fromSeconds(seconds)); }

/// How far to the right a percentile stands: one for each nine, 90 % at 1, 99 % at 2.
double ninesOf(double quantile) { return -std::log10(1 - quantile); }

std::vector<Tick> percentileTicks(double to) {
    std::vector<Tick> ticks{{0, "0 %"}};
    if (to >= ninesOf(0.5)) {
        ticks.push_back({ninesOf(0.5), "50 %"});
    }
    constexpr std::array<const char*, 7> kNames{"90 %", "99 %", "99.9 %", "99.99 %", "99.999 %", "99.9999 %", "99.99999 %"};
    for (std::size_t i = 0; i < kNames.size() && static_cast<double>(i + 1) <= to * (1 + 1e-9); ++i) {
        ticks.push_back({static_cast<double>(i + 1), kNames.at(i)});
    }
    return ticks;
}

std::vector<Point> curveOf(const Histogram& histogram, double to) {
    std::vector<Point> points;
    for (int i = 0; i <= kStepsOfPercentiles && !histogram.empty(); ++i) {
        const double nines = to * i / kStepsOfPercentiles;
        const double quantile = std::max(1 - std::pow(10.0, -nines), 1e-9);
        points.push_back({nines, toSeconds(histogram.quantile(i == kStepsOfPercentiles ? 1.0 : quantile).value_or(Duration{}))});
    }
    return points;
}

/// Where the curve begins to be only a lower bound; beyond `to` where it never does.
double boundFrom(const Histogram& histogram, double to) {
    for (int i = 0; i <= kStepsOfPercentiles; ++i) {
        const double nines = to * i / kStepsOfPercentiles;
        if (histogram.quantileIsLowerBound(std::max(1 - std::pow(10.0, -nines), 1e-9))) {
            return nines;
        }
    }
    return to + 1;
}

Scale timesOf(const Histogram& histogram, double alsoFrom, double alsoTo) {
    const double lowest = std::min(toSeconds(histogram.min().value_or(Duration{})), alsoFrom);
    const double highest = std::max(toSeconds(histogram.max().value_or(Duration{})), alsoTo);
    const double from = std::max(lowest, kShortest) / 1.2;
    return {from, std::max(highest * 1.2, from * 10), true};
}

/// Counts by row and column, and the largest of them.
struct Grid {
    std::vector<std::array<std::uint64_t, kRows>> columns;
    std::uint64_t most{};
};

void addCells(Grid& grid, const PackedCells& cells, const Scale& y) {
    for (const HistogramCell& cell : cells) {
        const double middle = static_cast<double>(hdr::lowestOf(cell.bucket) + hdr::highestOf(cell.bucket)) / 2e9;
        const auto row = std::min(static_cast<std::size_t>(y.at(middle) * kRows), kRows - 1);
        grid.columns.back().at(row) += cell.count;
        grid.most = std::max(grid.most, grid.columns.back().at(row));
    }
}

/// From 1 for one request to kLevels for the most, in equal steps of the logarithm.
std::size_t levelOf(std::uint64_t count, std::uint64_t most) {
    const double share = most <= 1 ? 1 : std::log(static_cast<double>(count)) / std::log(static_cast<double>(most));
    return 1 + std::min(static_cast<std::size_t>(share * kLevels), kLevels - 1);
}

std::string styleOfLevel(std::size_t level) { return "h" + std::to_string(level); }

/// Squares of each colour, from one request to the most.
std::string heatKey(std::uint64_t most) {
    std::string html = "<p class=\"faint\">1 <svg class=\"key heat\" viewBox=\"0 0 80 8\" aria-hidden=\"true\">";
    for (std::size_t level = 1; level <= kLevels; ++level) {
        html += "<path class=\"" + styleOfLevel(level) + "\" d=\"M" + std::to_string((level - 1) * 10) + " 0h10v8h-10z\"/>";
    }
    return html + "</svg> " + countText(most) + " requests in a box, logarithmic</p>\n";
}

}  // namespace

std::string percentileFigure(const ChartFigures& figures) {
    const Histogram& response = figures.run.measured.response;
    const Histogram& service = figures.run.measured.service;
    if (response.empty()) {
        return {};
    }
    const double to = std::clamp(std::log10(static_cast<double>(response.count())), 1.0, kMostNines);
    double lowest = toSeconds(response.min().value_or(Duration{}));
    double highest = 0;
    std::vector<const Objective*> limits;
    for (const Check& check : figures.record.verdict.checks) {
        const Objective& o = check.objective;
        if (limits.size() < kMostHtmlLimits && o.metric == Metric::Latency && o.endpoint.empty() && !o.window && o.quantile < 1 &&
            ninesOf(o.quantile) <= to) {
            limits.push_back(&o);
            highest = std::max(highest, o.limit);
            lowest = std::min(lowest, o.limit);
        }
    }
    lowest = service.empty() ? lowest : std::min(lowest, toSeconds(service.min().value_or(Duration{})));
    const Scale y = timesOf(response, lowest, highest);
    SvgChart chart("Percentiles of the latency", "p50 " + quantileText(response, 0.5) + ", p90 " + quantileText(response, 0.9) + ", p99 " +
                                                     quantileText(response, 0.99) + ", p99.9 " + quantileText(response, 0.999) +
                                                     ", longest " + quantileText(response, 1));
    chart.axes({0, to, false}, percentileTicks(to), y, decadeTicks(y, secondsLabel));
    chart.axisNames("percentile, logarithmic: each step to the right leaves a tenth of the requests", "time, logarithmic");
    if (const double from = boundFrom(response, to); from <= to) {
        chart.band(from, to, "at least");
    }
    chart.line("service", curveOf(service, to));
    chart.line("q95", curveOf(response, to));
    for (const Objective* limit : limits) {
        chart.mark("other", ninesOf(limit->quantile), limit->limit, toText(*limit));
    }
    return figureHtml(
        {"Latency by percentile, whole measured phase; rings: the limits of the objectives, met where the curve passes below. Shaded: "
         "requests that never ended, known only to be at least so long",
         {{"q95", "response, from when it was due"}, {"service", "service, from when it was sent"}},
         chart.take()});
}

std::string heatMapFigure(const ChartFigures& figures) {
    const std::vector<TimePoint> points = timePoints(figures.record.measurement, kColumns);
    Histogram all = figures.run.whole.response;
    if (all.empty()) {
        return {};
    }
    const Scale y = timesOf(all, toSeconds(all.min().value_or(Duration{})), 0);
    Grid grid;
    for (const TimePoint& point : points) {
        grid.columns.emplace_back();
        addCells(grid, point.response.cells(), y);
        addCells(grid, point.response.censoredCells(), y);
    }
    std::array<std::vector<SvgChart::Box>, kLevels + 1> boxes;
    const double ratio = std::log(y.to / y.from);
    const auto edge = [&](std::size_t row) { return y.from * std::exp(ratio * static_cast<double>(row) / kRows); };
    for (std::size_t i = 0; i < points.size(); ++i) {
        for (std::size_t row = 0; row < kRows; ++row) {
            if (const std::uint64_t count = grid.columns[i].at(row); count > 0) {
                const Duration end = points[i].from + points[i].length;
                boxes.at(levelOf(count, grid.most)).push_back({toSeconds(points[i].from), toSeconds(end), edge(row), edge(row + 1)});
            }
        }
    }
    const double length = toSeconds(figures.record.measurement.end);
    SvgChart chart("Latency heat map", "How many requests took how long, over time; the fullest box holds " + countText(grid.most));
    chart.axes({0, length, false}, timeTicks(length, secondsLabel), y, decadeTicks(y, secondsLabel));
    chart.axisNames("time since the start", "response time, logarithmic");
    for (std::size_t level = 1; level <= kLevels; ++level) {
        chart.boxes(styleOfLevel(level), boxes.at(level));
    }
    return figureHtml({"Latency heat map: the darker (in a dark page: the brighter) a box, the more requests took so long at that time",
                       {},
                       heatKey(grid.most) + chart.take()});
}

}  // namespace loadgate::report
