// SPDX-License-Identifier: Apache-2.0
#include "core/config/allow_rule.h"
#include "core/config/effective_parts.h"
#include "core/config/quantities.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {

const GivenOption* Given::find(std::string_view name) const {
    const auto found = m_options.find(name);
    if (found == m_options.end() || found->second.empty()) {
        return nullptr;
    }
    const auto weaker = [](const GivenOption& a, const GivenOption& b) { return a.origin < b.origin; };
    // The last of the strongest: max_element alone would take the first.
    return &*std::max_element(found->second.rbegin(), found->second.rend(), weaker);
}

std::vector<GivenOption> Given::all(std::string_view name) const {
    const auto found = m_options.find(name);
    std::vector<GivenOption> result = found == m_options.end() ? std::vector<GivenOption>{} : found->second;
    std::stable_sort(result.begin(), result.end(), [](const GivenOption& a, const GivenOption& b) { return a.origin < b.origin; });
    return result;
}

std::vector<GivenOption> Given::highest(std::string_view name) const {
    std::vector<GivenOption> result = all(name);
    if (!result.empty()) {
        const Origin top = result.back().origin;
        result.erase(std::remove_if(result.begin(), result.end(), [&](const GivenOption& option) { return option.origin < top; }),
                     result.end());
    }
    return result;
}

namespace {

std::string placeOf(const LoadProfile& profile, std::string_view key) {
    const auto where = profile.where.find(key);
    return where == profile.where.end() ? profile.source : where->second;
}

template <class T>
Chosen<T> fromFile(const std::optional<LoadProfile>& profile, std::optional<T> LoadProfile::*member, std::string_view key,
                   const Chosen<T>& builtIn) {
    if (!profile || !((*profile).*member)) {
        return builtIn;
    }
    return {*((*profile).*member), Origin::File, placeOf(*profile, key)};
}

Result<bool> parseFlag(std::string_view text) {
    if (text.empty() || text == "true" || text == "yes" || text == "1") {
        return true;
    }
    if (text == "false" || text == "no" || text == "0") {
        return false;
    }
    return badInput(inQuotes(text) + ": write true or false");
}

Status chooseValues(RunConfig& config, const std::optional<LoadProfile>& profile, const Given& given) {
    const auto pause = [](std::string_view text) { return parsePause(text, BareNumber::Accepted); };
    const auto length = [](std::string_view text) { return parseLength(text, BareNumber::Accepted); };
    const auto think = [](std::string_view text) -> Result<ThinkTime> {
        LOADGATE_TRY(const Duration always, parsePause(text, BareNumber::Accepted));
        return ThinkTime::constant(always);
    };
    LOADGATE_TRY(config.warmup, choose(given, "warmup", fromFile(profile, &LoadProfile::warmup, "warmup", config.warmup), pause));
    LOADGATE_TRY(config.timeout, choose(given, "timeout", fromFile(profile, &LoadProfile::timeout, "timeout", config.timeout), length));
    LOADGATE_TRY(config.thinkTime,
                 choose(given, "think-time", fromFile(profile, &LoadProfile::thinkTime, "think_time", config.thinkTime), think));
    LOADGATE_TRY(config.seed, choose(given, "seed", fromFile(profile, &LoadProfile::seed, "seed", config.seed), parseCount));
    LOADGATE_TRY(config.arrivals,
                 choose(given, "arrivals", fromFile(profile, &LoadProfile::arrivals, "arrivals", config.arrivals), parseArrivals));
    LOADGATE_TRY(config.threads, choose(given, "threads", config.threads, [](std::string_view text) { return parseBounded(text, 1024); }));
    LOADGATE_TRY(config.reactor, choose(given, "reactor", config.reactor, parseReactor));
    LOADGATE_TRY(config.pacing, choose(given, "pacing", config.pacing, parsePacing));
    LOADGATE_TRY(config.pinned, choose(given, "pin", config.pinned, parseFlag));
    LOADGATE_TRY(config.maxInFlight,
                 choose(given, "max-in-flight", config.maxInFlight, [](std::string_view text) { return parseBounded(text, 1'000'000); }));
    return ok();
}

/// What only a profile says.
void chooseConnections(RunConfig& config, const std::optional<LoadProfile>& profile) {
    if (!profile) {
        return;
    }
    config.connectTimeout = fromFile(profile, &LoadProfile::connectTimeout, "timeout.connect", config.connectTimeout);
    config.firstByteTimeout = fromFile(profile, &LoadProfile::firstByteTimeout, "timeout.first_byte", config.firstByteTimeout);
    const auto take = [&profile](auto& chosen, const auto& said, std::string_view key) {
        if (said) {
            chosen.value = *said;
            chosen.origin = Origin::File;
            chosen.where = placeOf(*profile, key);
        }
    };
    const ConnectionSpec& spec = profile->connections;
    take(config.reuse, spec.reuse, "connections.reuse");
    take(config.maxAge, spec.maxAge, "connections.max_age");
    take(config.maxRequests, spec.maxRequests, "connections.max_requests");
    take(config.handshakes, spec.handshakes, "connections.handshakes");
    take(config.sources, spec.sources, "connections.sources");
}

/// A name or address out of an option, where no variable is filled in.
Result<std::string> plainName(std::string_view text) {
    LOADGATE_CHECK(hasNoVariables(text));
    return checkedName(text);
}

/// An address is not a good name when it carries a password.
std::string nameFromTarget(const std::string& target) { return target.find('@') == std::string::npos ? target : std::string("run"); }

Status chooseNames(RunConfig& config, const std::optional<LoadProfile>& profile, const Given& given) {
    const Chosen<std::string> fromProfile =
        profile && profile->target ? Chosen<std::string>{*profile->target, Origin::File, profile->targetWhere} : Chosen<std::string>{};
    LOADGATE_TRY(config.target, choose(given, "target", fromProfile, plainName));
    config.realTarget = profile && config.target == fromProfile ? profile->realTarget : std::nullopt;
    if (config.target.value.empty()) {
        return badInput("no target; say what to load, as in --target http://127.0.0.1:8080, or 'target:' in the profile");
    }
    const Chosen<std::string> name{profile ? profile->name : nameFromTarget(config.target.value)};
    LOADGATE_TRY(const Chosen<std::string> chosen, choose(given, "name", name, plainName));
    config.name = chosen.value;
    for (const GivenOption& option : given.all("tag")) {
        const std::size_t equals = option.text.find('=');
        const auto key = plainName(std::string_view(option.text).substr(0, equals));
        if (equals == std::string::npos || !key) {
            return badInput(option.where + ": " + inQuotes(option.text) + " is no tag; write KEY=VALUE, as in --tag build=1234");
        }
        std::erase_if(config.tags, [&](const NameValue& tag) { return tag.name == *key; });
        config.tags.push_back({*key, option.text.substr(equals + 1)});
    }
    return ok();
}

/// HOST:PORT:ADDR; the address may be IPv6 and so hold colons itself.
Status checkResolve(std::string_view text) {
    const std::size_t first = text.find(':');
    const std::size_t second = first == std::string_view::npos ? first : text.find(':', first + 1);
    const bool whole = second != std::string_view::npos && first > 0 && looksLikeAddress(text.substr(second + 1));
    const auto port = whole ? parseCount(text.substr(first + 1, second - first - 1)) : Result<std::uint64_t>(0U);
    if (!port || *port < 1 || *port > 65535) {
        return badInput(inQuotes(text) + ": write HOST:PORT:ADDR, as in example.com:443:127.0.0.1");
    }
    return ok();
}

Status chooseTls(RunConfig& config, const Given& given) {
    LOADGATE_TRY(config.insecure, choose(given, "insecure", config.insecure, parseFlag));
    LOADGATE_TRY(config.caFile, choose(given, "cacert", config.caFile, plainName));
    LOADGATE_TRY(config.certFile, choose(given, "cert", config.certFile, plainName));
    LOADGATE_TRY(config.keyFile, choose(given, "key", config.keyFile, plainName));
    if (!config.keyFile.value.empty() && config.certFile.value.empty()) {
        return badInput(config.keyFile.where + " names a key without a certificate: add --cert FILE");
    }
    if (config.insecure.value && config.caFile.origin == Origin::Option) {
        return badInput(config.caFile.where + " excludes --insecure: the one says whom to trust, the other trusts everybody");
    }
    return ok();
}

Status choosePermissions(RunConfig& config, const Given& given) {
    for (const GivenOption& option : given.all("allow-host")) {
        LOADGATE_TRY(std::string rule, checkedAllowRule(option.text).within(option.where));
        config.allowHosts.push_back(std::move(rule));
    }
    for (const GivenOption& option : given.all("resolve")) {
        LOADGATE_CHECK(checkResolve(option.text).within(option.where));
        config.resolve.push_back(option.text);
    }
    LOADGATE_TRY(const Chosen<bool> confirmed, choose(given, "yes", Chosen<bool>{}, parseFlag));
    config.confirmed = confirmed.value;
    LOADGATE_TRY(const Chosen<bool> abortOnFail, choose(given, "abort-on-fail", Chosen<bool>{}, parseFlag));
    config.abortOnFail = abortOnFail.value;
    if (const GivenOption* data = given.find("data")) {
        return notInThisVersion(data->where);
    }
    return ok();
}

/// What files say that no option can.
void takeFiles(RunConfig& config, const std::optional<LoadProfile>& profile, const std::optional<TargetsFile>& targets) {
    if (profile) {
        config.variables = profile->variables;
    }
    if (targets) {
        config.targets = targets->targets;
        config.allowHosts = targets->allowHosts;
        config.variables.insert(config.variables.end(), targets->variables.begin(), targets->variables.end());
    }
}

/// A file that gives a part more time than the whole means something else. An option that shortens the whole just strikes first.
Status canStrike(const Chosen<Duration>& part, std::string_view what, const Chosen<Duration>& whole) {
    if (part.value <= whole.value || whole.origin > Origin::File) {
        return ok();
    }
    return badInput(part.where + ": a timeout of " + toText(part.value) + " for " + std::string(what) +
                    " never strikes: requests are given up after " + toText(whole.value) + " (" + whole.where +
                    "); shorten the one or lengthen the other");
}

/// What is right alone and wrong together.
Status fitsTogether(const RunConfig& config) {
    // A pattern that was chosen may have a length of its own: then prepareRun() compares.
    const bool lengthKnown = config.load.origin == Origin::Default || config.length.origin != Origin::Default;
    if (lengthKnown && config.warmup.value >= config.length.value) {
        return badInput(config.warmup.where + ": a warm-up of " + toText(config.warmup.value) + " leaves nothing to measure of a load of " +
                        toText(config.length.value) + " (" + config.length.where + "); shorten the one or lengthen the other");
    }
    const LoadModel model = config.peak.value.model;
    if (model == LoadModel::Open && config.thinkTime.value != ThinkTime{}) {
        return badInput(config.thinkTime.where + ": a think time needs users, and the load is a rate (" + config.peak.where +
                        "); set it to 0s or say users");
    }
    if (model == LoadModel::Closed && config.arrivals.value == Arrivals::Poisson) {
        return badInput(config.arrivals.where + ": poisson arrivals need a rate, and the load is users (" + config.peak.where +
                        "); say a rate");
    }
    LOADGATE_CHECK(canStrike(config.connectTimeout, "connecting", config.timeout));
    LOADGATE_CHECK(canStrike(config.firstByteTimeout, "the first byte", config.timeout));
    return objectivesFit(config);
}

}  // namespace
}  // namespace loadgate::config

namespace loadgate {

Result<RunConfig> effectiveConfig(const std::optional<LoadProfile>& profile, const std::optional<ObjectivesFile>& file,
                                  const GivenOptions& options, const std::optional<TargetsFile>& targets) {
    using namespace config;
    const Given given(options);
    RunConfig config;
    takeFiles(config, profile, targets);
    LOADGATE_CHECK(chooseNames(config, profile, given));
    LOADGATE_CHECK(chooseValues(config, profile, given));
    chooseConnections(config, profile);
    LOADGATE_CHECK(chooseTls(config, given));
    LOADGATE_CHECK(choosePermissions(config, given));
    LOADGATE_TRY(Requests requests, effectiveRequests(profile, given));
    config.requests = std::move(requests.requests);
    config.headers = std::move(requests.headers);
    LOADGATE_TRY(LoadChoice load, effectiveLoad(profile, given));
    config.load = std::move(load.stages);
    config.peak = std::move(load.peak);
    config.length = std::move(load.length);
    config.scaleToPeak = load.scaleToPeak;
    config.stretchTo = load.stretchTo;
    LOADGATE_TRY(config.objectives, effectiveObjectives(profile, file, given));
    if (config.objectives.empty()) {
        Objective errors;
        errors.metric = Metric::ErrorRate;
        errors.limit = 0.01;
        errors.where = "built-in";
        config.objectives.push_back(errors);
        config.builtInObjectiveOnly = true;
    }
    LOADGATE_CHECK(fitsTogether(config));
    return config;
}

}  // namespace loadgate
