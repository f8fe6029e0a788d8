// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_view.h"

#include "cli/progress.h"
#include "cli/progress_words.h"
#include "cli/sparkline.h"
#include "cli/wrap.h"
#include "core/report/escape.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

namespace loadgate::cli {

namespace {

constexpr unsigned kWideColumns = 100;
constexpr unsigned kWideRows = 12;

constexpr const char* kGreen = "\x1b[32m";
constexpr const char* kYellow = "\x1b[1;33m";
constexpr const char* kRed = "\x1b[1;31m";
constexpr const char* kFaint = "\x1b[2m";

/// A line made of parts; colours count no columns, and what is too wide is cut before it is coloured.
class Line {
  public:
    explicit Line(const Canvas& canvas) : m_canvas(canvas), m_room(canvas.columns - 1) {}

    Line& add(const std::string& text, const char* colour = nullptr) {
        const std::string shown = cutToColumns(text, m_room - m_used);
        m_used += columnsOf(shown);
        const bool inked = m_canvas.colour && colour != nullptr && !shown.empty();
        m_text += inked ? colour + shown + "\x1b[0m" : shown;
        return *this;
    }
    Line& to(unsigned column) { return add(std::string(column > m_used ? column - m_used : 0, ' ')); }
    [[nodiscard]] const std::string& text() const { return m_text; }

  private:
    const Canvas& m_canvas;
    unsigned m_room, m_used{};
    std::string m_text;
};

constexpr unsigned kLabels = 11;

Line labelled(const Canvas& canvas, const char* label) {
    Line line(canvas);
    line.add(label, kFaint).to(kLabels);
    return line;
}

template <class Value>
std::string trend(const Moment& moment, unsigned columns, bool utf8, Value value) {
    std::vector<std::optional<double>> values;
    std::ranges::transform(moment.past, std::back_inserter(values), value);
    return sparkline(values, columns, utf8);
}

std::string timeLine(const Moment& moment, const Canvas& canvas) {
    Line line(canvas);
    line.add(drawnBar(doneShare(moment), 42)).add(percentText(moment)).add("   ");
    const bool brief = moment.total < std::chrono::seconds(10);
    const auto seconds = [brief](Duration d) {
        char tenths[32];
        std::snprintf(tenths, sizeof tenths, "%.1f s", toSeconds(d));
        return brief ? tenths : withThousands(std::floor(toSeconds(d))) + " s";
    };
    line.add(seconds(moment.at) + " of " + seconds(moment.total) + ", " + leftText(moment));
    if (moment.phase == RunPhase::Warmup) {
        line.add("   warm-up, not judged", kYellow);
    }
    return line.text();
}

std::string loadLine(const Moment& moment, const Canvas& canvas) {
    Line line = labelled(canvas, "load");
    if (moment.model == LoadModel::Open) {
        line.add(rateText(moment.planned) + " planned, " + rateText(moment.rate) + " answered");
    } else {
        line.add(countOf(moment.planned, "user", "users") + " planned, " + withThousands(moment.users) + " there, " +
                 rateText(moment.rate) + " answered");
    }
    const unsigned at = canvas.columns / 2;
    line.to(at).add(trend(moment, std::min(canvas.columns - at - 1, unsigned{kMostWindows}), canvas.utf8,
                          [](const Window& window) { return std::optional(window.rate); }));
    return line.text();
}

std::string latencyLine(const Moment& moment, const Canvas& canvas) {
    constexpr unsigned kWords = 14;
    const unsigned each = (canvas.columns - kLabels) / 3;
    Line line = labelled(canvas, "latency");
    unsigned at = kLabels;
    const auto one = [&](const char* name, std::optional<Duration> now, bool atLeast, std::optional<Duration> Window::*which) {
        line.to(at).add(latencyText(name, now, atLeast)).to(at + kWords);
        line.add(trend(moment, std::min(each - kWords - 3, unsigned{kMostWindows}), canvas.utf8, [which](const Window& window) {
            const auto& latency = window.*which;
            return latency ? std::optional(toSeconds(*latency)) : std::nullopt;
        }));
        at += each;
    };
    one("p50", moment.p50, moment.atLeast[0], &Window::p50);
    one("p95", moment.p95, moment.atLeast[1], &Window::p95);
    one("p99", moment.p99, moment.atLeast[2], &Window::p99);
    return line.text();
}

std::string errorsLine(const Moment& moment, const Canvas& canvas) {
    std::string classes;
    for (std::size_t i = 1; i < kOutcomes; ++i) {
        if (moment.by.at(i) > 0) {
            classes += (classes.empty() ? ": " : ", ") + withThousands(static_cast<double>(moment.by.at(i))) + " " +
                       std::string(toText(static_cast<Outcome>(i)));
        }
    }
    Line line = labelled(canvas, "errors");
    line.add(errorShare(moment) + " of " + withThousands(static_cast<double>(moment.completed)) + classes,
             moment.failed > 0 ? kRed : nullptr);
    if (moment.shed > 0) {
        line.add("; " + withThousands(static_cast<double>(moment.shed)) + " shed at the in-flight bound", kRed);
    }
    return line.text();
}

std::string inFlightLine(const Moment& moment, const Canvas& canvas) {
    Line line = labelled(canvas, "in flight");
    line.add(countOf(static_cast<double>(moment.inFlight), "request", "requests"));
    if (moment.waiting > 0) {
        line.add(", " + withThousands(static_cast<double>(moment.waiting)) + " waiting for a connection");
    }
    return line.text();
}

std::string generatorLine(const Moment& moment, const Canvas& canvas) {
    const GeneratorHealth& health = moment.generator;
    const bool known = moment.lagP99.has_value();
    const char* colour = health.status == GeneratorStatus::Ok ? kGreen : health.status == GeneratorStatus::Suspect ? kYellow : kRed;
    Line line = labelled(canvas, "generator");
    line.add(std::string(canvas.utf8 ? "●" : "*") + " ", known ? colour : kFaint);
    line.add(known ? std::string(toText(health.status)) : "nothing measured yet", known ? colour : nullptr);
    if (known && !health.reasons.empty()) {
        line.add(": " + forTerminal(health.reasons.front()));
    } else if (known) {
        char cores[32];
        std::snprintf(cores, sizeof cores, "%.2f", moment.cpuCores);
        line.add(", lag p99 " + humanDuration(*moment.lagP99) + ", " + cores + " cores");
    }
    return line.text();
}

/// What our own words hold beyond ASCII.
std::string inAscii(std::string line) {
    constexpr std::string_view kMicro = "µ";
    for (std::size_t at = line.find(kMicro); at != std::string::npos; at = line.find(kMicro, at)) {
        line.replace(at, kMicro.size(), "u");
    }
    return line;
}

/// Without wrapping: a terminal that became narrower since it was measured cuts the lines. Two lines never become three.
std::string unwrapped(const std::vector<std::string>& lines) {
    std::string text = "\x1b[?7l";
    for (std::size_t i = 0; i < lines.size(); ++i) {
        text += (i == 0 ? "" : "\r\n") + lines[i] + "\x1b[K";
    }
    return text + "\x1b[J\x1b[?7h";
}

}  // namespace

std::vector<std::string> progressView(const Moment& moment, const Canvas& canvas) {
    std::vector<std::string> lines;
    if (canvas.columns < kWideColumns || canvas.rows < kWideRows) {
        lines = {progressBar(moment, std::max(canvas.columns, 2U) - 1)};
    } else {
        lines = {timeLine(moment, canvas),   loadLine(moment, canvas),     latencyLine(moment, canvas),
                 errorsLine(moment, canvas), inFlightLine(moment, canvas), generatorLine(moment, canvas)};
        if (!moment.note.empty()) {
            lines.push_back(labelled(canvas, "note").add(forTerminal(moment.note), kYellow).text());
        }
    }
    if (!canvas.utf8) {
        std::ranges::transform(lines, lines.begin(), inAscii);
    }
    return lines;
}

std::string drawnInline(const std::vector<std::string>& lines) {
    std::string text = "\r" + unwrapped(lines);
    if (lines.size() > 1) {
        text += "\x1b[" + std::to_string(lines.size() - 1) + "A";
    }
    return text + "\r";
}

std::string drawnOnScreen(const std::vector<std::string>& lines) { return "\x1b[H" + unwrapped(lines); }

}  // namespace loadgate::cli
