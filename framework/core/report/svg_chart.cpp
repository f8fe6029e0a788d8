// SPDX-License-Identifier: Apache-2.0
#include "core/report/svg_chart.h"

#include "core/report/escape.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>

namespace loadgate::report {
namespace {

// The drawing's own units; the page scales it to its width.
constexpr double kWidth = 960;
constexpr double kHeight = 300;
constexpr double kLeft = 78;
constexpr double kRight = 948;
constexpr double kTop = 14;
constexpr double kBottom = 252;
constexpr double kTextHeight = 4;  // from a line to the middle of its text

std::string number(double value) {
    std::array<char, 400> buffer{};
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed, 1);
    std::string text(buffer.data(), end.ptr);
    return text.ends_with(".0") ? text.substr(0, text.size() - 2) : text;
}

std::string attribute(std::string_view name, double value) { return " " + std::string(name) + "=\"" + number(value) + "\""; }

std::string textAt(std::string_view style, double x, double y, std::string_view text) {
    return "<text class=\"" + std::string(style) + "\"" + attribute("x", x) + attribute("y", y) + ">" + forHtml(text) + "</text>\n";
}

std::string lineFrom(std::string_view style, Point from, Point to) {
    return "<line class=\"" + std::string(style) + "\"" + attribute("x1", from.x) + attribute("y1", from.y.value_or(0)) +
           attribute("x2", to.x) + attribute("y2", to.y.value_or(0)) + "/>\n";
}

/// The round step, 1, 2 or 5 times a power of ten, that parts `to` into at most `most` pieces.
double roundStep(double to, std::size_t most) {
    const double raw = to / static_cast<double>(std::max<std::size_t>(most, 1));
    const double power = std::pow(10.0, std::floor(std::log10(raw)));
    for (const double times : {1.0, 2.0, 5.0}) {
        if (times * power >= raw) {
            return times * power;
        }
    }
    return 10 * power;
}

std::vector<Tick> every(double step, double to, Label label) {
    std::vector<Tick> ticks;
    for (std::size_t i = 0; static_cast<double>(i) * step <= to * (1 + 1e-9); ++i) {
        ticks.push_back({static_cast<double>(i) * step, label(static_cast<double>(i) * step)});
    }
    return ticks;
}

}  // namespace

double Scale::at(double value) const {
    const double share =
        logarithmic ? std::log(std::max(value, from) / from) / std::log(to / from) : (value - from) / (to > from ? to - from : 1);
    return std::isfinite(share) ? std::clamp(share, 0.0, 1.0) : 1.0;
}

std::vector<Tick> roundTicks(double to, std::size_t most, Label label) {
    return to > 0 && std::isfinite(to) ? every(roundStep(to, most), to, label) : std::vector<Tick>{{0, label(0)}};
}

std::vector<Tick> binaryTicks(double to, std::size_t most, Label label) {
    const double raw = to / static_cast<double>(std::max<std::size_t>(most, 1));
    return to > 0 && std::isfinite(to) ? every(std::exp2(std::ceil(std::log2(raw))), to, label) : std::vector<Tick>{{0, label(0)}};
}

std::vector<Tick> decadeTicks(const Scale& scale, Label label) {
    std::vector<Tick> ticks;
    const bool roomy = scale.to / scale.from < 2e3;
    for (double power = std::pow(10.0, std::floor(std::log10(scale.from))); power <= scale.to; power *= 10) {
        for (const double times : {1.0, 2.0, 5.0}) {
            const double value = power * times;
            if ((times == 1 || roomy) && value >= scale.from * (1 - 1e-9) && value <= scale.to * (1 + 1e-9)) {
                ticks.push_back({value, label(value)});
            }
        }
    }
    return ticks;
}

std::vector<Tick> timeTicks(double to, Label label) {
    constexpr std::array<double, 19> kSteps{0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600};
    constexpr double kMost = 10;
    for (const double step : kSteps) {
        if (to / step <= kMost) {
            return every(step, to, label);
        }
    }
    return every(kSteps.back() * std::ceil(to / kSteps.back() / kMost), to, label);
}

double SvgChart::left(double x) const { return kLeft + (kRight - kLeft) * m_x.at(x); }
double SvgChart::top(double y) const { return kBottom - (kBottom - kTop) * m_y.at(y); }

void SvgChart::axes(Scale x, const std::vector<Tick>& xTicks, Scale y, const std::vector<Tick>& yTicks) {
    m_x = x;
    m_y = y;
    for (const Tick& tick : yTicks) {
        m_body += lineFrom("grid", {kLeft, top(tick.at)}, {kRight, top(tick.at)});
        m_body += textAt("end", kLeft - 6, top(tick.at) + kTextHeight, tick.label);
    }
    for (const Tick& tick : xTicks) {
        m_body += lineFrom("grid", {left(tick.at), kTop}, {left(tick.at), kBottom});
        m_body += textAt("mid", left(tick.at), kBottom + 18, tick.label);
    }
    m_body += lineFrom("axis", {kLeft, kBottom}, {kRight, kBottom});
}

void SvgChart::axisNames(std::string_view x, std::string_view y) {
    m_body += textAt("mid name", (kLeft + kRight) / 2, kBottom + 40, x);
    m_body += textAt("name", 2, kHeight - 8, y);
}

void SvgChart::line(std::string_view style, const std::vector<Point>& points) {
    std::string path;
    bool drawing = false;
    for (std::size_t i = 0; i < points.size(); ++i) {
        if (!points[i].y) {
            drawing = false;
            continue;
        }
        path += (drawing ? "L" : "M") + number(left(points[i].x)) + " " + number(top(*points[i].y));
        // One point alone would be invisible; its round ends make it a dot.
        const bool alone = !drawing && (i + 1 == points.size() || !points[i + 1].y);
        path += alone ? "h0" : "";
        drawing = true;
    }
    m_body += path.empty() ? "" : "<path class=\"line " + std::string(style) + "\" d=\"" + path + "\"/>\n";
}

void SvgChart::limit(std::string_view style, double y, std::string_view text) {
    m_body += lineFrom("limit " + std::string(style), {kLeft, top(y)}, {kRight, top(y)});
    m_body += textAt("end note " + std::string(style), kRight - 4, top(y) - 4, text);
}

void SvgChart::mark(std::string_view style, double x, double y, std::string_view text) {
    // Neighbours take turns above and below, so that their texts do not meet.
    const double below = m_marks++ % 2 == 0 ? 20 : -10;
    m_body += "<circle class=\"mark " + std::string(style) + "\"" + attribute("cx", left(x)) + attribute("cy", top(y)) + " r=\"5\"/>\n";
    m_body += textAt("mid note " + std::string(style), left(x), top(y) + below, text);
}

void SvgChart::band(double fromX, double toX, std::string_view text) {
    m_body += "<rect class=\"band\"" + attribute("x", left(fromX)) + attribute("y", kTop) + attribute("width", left(toX) - left(fromX)) +
              attribute("height", kBottom - kTop) + "/>\n";
    m_body += textAt("note", left(fromX) + 4, kTop + 12, text);
}

void SvgChart::moment(double x, std::string_view text) {
    m_body += "<g><title>" + forHtml(text) + "</title>" + lineFrom("moment", {left(x), kTop}, {left(x), kBottom}) + "</g>\n";
}

void SvgChart::boxes(std::string_view style, const std::vector<Box>& boxes) {
    std::string path;
    for (const Box& box : boxes) {
        const double height = top(box.fromY) - top(box.toY);
        path += "M" + number(left(box.fromX)) + " " + number(top(box.toY)) + "H" + number(left(box.toX)) + "v" + number(height) + "H" +
                number(left(box.fromX)) + "z";
    }
    m_body += path.empty() ? "" : "<path class=\"" + std::string(style) + "\" d=\"" + path + "\"/>\n";
}

std::string SvgChart::take() {
    return "<svg viewBox=\"0 0 " + number(kWidth) + " " + number(kHeight) + "\" role=\"img\">\n<title>" + forHtml(m_title) +
           "</title>\n<desc>" + forHtml(m_description) + "</desc>\n" + m_body + "</svg>\n";
}

}  // namespace loadgate::report
