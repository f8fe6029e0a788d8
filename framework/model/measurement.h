// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/load_curve.h"
#include "loadgate/resource_sample.h"
#include "model/histogram.h"
#include "model/timeline.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate {

/// How a request ended. Ok: a whole answer with status 200-399 (or as expected) that passed every check.
enum class Outcome : std::uint8_t { Ok, Http4xx, Http5xx, Check, Timeout, Dns, Refused, Reset, Closed, Tls, Malformed, Other };
inline constexpr std::size_t kOutcomes = 12;
/// The contract's key in `errors`: "http_4xx" … "other"; "ok" for Ok.
[[nodiscard]] std::string_view toText(Outcome);

/// Counted requests. sent = completed() + inFlightAtEnd; a failed attempt to connect counts as sent.
struct Tally {
    std::uint64_t sent{}, retried{}, droppedLimit{}, droppedGenerator{}, inFlightAtEnd{};
    std::uint64_t bytesIn{}, bytesOut{};
    std::array<std::uint64_t, kOutcomes> by{};

    [[nodiscard]] std::uint64_t of(Outcome o) const { return by[static_cast<std::size_t>(o)]; }
    [[nodiscard]] std::uint64_t ok() const { return of(Outcome::Ok); }
    [[nodiscard]] std::uint64_t failed() const;
    [[nodiscard]] std::uint64_t completed() const { return ok() + failed(); }
    Tally& operator+=(const Tally&);
    bool operator==(const Tally&) const = default;
};

/// One endpoint in one interval, requests by the time they were due.
///
/// response = done - due = wait (until a connection was free or open: the service's doing) + lag (until the first byte was written:
/// ours) + service. Only response has censored values; requests shed by the in-flight bound are among them. In an interval the three parts
/// may be empty, see PhaseParts; in a sum over a phase they are complete.
struct Series {
    std::uint16_t endpoint{};  ///< index into Measurement::endpoints
    Tally tally;
    Histogram response, wait, lag, service;
    std::vector<std::uint64_t> slow;  ///< per Measurement::limits: bad ones, exactly: longer than it, or failed, or censored
    std::map<std::uint16_t, std::uint64_t> statuses;  ///< answers by HTTP status

    /// Sums everything; the endpoint stays.
    Series& operator+=(const Series&);
    bool operator==(const Series&) const = default;
};

/// Requests due in [from, from + length).
struct Interval {
    Duration from{}, length{};
    bool warmup{};
    double planned{};             ///< open model: requests due by the curve; closed: 0
    double users{};               ///< closed model: mean number of users present
    std::uint32_t connections{};  ///< open when the interval ended
    std::vector<Series> series;   ///< those that had any request, by endpoint
    bool operator==(const Interval&) const = default;
};

/// What the responses of one endpoint were made of in a whole phase. Nobody asks for it by interval, and kept by interval it would be most
/// of what a long run takes.
struct PhaseParts {
    std::uint16_t endpoint{};
    bool warmup{};
    Histogram wait, lag, service;
    bool operator==(const PhaseParts&) const = default;
};

/// What the generator knew of itself while it measured; numbers, judged by assessGenerator() in stats.
struct GeneratorReadings {
    double cpuCores{};                      ///< mean over the load, all of the workers
    double busiestWorker{};                 ///< highest share of one core that any worker used, 0..1
    double stealShare{}, throttledShare{};  ///< of the host's CPU time; of the cgroup's periods
    std::uint64_t pauses{};                 ///< times the clock jumped by more than 100 ms past the time a loop asked to wake
    Duration longestPause{};
    bool outOfDescriptors{}, outOfPorts{};
    std::uint64_t peakInFlight{};
    std::uint64_t inFlightBound{};
    std::uint64_t waited{};  ///< requests that waited for a connection in the measured phase
    bool operator==(const GeneratorReadings&) const = default;
};

enum class GeneratorStatus : std::uint8_t { Ok, Suspect, Saturated };
[[nodiscard]] std::string_view toText(GeneratorStatus);  // "ok", "suspect", "saturated"

struct GeneratorHealth {
    GeneratorStatus status{GeneratorStatus::Ok};
    double achievedShare{1};  ///< sent of planned in the measured phase (open model); 1 in the closed
    std::vector<std::string> reasons;
    bool operator==(const GeneratorHealth&) const = default;
};

struct ErrorExample {
    std::uint16_t endpoint{};
    Outcome outcome{Outcome::Other};
    Duration at{};
    std::string text;  ///< at most 512 bytes from outside: escape before showing
    bool operator==(const ErrorExample&) const = default;
};

/// Everything one run measured. Never changed afterwards.
struct Measurement {
    LoadModel model{LoadModel::Closed};
    std::vector<std::string> endpoints;  ///< names
    std::vector<double> shares;          ///< wanted share of each endpoint, sum 1
    std::vector<Duration> limits;        ///< ascending; Series::slow counts against them
    Duration warmup{};                   ///< measured phase is [warmup, end)
    Duration end{};                      ///< end of the load: the curve's length, or the moment it was stopped
    Duration intervalLength{};
    std::vector<Interval> intervals;  ///< by time, no gaps, from 0 to end; warm-up and measured phase never share one
    std::vector<PhaseParts> parts;    ///< beside what the intervals have of it
    std::uint64_t planned{};          ///< open model: whole curve; closed: 0
    bool randomArrivals{};            ///< Poisson: Interval::planned is then an expectation, not a count
    std::uint64_t notReached{};       ///< open model: due after the load was stopped
    Histogram connectTime;            ///< TCP (and TLS) handshakes that succeeded, whole run
    Duration longestSilence{};        ///< longest time in the measured phase with requests in flight and no answer byte
    GeneratorReadings generator;
    std::vector<ResourceSample> resources;  ///< of the target, by time, with one before 0 and one after the end where there could be
    std::vector<Incident> incidents;        ///< of the target
    std::vector<RunNote> notes;             ///< the time line
    std::vector<ErrorExample> examples;     ///< the first three of each outcome
    std::string reactor;                    ///< "epoll", "io_uring"
    std::string whyNotUring;                ///< empty when it is io_uring
    bool stoppedEarly{};
    bool operator==(const Measurement&) const = default;

    [[nodiscard]] Duration measured() const { return end > warmup ? end - warmup : Duration{}; }
};

/// Which intervals to sum: the whole run equals the server's log; judgement uses the measured phase.
enum class Phase : std::uint8_t { WholeRun, Measured };
/// Sum over intervals of one endpoint, or of all.
[[nodiscard]] Series total(const Measurement&, Phase);
[[nodiscard]] Series totalOf(const Measurement&, Phase, std::uint16_t endpoint);
[[nodiscard]] Tally tallyOf(const Measurement&, Phase);

}  // namespace loadgate
