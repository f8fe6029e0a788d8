// SPDX-License-Identifier: Apache-2.0
#include "model/measurement.h"

namespace loadgate {
namespace {

void addCounts(Series& to, const Series& from) {
    to.tally += from.tally;
    if (to.slow.size() < from.slow.size()) {
        to.slow.resize(from.slow.size());
    }
    for (std::size_t i = 0; i < from.slow.size(); ++i) {
        to.slow[i] += from.slow[i];
    }
    for (const auto& [status, answers] : from.statuses) {
        to.statuses[status] += answers;
    }
}

bool counts(bool warmup, Phase phase) { return phase == Phase::WholeRun || !warmup; }

/// What a sum is made of. Histograms are summed together, not one by one: a long run has thousands of intervals.
struct Summands {
    std::vector<const Series*> series;
    std::vector<const Histogram*> response, wait, lag, service;
};

template <class Wanted>
Summands summandsOf(const Measurement& measurement, Phase phase, Wanted wanted) {
    Summands all;
    for (const Interval& interval : measurement.intervals) {
        for (const Series& series : interval.series) {
            if (counts(interval.warmup, phase) && wanted(series.endpoint)) {
                all.series.push_back(&series);
                all.response.push_back(&series.response);
                all.wait.push_back(&series.wait);
                all.lag.push_back(&series.lag);
                all.service.push_back(&series.service);
            }
        }
    }
    for (const PhaseParts& parts : measurement.parts) {
        if (counts(parts.warmup, phase) && wanted(parts.endpoint)) {
            all.wait.push_back(&parts.wait);
            all.lag.push_back(&parts.lag);
            all.service.push_back(&parts.service);
        }
    }
    return all;
}

Series sumOf(const Summands& all, std::size_t limits) {
    Series sum;
    sum.slow.resize(limits);
    for (const Series* series : all.series) {
        addCounts(sum, *series);
    }
    sum.response = loadgate::sumOf(all.response);
    sum.wait = loadgate::sumOf(all.wait);
    sum.lag = loadgate::sumOf(all.lag);
    sum.service = loadgate::sumOf(all.service);
    return sum;
}

}  // namespace

std::string_view toText(Outcome outcome) {
    static constexpr std::array<std::string_view, kOutcomes> kNames{"ok",      "http_4xx", "http_5xx", "check", "timeout",   "dns",
                                                                    "refused", "reset",    "closed",   "tls",   "malformed", "other"};
    return kNames.at(static_cast<std::size_t>(outcome));
}

std::string_view toText(GeneratorStatus status) {
    switch (status) {
        case GeneratorStatus::Ok: return "ok";
        case GeneratorStatus::Suspect: return "suspect";
        case GeneratorStatus::Saturated: return "saturated";
    }
    return "saturated";
}

std::uint64_t Tally::failed() const {
    std::uint64_t sum = 0;
    for (std::size_t i = 1; i < by.size(); ++i) {  // 0 is Ok
        sum += by[i];
    }
    return sum;
}

Tally& Tally::operator+=(const Tally& other) {
    sent += other.sent;
    retried += other.retried;
    droppedLimit += other.droppedLimit;
    droppedGenerator += other.droppedGenerator;
    inFlightAtEnd += other.inFlightAtEnd;
    bytesIn += other.bytesIn;
    bytesOut += other.bytesOut;
    for (std::size_t i = 0; i < by.size(); ++i) {
        by[i] += other.by[i];
    }
    return *this;
}

Series& Series::operator+=(const Series& other) {
    addCounts(*this, other);
    response += other.response;
    wait += other.wait;
    lag += other.lag;
    service += other.service;
    return *this;
}

Series total(const Measurement& measurement, Phase phase) {
    return sumOf(summandsOf(measurement, phase, [](std::uint16_t) { return true; }), measurement.limits.size());
}

Series totalOf(const Measurement& measurement, Phase phase, std::uint16_t endpoint) {
    Series sum = sumOf(summandsOf(measurement, phase, [endpoint](std::uint16_t e) { return e == endpoint; }), measurement.limits.size());
    sum.endpoint = endpoint;
    return sum;
}

Tally tallyOf(const Measurement& measurement, Phase phase) {
    Tally sum;
    for (const Series* series : summandsOf(measurement, phase, [](std::uint16_t) { return true; }).series) {
        sum += series->tally;
    }
    return sum;
}

}  // namespace loadgate
