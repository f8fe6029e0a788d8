// SPDX-License-Identifier: Apache-2.0
#include "core/session/run_session.h"
#include "core/session/secured.h"

#include "core/config/http_url.h"
#include "core/session/address_policy.h"
#include "core/session/early_stop_plan.h"
#include "core/session/host.h"
#include "core/session/resource_sampler.h"
#include "core/session/run_watch.h"
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/pacer.h"
#include "engine/resolve.h"
#include "stats/judge.h"

#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <memory>
#include <optional>
#include <random>
#include <thread>

namespace loadgate {

namespace {

/// Sortable by time: "20261124T231500-4f1c09aa".
std::string newRunId(WallTime started) {
    const std::time_t seconds =
        std::chrono::system_clock::to_time_t(std::chrono::time_point_cast<std::chrono::system_clock::duration>(started));
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 40> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y%m%dT%H%M%S-", &utc);
    std::snprintf(text.data() + length, text.size() - length, "%08x", std::random_device{}());
    return text.data();
}

RunEnvironment thisMachine() {
    utsname names{};
    ::uname(&names);
    return {static_cast<const char*>(names.nodename), static_cast<const char*>(names.release),
            std::max(1U, std::thread::hardware_concurrency())};
}

std::string withoutBrackets(std::string address) {
    return address.starts_with('[') && address.ends_with(']') ? address.substr(1, address.size() - 2) : address;
}

struct Place {
    std::string host;
    std::uint16_t port{};
};
/// --resolve HOST:PORT:ADDR and the target's own connectTo ("HOST:PORT") replace the name that is looked up.
Result<Place> placeToResolve(const PreparedRun& run, const HttpUrl& url) {
    const std::string prefix = url.host + ":" + std::to_string(url.port) + ":";
    for (const std::string& rule : run.config.resolve) {
        if (rule.starts_with(prefix)) {
            return Place{withoutBrackets(rule.substr(prefix.size())), url.port};
        }
    }
    if (run.connect.connectTo.empty()) {
        return Place{url.host, url.port};
    }
    const std::size_t colon = run.connect.connectTo.rfind(':');
    const auto port = parseCount(std::string_view(run.connect.connectTo).substr(colon == std::string::npos ? 0 : colon + 1));
    if (colon == std::string::npos || !port || *port == 0 || *port > UINT16_MAX) {
        return Error{ErrorCode::Internal,
                     "the target says to connect to '" + run.connect.connectTo + "', which is not HOST:PORT; a defect of its plugin"};
    }
    return Place{withoutBrackets(run.connect.connectTo.substr(0, colon)), static_cast<std::uint16_t>(*port)};
}

/// More than 1,000 users or requests per second on a host that is not ours have to be meant.
Status checkAmount(const PreparedRun& run, const HttpUrl& url) {
    constexpr double kMuch = 1000;
    const double peak = run.curve.peak();
    const bool open = run.curve.model() == LoadModel::Open;
    if (peak <= kMuch || run.config.confirmed || (open && run.maxRate && peak <= run.maxRate->perSecond)) {
        return ok();
    }
    const std::string what =
        run.maxRate && open ? "more than max_rate, " + toText(*run.maxRate) + "," : "more than 1000 users or requests per second";
    return Error{ErrorCode::BadInput, what + " on " + url.host + ", which is not on this machine: add --yes if that is meant" +
                                          (open && !run.maxRate ? ", or max_rate: to its entry in deploy/targets.yml" : "")};
}

/// A source can only reach addresses of its own family.
Status keepReachable(engine::Plan& plan, const RunConfig& config) {
    const std::vector<engine::SocketAddress>& sources = plan.connections.sources;
    if (sources.empty() || plan.addresses.empty()) {
        return ok();
    }
    std::erase_if(plan.addresses, [&sources](const engine::SocketAddress& to) {
        return std::none_of(sources.begin(), sources.end(),
                            [&to](const engine::SocketAddress& from) { return from.storage.ss_family == to.storage.ss_family; });
    });
    if (plan.addresses.empty()) {
        return Error{ErrorCode::BadInput, config.sources.where + ": no connection from " + sources.front().text +
                                              " can reach the target: one is an IPv4 address and the other an IPv6 one"};
    }
    return ok();
}

/// Looks the target up, once for the whole run, and checks each address: the engine connects to these and asks no resolver, so whatever a
/// name comes to mean later is never connected to. A name that does not resolve is the target's failure, measured as such.
Status addAddresses(const PreparedRun& run, const HttpUrl& url, engine::Plan& plan) {
    LOADGATE_TRY(const Place place, placeToResolve(run, url));
    auto addresses = engine::resolve(place.host, place.port);
    if (!addresses) {
        plan.unresolved = addresses.error().message;
        return ok();
    }
    for (engine::SocketAddress& address : *addresses) {
        LOADGATE_TRY(const AddressClass allowed, checkAddress(address.storage, {url.host, run.config.allowHosts, run.foundByPlugin}));
        if (allowed == AddressClass::Allowed) {
            LOADGATE_CHECK(checkAmount(run, url));
        }
        plan.addresses.push_back(std::move(address));
    }
    return keepReachable(plan, run.config);
}

Result<engine::ConnectionRules> rulesOf(const RunConfig& config) {
    engine::ConnectionRules rules;
    rules.maxAge = config.maxAge.value;
    rules.maxRequests = config.reuse.value == Reuse::PerRequest ? 1 : static_cast<std::uint32_t>(config.maxRequests.value);
    rules.handshakesPerSecond = config.handshakes.value.perSecond;
    for (const std::string& source : config.sources.value) {
        LOADGATE_TRY(engine::SocketAddress address, engine::sourceAddress(source).within(config.sources.where));
        rules.sources.push_back(std::move(address));
    }
    return rules;
}

Result<engine::Plan> planOf(const PreparedRun& run, const HttpUrl& url) {
    engine::Plan plan;
    const RunConfig& config = run.config;
    plan.curve = run.curve;
    plan.arrivals = config.arrivals.value;
    plan.seed = config.seed.value;
    plan.warmup = config.warmup.value;
    plan.intervalLength = engine::intervalLengthFor(run.curve.length());
    plan.thinkTime = config.thinkTime.value;
    plan.connectTimeout = config.connectTimeout.value;
    plan.firstByteTimeout = config.firstByteTimeout.value;
    LOADGATE_TRY(plan.connections, rulesOf(config));
    plan.pinned = config.pinned.value;
    plan.maxInFlight = config.maxInFlight.value;
    plan.workers = config.threads.value > 0 ? config.threads.value : engine::workersFor(run.curve, std::thread::hardware_concurrency());
    plan.tls = tlsOf(config, url);
    plan.tellsSettled = config.abortOnFail;
    plan.reactor = config.reactor.value;
    plan.pacing = config.pacing.value;
    for (const RequestSpec& request : run.requests) {
        LOADGATE_TRY(RequestTemplate content, engine::http1Request(request, url.hostHeader, config.reuse.value).within(request.where));
        plan.requests.push_back({request.name, std::move(content), request.weight, request.timeout.value_or(config.timeout.value),
                                 request.expect, request.method == "HEAD", engine::isIdempotent(request.method)});
    }
    for (const Objective& objective : config.objectives) {
        if (objective.metric == Metric::Latency) {
            plan.limits.push_back(fromSeconds(objective.limit));
        }
    }
    std::sort(plan.limits.begin(), plan.limits.end());
    plan.limits.erase(std::unique(plan.limits.begin(), plan.limits.end()), plan.limits.end());
    return plan;
}

/// Everything the session says passes here.
class DiscreetListener final : public RunListener {
  public:
    DiscreetListener(RunListener& listener, const Redactor& redactor) : m_listener(listener), m_redactor(redactor) {}
    void onStarted(const PreparedRun& run, const RunRecord& soFar) override { m_listener.onStarted(run, soFar); }
    void onPhase(RunPhase phase, Duration at) override { m_listener.onPhase(phase, at); }
    void onInterval(const LiveInterval& interval) override { m_listener.onInterval(interval); }
    void onNote(const RunNote& note) override {
        RunNote discreet = note;
        discreet.text = m_redactor(note.text);
        m_listener.onNote(discreet);
    }
    void onDetail(std::string_view text) override { m_listener.onDetail(m_redactor(text)); }
    void onCheck(const Check& check, CheckState state, Duration at) override { m_listener.onCheck(check, state, at); }

  private:
    RunListener& m_listener;
    const Redactor& m_redactor;
};

/// "connects to 127.0.0.1:8080 for shop.test; 1 thread sends, an interval is 100 ms".
std::string detailOf(const engine::Plan& plan, const HttpUrl& url) {
    std::string addresses;
    for (const engine::SocketAddress& address : plan.addresses) {
        addresses += (addresses.empty() ? "" : ", else ") + address.text;
    }
    return "connects to " + (addresses.empty() ? "nothing" : addresses) + " for " + url.host + "; " + std::to_string(plan.workers) +
           (plan.workers == 1 ? " thread sends" : " threads send") + (plan.pinned ? ", each on a processor of its own" : "") +
           ", an interval is " + humanDuration(plan.intervalLength);
}

RunRecord recordOf(const PreparedRun& run) {
    RunRecord record;
    record.started = std::chrono::system_clock::now();
    record.id = newRunId(record.started);
    record.name = run.config.name;
    record.toolVersion = LOADGATE_VERSION;
    record.tags = run.config.tags;
    record.seed = run.config.seed.value;
    record.curve = run.curve;
    for (const RequestSpec& request : run.requests) {
        record.requests.push_back(run.redactor(request));
    }
    for (const StageConfig& stage : run.config.load.value) {
        record.stages.push_back({stage.pattern, stage.peak, stage.length, stage.pattern.where});
        for (GivenParam& param : record.stages.back().pattern.with) {
            param.text = run.redactor(param.text);
            param.real.reset();
        }
    }
    record.targetName = run.target.name;
    record.targetUrl = run.target.address.url;
    record.targetIdentity = run.target.identity;
    record.plugins = run.plugins;
    record.environment = thisMachine();
    record.builtInObjectiveOnly = run.config.builtInObjectiveOnly;
    return record;
}

/// What others said, servers and plugins. The reasons of verdict and generator are our own words about figures and names.
void hideSecrets(Measurement& measurement, const Redactor& redactor) {
    for (ErrorExample& example : measurement.examples) {
        example.text = redactor(example.text);
    }
    for (RunNote& note : measurement.notes) {
        note.text = redactor(note.text);
    }
    for (Incident& incident : measurement.incidents) {
        incident.text = redactor(incident.text);
    }
}

Result<RunRecord> executed(const PreparedRun& run, RunListener& listener, const std::stop_token& stop) {
    LOADGATE_TRY(const HttpUrl url, parseHttpUrl(run.connect.url));
    LOADGATE_TRY(engine::Plan plan, planOf(run, url));
    LOADGATE_CHECK(addAddresses(run, url, plan));
    listener.onDetail(detailOf(plan, url));
    RunRecord record = recordOf(run);
    if (plan.tls) {
        record.certificateVerified = plan.tls->verify;
    }
    record.measurement.model = run.curve.model();
    record.measurement.planned = run.curve.model() == LoadModel::Open ? engine::plannedRequests(plan.curve, plan.arrivals, plan.seed) : 0;
    listener.onStarted(run, record);
    std::optional<ResourceSampler> sampler;
    if (run.sampled) {
        sampler.emplace(run.sampled, run.targetPlugin, std::make_shared<SystemClock>());
    }
    RunWatch watch(run, plan.limits, listener, sampler ? &*sampler : nullptr);
    if (plan.addresses.empty()) {
        watch.note({Duration{}, Note::Level::Warning, "session", plan.unresolved});
    }
    std::stop_source ends;
    const std::stop_callback alsoThen(stop, [&ends] { ends.request_stop(); });
    if (run.config.abortOnFail) {
        watch.stopWhenCertain(stats::EarlyStop(earlyStopPlanOf(plan, run.config.objectives)), [&ends] { ends.request_stop(); });
    }
    LOADGATE_TRY(record.measurement, engine::measure(plan, watch, ends.get_token()));
    watch.finish(record.measurement);
    listener.onPhase(RunPhase::Judge, record.measurement.end);
    record.generator = stats::assessGenerator(record.measurement, run.config.objectives);
    record.verdict = stats::judge(run.config.objectives, record.measurement, record.generator, watch.stoppedBy());
    hideSecrets(record.measurement, run.redactor);
    for (const Check& check : record.verdict.checks) {
        listener.onCheck(check, stateOf(check.status), record.measurement.end);
    }
    return record;
}

}  // namespace

Result<RunRecord> RunSession::execute(const PreparedRun& run, RunListener& listener, const std::stop_token& stop) {
    DiscreetListener discreet(listener, run.redactor);
    Result<RunRecord> record = executed(run, discreet, stop);
    return record ? std::move(record) : Error{record.error().code, run.redactor(record.error().message)};
}

}  // namespace loadgate
