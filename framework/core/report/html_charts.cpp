// SPDX-License-Identifier: Apache-2.0
#include "core/report/html_page.h"
#include "core/report/numbers.h"
#include "core/report/svg_chart.h"
#include "model/resource_usage.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace loadgate::report {
namespace {

constexpr std::size_t kMostMoments = 20;
constexpr double kHeadroom = 1.08;
constexpr double kShortest = 1e-6;  // s; what is drawn lowest on a logarithmic axis of times

std::string secondsLabel(double seconds) { return seconds == 0 ? "0 s" : humanDuration(fromSeconds(seconds)); }
std::string rateLabel(double rate) { return rateText(rate); }
std::string usersLabel(double users) { return threeDigits(users); }
std::string coresLabel(double cores) { return threeDigits(cores); }
std::string bytesLabel(double bytes) { return bytesText(bytes); }

struct QuantileLine {
    const char* style;
    const char* name;
    double q;
};
constexpr std::array kQuantileLines{QuantileLine{"q50", "p50", 0.5}, QuantileLine{"q95", "p95", 0.95}, QuantileLine{"q99", "p99", 0.99}};

std::string styleOf(double quantile) {
    for (const QuantileLine& line : kQuantileLines) {
        if (line.q == quantile) {
            return line.style;
        }
    }
    return "other";
}

double lengthOf(const ChartFigures& figures) { return toSeconds(figures.record.measurement.end); }

template <class Value>
std::vector<Point> pointsOf(const ChartFigures& figures, Value value) {
    std::vector<Point> points;
    std::ranges::transform(figures.points, std::back_inserter(points), [&](const TimePoint& p) { return Point{p.middle(), value(p)}; });
    return points;
}

double highestOf(const std::vector<Point>& points) {
    double highest = 0;
    for (const Point& point : points) {
        highest = std::max(highest, point.y.value_or(0));
    }
    return highest;
}

/// What every drawing over time shares: its axis, the warm-up, and what happened to the target.
void overTime(SvgChart& chart, const ChartFigures& figures, const Scale& y, const std::vector<Tick>& yTicks) {
    const Measurement& m = figures.record.measurement;
    chart.axes({0, lengthOf(figures), false}, timeTicks(lengthOf(figures), secondsLabel), y, yTicks);
    if (m.warmup > Duration{}) {
        chart.band(0, toSeconds(m.warmup), "warm-up");
    }
    std::size_t shown = 0;
    for (const RunNote& note : m.notes) {
        if (note.level == Note::Level::Warning && note.at >= Duration{} && note.at <= m.end && shown++ < kMostMoments) {
            chart.moment(toSeconds(note.at), humanDuration(note.at) + ": " + note.text);
        }
    }
}

std::vector<const Objective*> limitsOf(const RunRecord& record, Metric metric) {
    std::vector<const Objective*> limits;
    for (const Check& check : record.verdict.checks) {
        if (check.objective.metric == metric && check.objective.endpoint.empty() && limits.size() < kMostHtmlLimits) {
            limits.push_back(&check.objective);
        }
    }
    return limits;
}

/// From the fastest to the slowest that is drawn, on a logarithmic axis.
Scale timesFrom(double lowest, double highest) {
    const double from = std::max(lowest, kShortest) / 1.3;
    return {from, std::max(highest * 1.3, from * 10), true};
}

std::string atEnd(const std::vector<Point>& points, const char* name) {
    for (auto point = points.rbegin(); point != points.rend(); ++point) {
        if (point->y) {
            return std::string(name) + " ends at " + secondsLabel(*point->y);
        }
    }
    return std::string(name) + " was not measured";
}

/// A drawing of one or more lines over time from zero up.
struct FromZero {
    std::string title, description, unit;
    Label label;
    double highest;
    bool bytes{};
};
SvgChart fromZero(const ChartFigures& figures, const FromZero& what) {
    SvgChart chart(what.title, what.description);
    const double to = what.highest > 0 ? what.highest * kHeadroom : 1;
    overTime(chart, figures, {0, to, false}, what.bytes ? binaryTicks(to, 6, what.label) : roundTicks(to, 6, what.label));
    chart.axisNames("time since the start", what.unit);
    return chart;
}

}  // namespace

std::string latencyFigure(const ChartFigures& figures) {
    std::vector<std::vector<Point>> lines;
    double lowest = figures.run.measured.response.max() ? 3600 : kShortest;
    double highest = 0;
    std::string description = "Response time over " + secondsLabel(lengthOf(figures));
    for (const QuantileLine& line : kQuantileLines) {
        lines.push_back(pointsOf(figures, [&](const TimePoint& p) -> std::optional<double> {
            const auto value = p.response.quantile(line.q);
            return value ? std::optional(toSeconds(*value)) : std::nullopt;
        }));
        description += ", " + atEnd(lines.back(), line.name);
        for (const Point& point : lines.back()) {
            lowest = std::min(lowest, point.y.value_or(lowest));
            highest = std::max(highest, point.y.value_or(0));
        }
    }
    const auto limits = limitsOf(figures.record, Metric::Latency);
    for (const Objective* limit : limits) {
        highest = std::max(highest, limit->limit);
        lowest = std::min(lowest, limit->limit);
    }
    SvgChart chart("Latency over time", description);
    const Scale y = timesFrom(lowest, highest);
    overTime(chart, figures, y, decadeTicks(y, secondsLabel));
    chart.axisNames("time since the start", "response time, logarithmic");
    for (std::size_t i = 0; i < lines.size(); ++i) {
        chart.line(kQuantileLines.at(i).style, lines[i]);
    }
    for (const Objective* limit : limits) {
        chart.limit(styleOf(limit->quantile), limit->limit, toText(*limit));
    }
    return figureHtml({"Latency over time, from when each request was due; dashed: the limits of the objectives",
                       {{"q50", "p50"}, {"q95", "p95"}, {"q99", "p99"}},
                       chart.take()});
}

std::string loadFigure(const ChartFigures& figures) {
    const bool open = figures.record.measurement.model == LoadModel::Open;
    const auto planned = pointsOf(figures, [](const TimePoint& p) { return p.perSecond(p.planned); });
    const auto sent = pointsOf(figures, [](const TimePoint& p) { return p.perSecond(static_cast<double>(p.tally.sent)); });
    const auto good = pointsOf(figures, [](const TimePoint& p) { return p.perSecond(static_cast<double>(p.tally.ok())); });
    const auto limits = limitsOf(figures.record, Metric::Throughput);
    double highest = std::max({open ? highestOf(planned) : 0, highestOf(sent), highestOf(good)});
    std::ranges::for_each(limits, [&](const Objective* limit) { highest = std::max(highest, limit->limit); });
    SvgChart chart = fromZero(
        figures, {"Planned and achieved rate",
                  "Requests per second, up to " + rateText(highestOf(sent)) + " sent and " + rateText(highestOf(good)) + " answered well",
                  "requests per second", rateLabel, highest});
    if (open) {
        chart.line("planned", planned);
    }
    chart.line("sent", sent);
    chart.line("good", good);
    std::ranges::for_each(limits, [&](const Objective* limit) { chart.limit("other", limit->limit, toText(*limit)); });
    Figure figure{"Rate over time, by when requests were due", {{"sent", "sent"}, {"good", "good answers"}}, chart.take()};
    if (open) {
        figure.lines.insert(figure.lines.begin(), {"planned", "planned"});
        return figureHtml(figure);
    }
    const auto users = pointsOf(figures, [](const TimePoint& p) { return p.users; });
    SvgChart crowd = fromZero(figures, {"Users over time", "Looping users, at most " + threeDigits(highestOf(users)), "users present",
                                        usersLabel, highestOf(users)});
    crowd.line("planned", users);
    return figureHtml(figure) + figureHtml({"Users over time", {{"planned", "users"}}, crowd.take()});
}

std::string errorsFigure(const ChartFigures& figures) {
    const Tally& whole = figures.run.whole.tally;
    if (whole.failed() + whole.droppedLimit + whole.droppedGenerator == 0) {
        return paragraph(whole.completed() == 0 ? "No request was answered or failed." : "No request failed.");
    }
    const auto failed = pointsOf(figures, [](const TimePoint& p) { return p.perSecond(static_cast<double>(p.tally.failed())); });
    const auto shed = pointsOf(
        figures, [](const TimePoint& p) { return p.perSecond(static_cast<double>(p.tally.droppedLimit + p.tally.droppedGenerator)); });
    SvgChart chart = fromZero(figures, {"Errors over time",
                                        countText(whole.failed()) + " requests failed and " +
                                            countText(whole.droppedLimit + whole.droppedGenerator) + " were never sent",
                                        "requests per second", rateLabel, std::max(highestOf(failed), highestOf(shed))});
    chart.line("failed", failed);
    Figure figure{"Errors over time, by when requests were due", {{"failed", "failed"}}, {}};
    if (whole.droppedLimit + whole.droppedGenerator > 0) {
        chart.line("shed", shed);
        figure.lines.emplace_back("shed", "never sent (in-flight bound, or the generator was late)");
    }
    figure.svg = chart.take();
    return figureHtml(figure);
}

std::string resourceFigures(const ChartFigures& figures) {
    const auto cores = pointsOf(figures, [](const TimePoint& p) { return p.cores; });
    const auto memory = pointsOf(figures, [](const TimePoint& p) { return p.memory; });
    const std::vector<ResourceUsage> usages = usageOf(figures.record.measurement);
    const bool one = usages.size() == 1;
    std::string html;
    if (highestOf(cores) > 0) {
        const double limit = one ? usages.front().cpuLimitCores.value_or(0) : 0;
        SvgChart chart = fromZero(figures, {"CPU of the target", "At most " + coresText(highestOf(cores)), "cores", coresLabel,
                                            std::max(highestOf(cores), limit)});
        chart.line("sent", cores);
        if (limit > 0) {
            chart.limit("other", limit, "limit " + coresText(limit));
        }
        html += figureHtml({"CPU of the target, all its instances, means of each stretch of time", {{"sent", "cores"}}, chart.take()});
    }
    if (highestOf(memory) > 0) {
        const double limit = one && usages.front().memoryLimit ? static_cast<double>(usages.front().memoryLimit->bytes) : 0;
        SvgChart chart = fromZero(figures, {"Memory of the target", "At most " + bytesText(highestOf(memory)), "memory", bytesLabel,
                                            std::max(highestOf(memory), limit), true});
        chart.line("good", memory);
        if (limit > 0) {
            chart.limit("other", limit, "limit " + bytesText(limit));
        }
        html += figureHtml({"Memory of the target, all its instances, means of each stretch of time", {{"good", "memory"}}, chart.take()});
    }
    return html;
}

}  // namespace loadgate::report
