// SPDX-License-Identifier: Apache-2.0
#include "core/report/curve_drawing.h"
#include "core/report/escape.h"
#include "core/report/figures.h"
#include "core/report/numbers.h"
#include "core/report/reports.h"
#include "core/report/text_page.h"

#include <algorithm>
#include <utility>

namespace loadgate::report {
namespace {

/// "default", "file checkout.yml:7", "option --rate".
std::string originText(Origin origin, std::string_view where) {
    return origin == Origin::Default ? std::string("default") : std::string(toText(origin)) + " " + forTerminal(where);
}

template <class T>
std::vector<Cell> settingRow(std::string label, std::string value, const Chosen<T>& chosen) {
    return {{std::move(label)}, {std::move(value)}, {originText(chosen.origin, chosen.where), Ink::Faint}};
}

std::string orNone(Duration d) { return d == Duration{} ? "none" : humanDuration(d); }

std::string thinkText(const ThinkTime& think) {
    switch (think.kind) {
        case ThinkTime::Kind::Constant: return orNone(think.from);
        case ThinkTime::Kind::Uniform: return "uniform, " + humanDuration(think.from) + " to " + humanDuration(think.to);
        case ThinkTime::Kind::Exponential: return "exponential, mean " + humanDuration(think.from);
    }
    return {};
}

std::string sourcesText(const std::vector<std::string>& sources) {
    std::string all;
    for (const std::string& source : sources) {
        all += (all.empty() ? "" : ", ") + forTerminal(source);
    }
    return all.empty() ? std::string("as the kernel chooses") : cutTo(all, 60);
}

/// How connections are made and replaced.
void addConnections(Table& table, const RunConfig& c, bool open) {
    table.rows.push_back(settingRow("connections", c.reuse.value == Reuse::Keep ? "kept" : "a new one for each request", c.reuse));
    if (c.reuse.value == Reuse::Keep) {
        table.rows.push_back(settingRow("kept for", c.maxAge.value == Duration{} ? "any time" : humanDuration(c.maxAge.value), c.maxAge));
        table.rows.push_back(
            settingRow("requests each", c.maxRequests.value == 0 ? "any number" : countText(c.maxRequests.value), c.maxRequests));
    }
    if (!open) {
        table.rows.push_back(settingRow("handshakes", toText(c.handshakes.value) + " before the start", c.handshakes));
    }
    table.rows.push_back(settingRow("sources", sourcesText(c.sources.value), c.sources));
}

/// A setting's value and where it comes from stay on one line, also where the grid is too wide.
void addOneLineEach(TextPage& page, const Table& table) {
    if (page.fits(table)) {
        page.table(table);
        return;
    }
    for (const auto& row : table.rows) {
        page.labelled(row[0].text, row[1].text + ", " + row[2].text);
    }
}

void addSettings(TextPage& page, const PreparedRun& run) {
    const RunConfig& c = run.config;
    const bool open = run.curve.model() == LoadModel::Open;
    Table table{{"setting", "value", "from"}, {}, 3};
    table.rows.push_back(settingRow("target", cutTo(forTerminal(withoutUserinfo(run.target.address.url)), 60), c.target));
    const std::string peak = loadText(run.curve.peak(), run.curve.model()) + (open ? ", open model" : ", closed model");
    table.rows.push_back(settingRow(open ? "rate" : "users", peak, c.peak));
    table.rows.push_back(settingRow("duration", humanDuration(run.curve.length()), c.length));
    std::string patterns;
    for (const StageConfig& stage : c.load.value) {
        patterns += (patterns.empty() ? "" : ", ") + forTerminal(stage.pattern.id);
    }
    table.rows.push_back(settingRow("pattern", cutTo(patterns, 60), c.load));
    table.rows.push_back(settingRow("warm-up", orNone(c.warmup.value), c.warmup));
    table.rows.push_back(settingRow("timeout", humanDuration(c.timeout.value), c.timeout));
    table.rows.push_back(settingRow("to connect", orNone(c.connectTimeout.value), c.connectTimeout));
    table.rows.push_back(settingRow("to first byte", orNone(c.firstByteTimeout.value), c.firstByteTimeout));
    if (open) {
        table.rows.push_back(settingRow("arrivals", c.arrivals.value == Arrivals::Poisson ? "poisson" : "constant", c.arrivals));
    } else {
        table.rows.push_back(settingRow("think time", thinkText(c.thinkTime.value), c.thinkTime));
    }
    table.rows.push_back(settingRow("seed", std::to_string(c.seed.value), c.seed));
    table.rows.push_back(settingRow("max in flight", countText(c.maxInFlight.value), c.maxInFlight));
    table.rows.push_back(settingRow("threads", c.threads.value == 0 ? "automatic" : countText(c.threads.value), c.threads));
    table.rows.push_back(settingRow("reactor", std::string(toText(c.reactor.value)), c.reactor));
    table.rows.push_back(settingRow("pacing", std::string(toText(c.pacing.value)), c.pacing));
    table.rows.push_back(settingRow("pinned", c.pinned.value ? "yes" : "no", c.pinned));
    addConnections(table, c, open);
    addOneLineEach(page, table);
}

/// One after the other, each unbroken.
void addLevels(TextPage& page, const std::vector<std::string>& levels) {
    constexpr std::size_t kBeside = 16;
    std::string line;
    std::string_view label = "Levels";
    for (std::size_t i = 0; i < levels.size(); ++i) {
        const std::string level = levels[i] + (i + 1 < levels.size() ? ";" : "");
        if (!line.empty() && kBeside + widthOf(line) + 1 + widthOf(level) > page.columns()) {
            page.labelled(std::exchange(label, ""), std::exchange(line, ""));
        }
        line += (line.empty() ? "" : " ") + level;
    }
    page.labelled(label, line);
}

void addCurve(TextPage& page, const PreparedRun& run) {
    const LoadCurve& curve = run.curve;
    page.heading("Load");
    constexpr std::size_t kWidest = 100;
    constexpr std::size_t kMostPoints = 12;
    for (const std::string& line : drawCurve(curve, {std::min(page.columns() - 2, kWidest), 8, page.utf8()})) {
        page.line("  " + line);
    }
    addLevels(page, levelsAtKnots(curve, kMostPoints));
    if (curve.model() == LoadModel::Open) {
        page.labelled("Requests", countText(curve.requests()) + ", the area under the curve");
    } else {
        page.labelled("Requests", "as many as the users get answered: each waits for its answer before it asks again");
    }
    if (curve.stages().size() > 1) {
        for (const LoadCurve::Stage& stage : curve.stages()) {
            page.labelled("from " + (stage.from == Duration{} ? std::string("0 s") : humanDuration(stage.from)), stage.name);
        }
    }
}

void addRequests(TextPage& page, const PreparedRun& run) {
    double sum = 0;
    for (const RequestSpec& request : run.requests) {
        sum += request.weight;
    }
    page.heading("Endpoints");
    Table table{{"request", "sends", "share", "waits"}, {}, 2};
    for (const RequestSpec& request : run.requests) {
        const std::string sends = request.method + " " + request.path;
        table.rows.push_back({{cutTo(forTerminal(request.name), 30)},
                              {sends == request.name ? "" : cutTo(forTerminal(sends), 40)},
                              {percentText(sum > 0 ? request.weight / sum : 0)},
                              {humanDuration(request.timeout.value_or(run.config.timeout.value))}});
    }
    page.table(table);
}

void addObjectives(TextPage& page, const PreparedRun& run) {
    page.heading("Objectives");
    Table table{{"objective", "from"}, {}, 2};
    for (const Objective& objective : run.config.objectives) {
        table.rows.push_back({{cutTo(forTerminal(toText(objective)), 60)}, {originText(objective.origin, objective.where), Ink::Faint}});
    }
    page.table(table);
}

}  // namespace
}  // namespace loadgate::report

namespace loadgate {

std::string planReport(const PreparedRun& run, TextStyle style) {
    using namespace report;
    TextPage page(style);
    page.line(page.inked("Plan: " + forTerminal(run.config.name), Ink::Bold));
    addSettings(page, run);
    addCurve(page, run);
    addRequests(page, run);
    addObjectives(page, run);
    if (!run.advice.empty()) {
        page.heading("Advice");
        for (const std::string& sentence : run.advice) {
            page.paragraph("- " + sentence, 2);
        }
    }
    return page.take();
}

}  // namespace loadgate
