// SPDX-License-Identifier: Apache-2.0
#include "simulation/tables.h"

#include "simulation/studies.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdio>

namespace loadgate::simulation {
namespace {

std::string percentText(const Share& share) {
    const double percent = share.percent();
    std::array<char, 16> text{};
    std::snprintf(text.data(), text.size(), percent > 0 && percent < 9.95 ? "%.1f" : "%.0f", percent);
    return text.data();
}

std::string wholePercent(const Share& share) { return std::to_string(static_cast<int>(std::lround(share.percent()))); }

std::vector<Service> services() { return {independent(), stallsEvery(2), stallsEvery(10), stallsEvery(30), swings(0.5), swings(0.9)}; }

struct Place {
    Service service;
    int seconds;
};

std::string head(const std::vector<std::string>& titles) {
    std::string first = "|";
    std::string second = "|";
    for (const std::string& title : titles) {
        first += " " + title + " |";
        second += " --- |";
    }
    return first + "\n" + second + "\n";
}

std::string onTheLimitRow(const Place& place) {
    Decided decided;
    decided.service = place.service;
    decided.run.seconds = place.seconds;
    decided.runs = 1000;
    const Decisions ours = decide(decided);
    decided.method = Method::Independent;
    const Decisions wrong = decide(decided);
    return "| " + place.service.name + ", " + std::to_string(place.seconds) + " s | " + percentText(ours.pass) + " | " +
           percentText(ours.fail) + " | " + percentText(ours.covered) + " | " + percentText(wrong.pass) + " | " + percentText(wrong.fail) +
           " | " + percentText(wrong.covered) + " |\n";
}

Stops healthy(const Service& service, Stopping stopping, double alpha) {
    Watched watched;
    watched.service = service;
    watched.stopping = stopping;
    watched.alpha = alpha;
    watched.runs = 200;
    return watch(watched);
}

std::string peekingRow(const Service& service) {
    constexpr double kFive = 0.05;
    constexpr double kOne = 0.01;
    std::string row = "| " + service.name;
    for (const Stopping stopping : {Stopping::PointEstimate, Stopping::Binomial, Stopping::Interval}) {
        row += " | " + percentText(healthy(service, stopping, kFive).stopped);
    }
    return row + " | " + percentText(healthy(service, Stopping::Rules, kFive).stopped) + " | " +
           percentText(healthy(service, Stopping::Rules, kOne).stopped) + " |\n";
}

constexpr std::array<double, 10> kTimes{0.25, 0.5, 0.7, 0.8, 0.9, 1.1, 1.5, 2, 3, 5};

std::string powerRow(const Service& service) {
    std::string row = "| " + service.name;
    for (const double times : kTimes) {
        std::string cell;
        for (const int seconds : {60, 300, 1800}) {
            Decided decided;
            decided.service = service;
            decided.times = times;
            decided.run.seconds = seconds;
            decided.runs = 200;
            const Decisions decisions = decide(decided);
            cell += (cell.empty() ? "" : "/") + wholePercent(times < 1 ? decisions.pass : decisions.fail);
        }
        row += " | " + cell;
    }
    return row + " |\n";
}

std::string detectionRow(const Place& place) {
    std::string row = "| " + place.service.name + ", " + std::to_string(place.seconds) + " s";
    for (const double times : {2.0, 5.0, 10.0}) {
        Watched watched;
        watched.service = place.service;
        watched.times = times;
        watched.run.seconds = place.seconds;
        watched.runs = 100;
        const Stops stops = watch(watched);
        row += " | " + (stops.median() < 0 ? std::string("–") : std::to_string(stops.median()) + " s") + " (" +
               wholePercent(stops.stopped) + " %)";
    }
    return row + " |\n";
}

template <class Items, class Row>
std::vector<std::string> rowsOf(const Items& items, std::size_t most, Row row) {
    std::vector<std::string> rows;
    for (std::size_t i = 0; i < std::min(most, items.size()); ++i) {
        rows.push_back(row(items[i]));
    }
    return rows;
}

}  // namespace

Table onTheLimitTable(std::size_t rows) {
    const std::vector<Place> places{{independent(), 300},    {stallsEvery(10), 300}, {stallsEvery(30), 300},
                                    {stallsEvery(30), 1800}, {swings(0.5), 300},     {swings(0.9), 300},
                                    {swings(0.9), 1800},     {swings(0.98), 1800},   {stallsEvery(120), 300}};
    return {"on-the-limit",
            head({"Service, length", "false PASS", "false FAIL", "interval holds the truth", "as if independent: false PASS", "false FAIL",
                  "holds the truth"}),
            rowsOf(places, rows, onTheLimitRow)};
}

Table peekingTable(std::size_t rows) {
    const std::vector<Service> all{independent(), stallsEvery(10), stallsEvery(30), stallsEvery(120),
                                   swings(0.5),   swings(0.9),     swings(0.98),    badSpells(20)};
    return {"peeking",
            head({"Service", "share so far over the limit, after 30 s", "binomial test each second, 5 %",
                  "our interval each 30 s as if once, 5 %", "**the rules at 5 %**", "**at 1 % (--abort-on-fail)**"}),
            rowsOf(all, rows, peekingRow)};
}

Table powerTable(std::size_t rows) {
    std::vector<std::string> titles{"Service"};
    for (const double times : kTimes) {
        std::array<char, 16> text{};
        std::snprintf(text.data(), text.size(), "×%g", times);
        titles.emplace_back(text.data());
    }
    return {"power", head(titles), rowsOf(services(), rows, powerRow)};
}

Table detectionTable(std::size_t rows) {
    const std::vector<Place> places{{independent(), 1800},    {stallsEvery(10), 1800}, {stallsEvery(30), 1800},
                                    {stallsEvery(120), 1800}, {swings(0.9), 1800},     {swings(0.98), 1800},
                                    {independent(), 300},     {stallsEvery(10), 300},  {swings(0.9), 300}};
    return {"detection", head({"Service, planned length", "2 × the limit", "5 ×", "10 ×"}), rowsOf(places, rows, detectionRow)};
}

std::string withTable(std::string page, const Table& table) {
    const std::string from = "<!-- table " + table.name + " -->\n";
    const std::string to = "<!-- end " + table.name + " -->";
    const std::size_t begin = page.find(from);
    const std::size_t end = page.find(to);
    if (begin == std::string::npos || end == std::string::npos || end < begin) {
        return {};
    }
    std::string text = table.head;
    for (const std::string& row : table.rows) {
        text += row;
    }
    return page.replace(begin + from.size(), end - begin - from.size(), text);
}

}  // namespace loadgate::simulation
