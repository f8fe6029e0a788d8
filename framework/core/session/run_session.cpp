// SPDX-License-Identifier: Apache-2.0
#include "core/session/run_session.h"

#include "core/session/address_policy.h"
#include "core/session/http_url.h"
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/resolve.h"
#include "stats/judge.h"

#include <sys/utsname.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <chrono>
#include <cstdio>
#include <ctime>
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

/// --resolve HOST:PORT:ADDR and the target's own connectTo replace the name that is looked up.
std::string hostToResolve(const PreparedRun& run, const HttpUrl& url) {
    const std::string prefix = url.host + ":" + std::to_string(url.port) + ":";
    for (const std::string& rule : run.config.resolve) {
        if (rule.starts_with(prefix)) {
            std::string address = rule.substr(prefix.size());
            return address.starts_with('[') && address.ends_with(']') ? address.substr(1, address.size() - 2) : address;
        }
    }
    return url.host;
}

/// Looks the target up and checks each address; a name that does not resolve is the target's failure, measured as such.
Status addAddresses(const PreparedRun& run, const HttpUrl& url, engine::Plan& plan) {
    auto addresses = engine::resolve(hostToResolve(run, url), url.port);
    if (!addresses) {
        plan.unresolved = addresses.error().message;
        return ok();
    }
    constexpr double kMuch = 1000;
    for (engine::SocketAddress& address : *addresses) {
        LOADGATE_TRY(const AddressClass allowed, checkAddress(address.storage, url.host, run.config.allowHosts));
        if (allowed == AddressClass::Allowed && run.curve.peak() > kMuch && !run.config.confirmed) {
            return Error{ErrorCode::BadInput, "more than 1000 users or requests per second on " + url.host +
                                                  ", which is not on this machine: add --yes if that is meant"};
        }
        plan.addresses.push_back(std::move(address));
    }
    return ok();
}

engine::Plan planOf(const PreparedRun& run, const HttpUrl& url) {
    engine::Plan plan;
    const RunConfig& config = run.config;
    plan.curve = run.curve;
    plan.arrivals = config.arrivals.value;
    plan.seed = config.seed.value;
    plan.warmup = config.warmup.value;
    plan.intervalLength = engine::intervalLengthFor(run.curve.length());
    plan.thinkTime = config.thinkTime.value;
    plan.maxInFlight = config.maxInFlight.value;
    plan.workers = config.threads.value > 0 ? config.threads.value : engine::workersFor(run.curve, std::thread::hardware_concurrency());
    for (const RequestSpec& request : run.requests) {
        plan.requests.push_back({request.name, engine::http1Request(request, url.hostHeader), request.weight,
                                 request.timeout.value_or(config.timeout.value), request.expect, request.method == "HEAD",
                                 engine::isIdempotent(request.method)});
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

class ForwardingSink final : public engine::MeasureSink {
  public:
    explicit ForwardingSink(RunListener& listener) : m_listener(listener) {}
    void onPhase(RunPhase phase, Duration at) override { m_listener.onPhase(phase, at); }
    void onInterval(const LiveInterval& interval) override { m_listener.onInterval(interval); }

  private:
    RunListener& m_listener;
};

/// "connects to 127.0.0.1:8080 for shop.test; 1 thread sends, an interval is 100 ms".
std::string detailOf(const engine::Plan& plan, const HttpUrl& url) {
    std::string addresses;
    for (const engine::SocketAddress& address : plan.addresses) {
        addresses += (addresses.empty() ? "" : ", else ") + address.text;
    }
    return "connects to " + (addresses.empty() ? "nothing" : addresses) + " for " + url.host + "; " + std::to_string(plan.workers) +
           (plan.workers == 1 ? " thread sends" : " threads send") + ", an interval is " + humanDuration(plan.intervalLength);
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
    record.requests = run.requests;
    for (const StageConfig& stage : run.config.load.value) {
        record.stages.push_back({stage.pattern, stage.peak, stage.length, stage.pattern.where});
    }
    record.targetName = run.target.name;
    record.targetUrl = run.target.address.url;
    record.targetIdentity = run.target.identity;
    record.plugins = run.plugins;
    record.environment = thisMachine();
    record.builtInObjectiveOnly = run.config.builtInObjectiveOnly;
    return record;
}

}  // namespace

Result<RunRecord> RunSession::execute(const PreparedRun& run, RunListener& listener, const std::stop_token& stop) {
    LOADGATE_TRY(const HttpUrl url, parseHttpUrl(run.target.address.url));
    engine::Plan plan = planOf(run, url);
    LOADGATE_CHECK(addAddresses(run, url, plan));
    if (plan.addresses.empty()) {
        listener.onNote(plan.unresolved);
    }
    listener.onDetail(detailOf(plan, url));
    RunRecord record = recordOf(run);
    ForwardingSink sink(listener);
    LOADGATE_TRY(record.measurement, engine::measure(plan, sink, stop));
    listener.onPhase(RunPhase::Judge, record.measurement.end);
    record.generator = stats::assessGenerator(record.measurement, run.config.objectives);
    record.verdict = stats::judge(run.config.objectives, record.measurement, record.generator);
    return record;
}

}  // namespace loadgate
