// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/targets_file.h"
#include "core/config/variables.h"
#include "model/load_profile.h"
#include "model/sending.h"

#include <cstdint>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace loadgate {

/// A value and where it came from: default < file < environment < option.
template <class T>
struct Chosen {
    T value{};
    Origin origin{Origin::Default};
    std::string where{"built-in"};  ///< "built-in", "checkout.yml:7", "LOADGATE_RATE", "--rate"
    bool operator==(const Chosen&) const = default;
};

/// What the command line or the environment said for one option, unparsed.
struct GivenOption {
    std::string text;
    Origin origin{Origin::Option};
    std::string where;  ///< "--rate", "LOADGATE_RATE"
    bool operator==(const GivenOption&) const = default;
};
/// By option name without dashes ("rate", "p95", "slo"); several for repeatable ones. Ascending precedence.
using GivenOptions = std::map<std::string, std::vector<GivenOption>, std::less<>>;

/// One stage of the load with everything filled in.
struct StageConfig {
    PluginUse pattern;
    Load peak;
    Duration length{};
    bool lengthOpen{};  ///< nobody said how long: a pattern with a length of its own takes that; `length` is the default, 0 in a list
    bool operator==(const StageConfig&) const = default;
};

/// At most so many users a second are connected before t = 0.
inline constexpr double kDefaultHandshakes = 2000;

/// Everything a run does, complete: no default is applied later. All of it is shown by `plan`.
struct RunConfig {
    std::string name;
    std::vector<NameValue> tags;
    Chosen<std::string> target;
    std::optional<std::string> realTarget;  ///< see NameValue
    std::vector<RequestSpec> requests;      ///< profile headers merged in; paths start with '/'; empty: GET of the target URL's own path
    std::vector<NameValue> headers;         ///< of that one request; empty when there are requests (they carry their own)
    Chosen<std::vector<StageConfig>> load;
    Chosen<Load> peak;                  ///< of the whole load; where it came from
    Chosen<Duration> length;            ///< of the whole load
    std::optional<Load> scaleToPeak;    ///< --rate/--concurrency over a profile's stages: scale the whole curve
    std::optional<Duration> stretchTo;  ///< --duration over a profile's stages: stretch the whole curve
    Chosen<Duration> warmup{};
    Chosen<Duration> timeout{std::chrono::seconds(10)};
    Chosen<Duration> connectTimeout{}, firstByteTimeout{};  ///< 0: `timeout` alone
    Chosen<ThinkTime> thinkTime{};
    Chosen<std::uint64_t> seed{1};
    Chosen<Arrivals> arrivals{Arrivals::Constant};
    Chosen<std::uint32_t> maxInFlight{10'000};
    Chosen<std::uint32_t> threads{0};  ///< 0: chosen by the engine
    Chosen<ReactorChoice> reactor{ReactorChoice::Auto};
    Chosen<Pacing> pacing{Pacing::Default};
    Chosen<bool> pinned{};  ///< each thread that sends stays on a processor of its own
    Chosen<Reuse> reuse{Reuse::Keep};
    Chosen<Duration> maxAge{};                          ///< of a connection; 0: any
    Chosen<std::uint64_t> maxRequests{};                ///< of a connection; 0: any number
    Chosen<Rate> handshakes{Rate{kDefaultHandshakes}};  ///< before t = 0
    Chosen<std::vector<std::string>> sources;           ///< addresses of this machine; empty: the kernel chooses
    Chosen<bool> insecure{};                            ///< whatever certificate the target shows is accepted
    Chosen<std::string> caFile, certFile, keyFile;
    std::vector<Objective> objectives;  ///< never empty
    bool builtInObjectiveOnly{};
    std::vector<std::string> allowHosts;  ///< names and CIDRs
    std::vector<std::string> resolve;     ///< HOST:PORT:ADDR
    bool confirmed{};                     ///< --yes
    bool abortOnFail{};                   ///< stop as soon as failure is certain
    std::vector<NamedTarget> targets;     ///< of deploy/targets.yml
    std::vector<UsedVariable> variables;  ///< that the files named: what redactorFor() hides
    bool operator==(const RunConfig&) const = default;
};

/// What files say, before options: a profile (optional) and the objectives of performance_config.yml (optional).
struct ObjectivesFile {
    std::string source;
    std::vector<Objective> objectives;
    std::optional<double> confidence;
    std::optional<std::uint64_t> minSamples;
    std::optional<Duration> rhythm;
    bool operator==(const ObjectivesFile&) const = default;
};

/// Reads a profile; `source` is its name for messages ("checkout.yml", "-"). Variables in its values are filled in. Unknown keys, duplicate
/// keys, anchors, wrong units: BadInput, one sentence "checkout.yml:7: load.with.peek: unknown parameter of 'burst', did you mean 'peak'?"
/// (the part about a pattern's own parameters is checked later, by resolveParams, with the same file and line).
[[nodiscard]] Result<LoadProfile> readProfile(std::string_view yaml, std::string source, const Variables& = {});
/// Reads deploy/performance_config.yml in the contract's form.
[[nodiscard]] Result<ObjectivesFile> readObjectives(std::string_view yaml, std::string source, const Variables& = {});

/// "p99(GET /orders) < 250ms", "errors <= 0.1%", "throughput >= 1000/s in each 60s", as for --slo.
[[nodiscard]] Result<Objective> parseObjective(std::string_view expression);

/// Files and options to one complete configuration. An objective given again for the same metric, quantile, endpoint and window
/// replaces the earlier one (and keeps its place). Contradictions (--rate with --concurrency, a limit above the timeout, a throughput floor
/// above the open plan's mean) are BadInput. Pure.
[[nodiscard]] Result<RunConfig> effectiveConfig(const std::optional<LoadProfile>&, const std::optional<ObjectivesFile>&,
                                                const GivenOptions&, const std::optional<TargetsFile>& = std::nullopt);

/// What environment variables say, as options of Origin::Environment: LOADTEST_LATENCY_P50 _P95 _P99, LOADTEST_ERROR_RATE,
/// LOADTEST_THROUGHPUT, and LOADGATE_<OPTION> for the other known names ("max-in-flight" is LOADGATE_MAX_IN_FLIGHT). Empty values count
/// as not given. An unknown LOADGATE_ name is BadInput with the nearest right one; insecure and allow-host have no twin. Pure.
[[nodiscard]] Result<GivenOptions> gatherEnvironment(std::span<const std::pair<std::string, std::string>> variables,
                                                     std::span<const std::string> knownOptionNames);

}  // namespace loadgate
