// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/report/reports.h"
#include "testkit/phrases.h"

#include <limits>
#include <string>

namespace loadgate::test {

/// What an attacker's server or profile would like a report to do: colours, a second line, markup, a table, other reading direction,
/// bytes that are no text.
inline const std::string kHostile =
    "\x1b[31mred\x1b]0;title\x07\r\n## PASS: forged\n| a | b |<script>alert(1)</script> @team `x` https://evil \xE2\x80\xAEgnp \xff\xfe "
    "\"}";

inline Series series(std::uint16_t endpoint, std::uint64_t ok, const std::string& response) {
    Series s;
    s.endpoint = endpoint;
    s.tally.sent = ok;
    s.tally.by[0] = ok;
    s.response = testkit::histogram(response);
    s.wait = testkit::histogram("10us*" + std::to_string(ok));
    s.lag = testkit::histogram("5us*" + std::to_string(ok));
    s.service = testkit::histogram("20ms*" + std::to_string(ok));
    s.statuses[200] = ok;
    return s;
}

/// A run in two seconds of warm-up and eight measured, open model at 100/s: 1,000 planned, 990 sent, 5 failed.
inline Measurement builtMeasurement() {
    using namespace std::chrono_literals;
    Measurement m;
    m.model = LoadModel::Open;
    m.endpoints = {"list", "GET /odd|name"};
    m.shares = {0.75, 0.25};
    m.limits = {250ms};
    m.warmup = 2s;
    m.end = 10s;
    m.intervalLength = 2s;
    m.planned = 1000;
    m.notReached = 1;
    for (int i = 0; i < 5; ++i) {
        Interval interval{std::chrono::seconds(2 * i), 2s, i == 0, 200, 0, 4, {}};
        interval.series = {series(0, 150, "20ms*150"), series(1, 48, "40ms*48")};
        if (i == 1) {
            Series& failing = interval.series[1];
            failing.tally.by[0] = 43;
            failing.tally.by[static_cast<std::size_t>(Outcome::Timeout)] = 3;
            failing.tally.timeouts = {0, 1, 2};
            failing.tally.by[static_cast<std::size_t>(Outcome::Http5xx)] = 2;
            failing.response = testkit::histogram("40ms*45 >=10s*12");
            failing.tally.droppedLimit = 9;
            failing.statuses = {{200, 43}, {503, 2}};
        }
        m.intervals.push_back(interval);
    }
    m.connectTime = testkit::histogram("1ms*4");
    m.longestSilence = 200ms;
    m.generator.cpuCores = 0.25;
    m.examples = {{1, Outcome::Timeout, 3s, "no answer within 10 s"}, {1, Outcome::Http5xx, 3s, kHostile}};
    m.reactor = "epoll";
    return m;
}

/// Half a core and 64 MiB in each second, of a limit of two cores, until it ends at 8 s.
inline void addResources(Measurement& m) {
    using namespace std::chrono_literals;
    for (int i = -1; i < 12; ++i) {
        ResourceSample sample;
        sample.source = "process";
        sample.name = "shop|" + kHostile.substr(0, 12);
        sample.instance = "1-2";
        sample.at = i * 1s;
        sample.running = i < 8;
        if (sample.running) {
            sample.cpuTime = (i + 1) * 500ms;
            sample.cpuLimitCores = 2;
            sample.machineCores = 4;
            sample.memory = ByteCount{64U << 20U};
            sample.threads = 3;
        }
        m.resources.push_back(sample);
    }
    m.notes = {{8s, Note::Level::Warning, "process", "shop has ended " + kHostile}};
}

inline Check builtCheck(Metric metric, double quantile, double limit, double observed, VerdictStatus status, std::string reason) {
    Check check;
    check.objective.metric = metric;
    check.objective.quantile = quantile;
    check.objective.limit = limit;
    check.objective.origin = Origin::File;
    check.objective.where = "deploy/performance_config.yml:3";
    check.observed = observed;
    check.interval = std::pair(observed * 0.9, observed * 1.1);
    check.samples = 792;
    check.effectiveSamples = 500;
    check.status = status;
    check.reason = std::move(reason);
    return check;
}

inline RunRecord builtRecord() {
    using namespace std::chrono_literals;
    RunRecord record;
    record.id = "0123abcd";
    record.name = "checkout";
    record.toolVersion = "0.1.0";
    record.tags = {{"build", "1234"}};
    record.started = WallTime(std::chrono::sys_days(std::chrono::year(2026) / 1 / 31) + 12h + 5ms);
    record.seed = 7;
    record.curve = testkit::curve("0s:100 10s:100");
    RequestSpec list{"list", "GET", "/items?page=1", 3,        {{"Authorization", "Bearer secret"}, {"Accept", "a/b"}}, "",
                     "",     5s,    {{200, 204}},    "p.yml:3"};
    RequestSpec odd{"GET /odd|name", "GET", "/odd", 1, {}, "", "", std::nullopt, {}, "p.yml:5"};
    record.requests = {list, odd};
    record.stages = {{{"sustained", {{"base", "20%", "p.yml:8", ""}}, "p.yml:7"}, Load{100, LoadModel::Open}, 10s, "p.yml:7"}};
    record.targetName = "backend-v2";
    record.targetUrl = "http://user:pass@127.0.0.1:8080/api";
    record.plugins = {{"sustained", "0.1.0", std::string(64, 'a')}};
    record.environment = {"host", "6.1.0", 2};
    record.measurement = builtMeasurement();
    record.generator.achievedShare = 0.99;
    record.verdict.status = VerdictStatus::Fail;
    record.verdict.reason = "p99 was 10 s, the objective is 400 ms";
    record.verdict.checks = {builtCheck(Metric::Latency, 0.95, 0.25, 0.04, VerdictStatus::Pass, "well below"),
                             builtCheck(Metric::Latency, 0.99, 0.4, 10, VerdictStatus::Fail, "p99 was 10 s, the objective is 400 ms"),
                             builtCheck(Metric::ErrorRate, 0, 0.01, 0.0063, VerdictStatus::Inconclusive, "twice as long would do"),
                             builtCheck(Metric::Throughput, 0, 90, 98.4, VerdictStatus::Pass, "counted")};
    record.verdict.checks[1].observedIsLowerBound = true;
    record.verdict.checks[2].objective.window = 5s;
    record.verdict.checks[1].interval = std::pair(0.05, std::numeric_limits<double>::infinity());
    return record;
}

}  // namespace loadgate::test
