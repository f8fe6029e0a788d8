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

bool counts(const Interval& interval, Phase phase) { return phase == Phase::WholeRun || !interval.warmup; }

Histogram sumOfOne(const std::vector<const Series*>& parts, Histogram Series::*which) {
    std::vector<const Histogram*> histograms;
    histograms.reserve(parts.size());
    for (const Series* part : parts) {
        histograms.push_back(&(part->*which));
    }
    return sumOf(histograms);
}

/// Histograms are summed together, not one by one: a long run has thousands of intervals.
Series sumOf(const std::vector<const Series*>& parts, std::size_t limits) {
    Series sum;
    sum.slow.resize(limits);
    for (const Series* part : parts) {
        addCounts(sum, *part);
    }
    sum.response = sumOfOne(parts, &Series::response);
    sum.wait = sumOfOne(parts, &Series::wait);
    sum.lag = sumOfOne(parts, &Series::lag);
    sum.service = sumOfOne(parts, &Series::service);
    return sum;
}

template <class Wanted>
std::vector<const Series*> seriesOf(const Measurement& measurement, Phase phase, Wanted wanted) {
    std::vector<const Series*> parts;
    for (const Interval& interval : measurement.intervals) {
        if (!counts(interval, phase)) {
            continue;
        }
        for (const Series& series : interval.series) {
            if (wanted(series)) {
                parts.push_back(&series);
            }
        }
    }
    return parts;
}

}  // namespace

std::string_view toText(Outcome outcome) {
    static constexpr std::array<std::string_view, kOutcomes> kNames{"ok",      "http_4xx", "http_5xx", "check", "timeout",   "dns",
                                                                    "refused", "reset",    "closed",   "tls",   "malformed", "other"};
    return kNames.at(static_cast<std::size_t>(outcome));
}

std::string_view toText(TimeoutKind kind) {
    static constexpr std::array<std::string_view, kTimeoutKinds> kNames{"total", "connect", "first_byte"};
    return kNames.at(static_cast<std::size_t>(kind));
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
    for (std::size_t i = 0; i < timeouts.size(); ++i) {
        timeouts[i] += other.timeouts[i];
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
    return sumOf(seriesOf(measurement, phase, [](const Series&) { return true; }), measurement.limits.size());
}

Series totalOf(const Measurement& measurement, Phase phase, std::uint16_t endpoint) {
    Series sum =
        sumOf(seriesOf(measurement, phase, [endpoint](const Series& s) { return s.endpoint == endpoint; }), measurement.limits.size());
    sum.endpoint = endpoint;
    return sum;
}

Tally tallyOf(const Measurement& measurement, Phase phase) {
    Tally sum;
    for (const Series* series : seriesOf(measurement, phase, [](const Series&) { return true; })) {
        sum += series->tally;
    }
    return sum;
}

}  // namespace loadgate
