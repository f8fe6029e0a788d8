// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_url.h"
#include "core/session/host.h"
#include "core/session/run_session.h"
#include "core/session/secured.h"
#include "core/session/target_choice.h"
#include "engine/descriptors.h"
#include "engine/plan.h"
#include "stats/judge.h"
#include "stats/windows.h"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>
#include <set>

namespace loadgate {

namespace {

constexpr Duration kDescribeDeadline = std::chrono::seconds(10);

/// A pattern may be too short to get where it was asked to go, a burst before its first period for one.
std::optional<std::string> peakNotReached(const StageConfig& stage, const LoadCurve& curve) {
    if (curve.peak() >= stage.peak.amount) {
        return std::nullopt;
    }
    const double reached = std::round(1000 * curve.peak() / stage.peak.amount) / 1000;
    return stage.pattern.where + ": '" + stage.pattern.id + "' does not reach its peak within " + toText(stage.length) + ", only " +
           toText(Share{reached}) + " of it: let it last longer or change its parameters";
}

/// How long the pattern is asked to be; 0: as long as it is by itself.
Result<Duration> lengthToAsk(const StageConfig& stage, const Catalog& catalog) {
    if (!stage.lengthOpen) {
        return stage.length;
    }
    LOADGATE_TRY(const PluginInfo* plugin, catalog.find(PluginKind::Pattern, stage.pattern.id).within(stage.pattern.where));
    if (!plugin->ownLength && stage.length == Duration{}) {
        return Error{ErrorCode::BadInput, stage.pattern.where + ": no length; a stage of a list says how long it is, as in 'for: 1m'"};
    }
    return plugin->ownLength ? Duration{} : stage.length;
}

Result<LoadCurve> shapeStage(StageConfig& stage, std::uint64_t seed, const Catalog& catalog) {
    LOADGATE_TRY(const Duration length, lengthToAsk(stage, catalog));
    LOADGATE_TRY(const std::unique_ptr<Pattern> pattern, catalog.createPattern(stage.pattern));
    LOADGATE_TRY(PatternShape shape, pattern->shape({stage.peak.model, stage.peak.amount, length, seed}).within(stage.pattern.where));
    stage.length = length > Duration{} ? length : shape.curve.length();
    return shape.curve.named(stage.pattern.id);
}

struct ShapedLoad {
    LoadCurve curve;
    std::vector<std::string> advice;
};

/// Fills in the lengths that nobody said.
Result<ShapedLoad> shapeLoad(RunConfig& config, const Catalog& catalog) {
    std::optional<LoadCurve> whole;
    std::vector<std::string> advice;
    bool ownLength = false;
    for (StageConfig& stage : config.load.value) {
        const Duration before = stage.length;
        LOADGATE_TRY(const LoadCurve curve, shapeStage(stage, config.seed.value, catalog));
        ownLength = ownLength || stage.length != before;
        if (const auto sentence = peakNotReached(stage, curve); sentence && !config.scaleToPeak) {
            advice.push_back(*sentence);
        }
        if (!whole) {
            whole = curve;
            continue;
        }
        LOADGATE_TRY(whole, whole->then(curve).within(stage.pattern.where));
    }
    if (config.scaleToPeak) {
        whole = whole->scaledToPeak(*config.scaleToPeak);
    }
    if (config.stretchTo) {
        whole = whole->stretchedTo(*config.stretchTo);
    } else if (ownLength) {
        config.length = {whole->length(), config.load.origin, config.load.where};
    }
    return ShapedLoad{std::move(*whole), std::move(advice)};
}

Result<TargetDescription> describe(const PluginUse& use, const Catalog& catalog, const std::stop_token& stop) {
    LOADGATE_TRY(const std::unique_ptr<Target> target, catalog.createTarget(use));
    SystemClock clock;
    CollectedNotes notes;
    const Call call(clock, notes, stop, clock.now() + kDescribeDeadline);
    return target->describe(call).within(use.where);
}

/// `shown` as a report shows it, with what goes on the wire beside it where that is something else.
std::optional<std::string> realIfOther(const std::string& real, const std::string& shown) {
    return real == shown ? std::nullopt : std::optional(real);
}

/// A request with its secrets out of sight: kept as what is sent, never as what is shown.
RequestSpec discreet(const RequestSpec& request, const Redactor& redactor) {
    RequestSpec result = redactor(request);
    result.realPath = realIfOther(request.sentPath(), result.path);
    result.realBody = realIfOther(request.sentBody(), result.body);
    for (std::size_t i = 0; i < result.headers.size(); ++i) {
        result.headers[i].real = realIfOther(request.headers[i].sent(), result.headers[i].value);
    }
    return result;
}

/// Paths as they go on the wire: the target's own path in front; without any request, a GET of that path.
std::vector<RequestSpec> requestsFor(const RunConfig& config, const HttpUrl& url, const Redactor& redactor) {
    std::vector<RequestSpec> requests = config.requests;
    if (requests.empty()) {
        RequestSpec get;
        get.path = (url.path.empty() ? std::string("/") : url.path) + url.query;
        get.name = "GET " + redactor(get.path);
        get.headers = config.headers;
        return {discreet(get, redactor)};
    }
    for (RequestSpec& request : requests) {
        request.realPath = realIfOther(url.path + request.sentPath(), url.path + request.path);
        request.path = url.path + request.path;
        request = discreet(request, redactor);
    }
    return requests;
}

/// Objectives refer to requests by name, so both change together, and two names stay two.
void hideNames(PreparedRun& run) {
    std::map<std::string, std::string> names;
    std::set<std::string> taken;
    for (RequestSpec& request : run.requests) {
        const std::string shown = run.redactor(request.name);
        std::string name = shown;
        for (int i = 2; !taken.insert(name).second; ++i) {
            name = shown + " (" + std::to_string(i) + ")";
        }
        names.emplace(request.name, name);
        request.name = std::move(name);
    }
    for (Objective& objective : run.config.objectives) {
        const auto found = names.find(objective.endpoint);
        objective.endpoint = found == names.end() ? objective.endpoint : found->second;
    }
}

/// What a secret parameter holds is not shown, even where it stands in the file itself.
void hideSecretParams(Redactor& redactor, PluginUse& use, PluginKind kind, const Catalog& catalog) {
    const auto plugin = catalog.find(kind, use.id);
    for (GivenParam& param : use.with) {
        const auto isSecret = [&](const ParamSpec& spec) { return spec.key == param.key && spec.kind == ParamKind::Secret; };
        if (plugin && std::any_of((*plugin)->parameters.begin(), (*plugin)->parameters.end(), isSecret)) {
            const std::string shown = param.real ? param.text : "***";
            redactor.hide(param.real.value_or(param.text), shown);
            param.real = param.real.value_or(param.text);
            param.text = shown;
        }
    }
}

/// Windows that hold too few intervals of this run could not be judged.
Status checkWindowLengths(const RunConfig& config, const LoadCurve& curve) {
    const Duration interval = engine::intervalLengthFor(curve.length());
    const Duration shortest = stats::shortestWindow(interval);
    for (const Objective& objective : config.objectives) {
        if (objective.window && *objective.window < shortest) {
            return Error{ErrorCode::BadInput, objective.where + ": a window of " + toText(*objective.window) +
                                                  " is too short to be judged in a load of " + toText(curve.length()) +
                                                  ", which is measured in intervals of " + humanDuration(interval) + "; make it " +
                                                  toText(Duration(std::chrono::ceil<std::chrono::seconds>(shortest))) + " or longer"};
        }
    }
    return ok();
}

/// The stretches in which an objective must hold: its windows, or the measured phase.
std::vector<stats::Window> stretchesOf(const Objective& objective, const RunConfig& config, const LoadCurve& curve) {
    const stats::Window phase{config.warmup.value, curve.length()};
    return objective.window ? stats::windowsOf(phase, *objective.window, stats::shortestWindow(engine::intervalLengthFor(curve.length())))
                            : std::vector{phase};
}

std::string floorTooHigh(const Objective& objective, const stats::Window& stretch, double mean) {
    return objective.where + ": " + toText(objective) +
           " cannot be met: " + (objective.window ? "from " + toText(stretch.from) + " to " + toText(stretch.to) + " " : std::string()) +
           "the load sends " + toText(Rate{std::floor(mean * 100) / 100}) + " on average; raise --rate above " +
           toText(Rate{objective.limit}) + " or lower the objective";
}

Status checkFloor(const RunConfig& config, const LoadCurve& curve) {
    if (curve.model() == LoadModel::Closed) {
        return ok();
    }
    for (const Objective& objective : config.objectives) {
        if (objective.metric != Metric::Throughput || !objective.endpoint.empty()) {
            continue;
        }
        for (const stats::Window& stretch : stretchesOf(objective, config, curve)) {
            const double mean = curve.area(stretch.from, stretch.to) / toSeconds(stretch.to - stretch.from);
            if (objective.limit > mean) {
                return Error{ErrorCode::BadInput, floorTooHigh(objective, stretch, mean)};
            }
        }
    }
    return ok();
}

std::vector<std::string> adviceFor(const RunConfig& config, const LoadCurve& curve) {
    using namespace std::chrono_literals;
    std::set<std::string> advice;
    const Duration measured = curve.length() - config.warmup.value;
    for (const Objective& o : config.objectives) {
        if (o.window && *o.window > measured) {
            advice.insert("only " + toText(measured) + " are measured, less than one window of " + toText(*o.window) + ": '" + toText(o) +
                          "' is judged over all of it");
        }
        if (o.metric != Metric::Latency) {
            continue;
        }
        const Duration recommended = o.quantile > 0.95 ? Duration(300s) : o.quantile > 0.5 ? Duration(60s) : Duration(20s);
        if (o.window && *o.window <= measured && *o.window < recommended) {
            advice.insert("a window of " + toText(*o.window) + " is short for " + quantileName(o.quantile) + ": " + toText(recommended) +
                          " or longer gives a dependable verdict");
        } else if (measured < recommended) {
            advice.insert(toText(measured) + " is short for " + quantileName(o.quantile) + ": measure " + toText(recommended) +
                          " or longer for a dependable verdict");
        }
    }
    if (config.builtInObjectiveOnly) {
        advice.insert("no objective was given: only errors are judged (errors <= 1%)");
    }
    return {advice.begin(), advice.end()};
}

Result<std::vector<UsedPlugin>> fingerprints(const RunConfig& config, const std::string& targetId, const Catalog& catalog) {
    std::vector<UsedPlugin> used;
    std::set<std::string> seen;
    for (const StageConfig& stage : config.load.value) {
        if (seen.insert(stage.pattern.id).second) {
            LOADGATE_TRY(UsedPlugin plugin, catalog.fingerprint(PluginKind::Pattern, stage.pattern.id));
            used.push_back(std::move(plugin));
        }
    }
    LOADGATE_TRY(UsedPlugin plugin, catalog.fingerprint(PluginKind::Target, targetId));
    used.push_back(std::move(plugin));
    return used;
}

/// The target as reports show it, and the address that load is really sent to.
Status placeTarget(PreparedRun& run, const TargetChoice& choice, const Catalog& catalog, const std::stop_token& stop) {
    LOADGATE_TRY(run.target, describe(choice.use, catalog, stop));
    LOADGATE_TRY(run.sampled, catalog.createTarget(choice.use));
    run.targetPlugin = choice.use.id;
    LOADGATE_TRY(const PluginInfo* plugin, catalog.find(PluginKind::Target, choice.use.id));
    if (choice.url) {
        run.target.address = {*choice.url, {}};
    }
    if (!choice.name.empty()) {
        run.target.name = choice.name;
    }
    run.connect = run.target.address;
    // A plugin that takes addresses from outside repeats what it was told; any other has found this one itself.
    run.foundByPlugin = plugin->schemes.empty() && !choice.url;
    run.maxRate = choice.maxRate;
    run.target.name = run.redactor(run.target.name);
    run.target.summary = run.redactor(run.target.summary);
    run.target.address.url = run.redactor(run.target.address.url);
    return ok();
}

Status prepare(PreparedRun& run, const Catalog& catalog, const std::stop_token& stop) {
    const RunConfig& config = run.config;
    LOADGATE_TRY(ShapedLoad load, shapeLoad(run.config, catalog));
    run.curve = std::move(load.curve);
    run.advice = std::move(load.advice);
    LOADGATE_TRY(TargetChoice choice, chooseTarget(config, catalog));
    hideSecretParams(run.redactor, choice.use, PluginKind::Target, catalog);
    LOADGATE_CHECK(placeTarget(run, choice, catalog, stop));
    LOADGATE_TRY(const HttpUrl url, parseHttpUrl(run.connect.url));
    if (const auto tls = tlsOf(config, url)) {
        LOADGATE_CHECK(engine::checkTls(*tls));
    }
    LOADGATE_TRY(const std::vector<std::string> remarks, tlsRemarks(config, url));
    run.advice.insert(run.advice.end(), remarks.begin(), remarks.end());
    run.requests = requestsFor(config, url, run.redactor);
    hideNames(run);
    if (config.warmup.value >= run.curve.length()) {
        return Error{ErrorCode::BadInput, config.warmup.where + ": a warm-up of " + toText(config.warmup.value) +
                                              " leaves nothing to measure of a load of " + toText(run.curve.length()) + " (" +
                                              run.config.length.where + "); shorten the one or lengthen the other"};
    }
    LOADGATE_CHECK(checkWindowLengths(config, run.curve));
    LOADGATE_CHECK(checkFloor(config, run.curve));
    const auto room = engine::descriptorRoom(run.curve, config.maxInFlight.value, std::max(1U, config.threads.value));
    if (const auto advice = engine::descriptorAdvice(room, run.curve.model())) {
        run.advice.push_back(*advice);
    }
    LOADGATE_TRY(run.plugins, fingerprints(config, choice.use.id, catalog));
    const std::vector<std::string> more = adviceFor(config, run.curve);
    run.advice.insert(run.advice.end(), more.begin(), more.end());
    return ok();
}

}  // namespace

Result<PreparedRun> prepareRun(const RunConfig& config, const Catalog& catalog, const std::stop_token& stop) {
    PreparedRun run;
    run.config = config;
    run.redactor = redactorFor(config);
    for (StageConfig& stage : run.config.load.value) {
        hideSecretParams(run.redactor, stage.pattern, PluginKind::Pattern, catalog);
    }
    if (const Status prepared = prepare(run, catalog, stop); !prepared) {
        return Error{prepared.error().code, run.redactor(prepared.error().message)};
    }
    return run;
}

}  // namespace loadgate
