// SPDX-License-Identifier: Apache-2.0
#include "simulation/studies.h"
#include "simulation/tables.h"

#include <algorithm>
#include <array>
#include <cstdio>

namespace loadgate::simulation {
namespace {

constexpr int kSeconds = 1800;
constexpr double kLeft = 60;
constexpr double kTop = 40;
constexpr double kWidth = 430;
constexpr double kHeight = 260;
constexpr double kHighest = 100;  // percent

double xOf(double seconds) { return kLeft + kWidth * seconds / kSeconds; }
double yOf(double percent) { return kTop + kHeight * (1 - percent / kHighest); }

std::string point(double x, double y) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.1f,%.1f", x, y);
    return text.data();
}

std::string textAt(double x, double y, const std::string& text, const std::string& more) {
    std::array<char, 64> place{};
    std::snprintf(place.data(), place.size(), "<text x=\"%.1f\" y=\"%.1f\" ", x, y);
    return place.data() + more + ">" + text + "</text>\n";
}

std::string line(double x1, double y1, double x2, double y2, const std::string& stroke) {
    std::array<char, 128> text{};
    std::snprintf(text.data(), text.size(), "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" ", x1, y1, x2, y2);
    return text.data() + stroke + "/>\n";
}

/// A stair that climbs by one run at each time.
std::string stairs(const Stops& stops, const std::string& colour) {
    std::string points = point(xOf(0), yOf(0));
    double percent = 0;
    for (const int at : stops.at) {
        points += " " + point(xOf(at), yOf(percent));
        percent += 100.0 / stops.stopped.of;
        points += " " + point(xOf(at), yOf(percent));
    }
    points += " " + point(xOf(kSeconds), yOf(percent));
    return "<polyline fill=\"none\" stroke=\"" + colour + "\" stroke-width=\"2\" points=\"" + points + "\"/>\n";
}

std::string axes() {
    std::string svg;
    for (const int percent : {0, 25, 50, 75, 100}) {
        svg += line(kLeft, yOf(percent), kLeft + kWidth, yOf(percent), "stroke=\"#d0d0d0\"");
        svg += textAt(kLeft - 8, yOf(percent) + 4, std::to_string(percent) + " %", "text-anchor=\"end\"");
    }
    for (const int minute : {0, 5, 10, 15, 20, 25, 30}) {
        svg +=
            textAt(xOf(60.0 * minute), kTop + kHeight + 30, std::to_string(minute) + (minute == 0 ? "" : " min"), "text-anchor=\"middle\"");
    }
    return svg;
}

struct Curve {
    Stopping stopping;
    double alpha;
    std::string colour, words;
};

}  // namespace

std::string peekingPlot() {
    const std::array<Curve, 4> curves{{{Stopping::PointEstimate, 0.05, "#b2182b", "share so far over the limit"},
                                       {Stopping::Binomial, 0.05, "#e08214", "binomial test each second, 5 %"},
                                       {Stopping::Interval, 0.05, "#7b6fb0", "our interval each 30 s, 5 %"},
                                       {Stopping::Rules, 0.01, "#1a7f37", "--abort-on-fail"}}};
    std::string svg =
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 760 350\" width=\"760\" height=\"350\" font-family=\"sans-serif\" "
        "font-size=\"12\" fill=\"#222222\" role=\"img\" aria-label=\"Healthy runs stopped by mistake, by the way of looking\">\n"
        "<rect width=\"760\" height=\"350\" fill=\"#ffffff\"/>\n";
    svg += textAt(kLeft, 22, "Healthy runs stopped by mistake: 0.8 × the budget of 1 % errors, level swings (ρ 0.9)", "font-size=\"14\"");
    svg += axes();
    double lowest = 1e9;
    for (const Curve& curve : curves) {
        Watched watched;
        watched.service = swings(0.9);
        watched.alpha = curve.alpha;
        watched.stopping = curve.stopping;
        watched.runs = 200;
        const Stops stops = watch(watched);
        svg += stairs(stops, curve.colour);
        const double y = yOf(stops.stopped.percent());
        lowest = lowest > 1e8 ? y : std::max(y, lowest + 16);  // names do not overlap
        std::array<char, 16> percent{};
        std::snprintf(percent.data(), percent.size(), "%.1f %% ", stops.stopped.percent());
        svg += textAt(kLeft + kWidth + 8, std::min(lowest, yOf(0) + 12) + 4, percent.data() + curve.words, "fill=\"" + curve.colour + "\"");
    }
    return svg + "</svg>\n";
}

}  // namespace loadgate::simulation
