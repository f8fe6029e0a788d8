// SPDX-License-Identifier: Apache-2.0
#include "core/session/calibration.h"

#include "engine/http1_request.h"
#include "engine/plan.h"
#include "engine/reactors.h"
#include "engine/sink.h"
#include "stats/judge.h"

#include <sys/utsname.h>
#include <algorithm>
#include <chrono>
#include <cmath>
#include <fstream>
#include <thread>
#include <utility>

namespace loadgate {

namespace {

constexpr double kUsers = 64;
constexpr int kMostSteps = 10;  ///< to find a rate that works, and one that does not
constexpr int kHalvings = 4;    ///< between them
constexpr double kGrowth = 1.5;
constexpr std::uint32_t kBound = 1000;

class Unheard final : public engine::MeasureSink {
  public:
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval&) override {}
};

/// What one load at a fixed rate showed.
struct Trial {
    bool sound{};
    Duration lagP99{};
    std::uint32_t threads{};
    std::string why;  ///< it was not
};

struct Found {
    double rate{};
    Trial trial;
};

/// Two significant digits: more would be a promise that no machine keeps.
double rounded(double rate) {
    const double unit = std::pow(10, std::max(0.0, std::floor(std::log10(std::max(rate, 1.0))) - 1));
    return std::max(1.0, std::floor(rate / unit) * unit);
}

/// Measures one reactor.
class Bench {
  public:
    Bench(const engine::Sink& sink, ReactorChoice reactor, Duration each, const std::stop_token& stop)
        : m_sink(sink), m_reactor(reactor), m_each(each), m_stop(stop) {}

    [[nodiscard]] Result<ReactorCalibration> closed() const;
    /// The highest sound rate, beginning at `start`; nothing when even a small part of it was not.
    [[nodiscard]] Result<std::optional<Found>> highestRate(double start, const CalibrationProgress&) const;

  private:
    [[nodiscard]] Result<engine::Plan> planFor(Load) const;
    [[nodiscard]] Result<Measurement> measured(const engine::Plan&) const;
    [[nodiscard]] Result<Trial> trial(double rate) const;
    /// What failed is tried once more: one hiccup of the machine is no limit of the generator.
    [[nodiscard]] Result<Trial> fairTrial(double rate, const CalibrationProgress&) const;

    const engine::Sink& m_sink;
    ReactorChoice m_reactor;
    Duration m_each;
    const std::stop_token& m_stop;
};

Result<engine::Plan> Bench::planFor(Load load) const {
    engine::Plan plan;
    plan.warmup = m_each / 5;
    const Duration length = plan.warmup + m_each;
    LOADGATE_TRY(plan.curve, LoadCurve::through(load.model, {{Duration{}, load.amount}, {length, load.amount}}));
    plan.intervalLength = engine::intervalLengthFor(length);
    plan.maxInFlight = kBound;
    plan.workers = engine::workersFor(plan.curve, std::thread::hardware_concurrency());
    plan.reactor = m_reactor;
    plan.addresses = {m_sink.address()};
    plan.drainWhenStopped = Duration{};
    LOADGATE_TRY(RequestTemplate content, engine::http1Request(RequestSpec{}, m_sink.address().text));
    plan.requests.push_back({"GET /", std::move(content), 1, std::chrono::seconds(1), {}, false, true});
    return plan;
}

Result<Measurement> Bench::measured(const engine::Plan& plan) const {
    Unheard nobody;
    LOADGATE_TRY(Measurement measurement, engine::measure(plan, nobody, m_stop));
    if (m_stop.stop_requested()) {
        return Error{ErrorCode::Cancelled, "the calibration was interrupted; nothing was stored"};
    }
    return measurement;
}

Result<ReactorCalibration> Bench::closed() const {
    LOADGATE_TRY(engine::Plan plan, planFor({kUsers, LoadModel::Closed}));
    plan.workers = 1;
    LOADGATE_TRY(const Measurement m, measured(plan));
    const auto answered = static_cast<double>(tallyOf(m, Phase::Measured).ok());
    const double seconds = toSeconds(m.measured());
    if (!(answered > 0)) {
        return Error{ErrorCode::Io, "not one request was answered over " + m.reactor +
                                        (m.examples.empty() ? std::string() : ": " + m.examples.front().text)};
    }
    return ReactorCalibration{m.reactor, fromSeconds(m.generator.cpuCores * seconds / answered), answered / seconds, std::nullopt, {}, 0};
}

Result<Trial> Bench::trial(double rate) const {
    LOADGATE_TRY(const engine::Plan plan, planFor({rate, LoadModel::Open}));
    LOADGATE_TRY(const Measurement m, measured(plan));
    const Series all = total(m, Phase::Measured);
    const GeneratorHealth health = stats::assessGenerator(m, {});
    Trial trial{false, all.lag.quantile(0.99).value_or(Duration{}), plan.workers, {}};
    if (health.status == GeneratorStatus::Saturated) {
        trial.why = health.reasons.front();
    } else if (all.tally.droppedLimit > 0 || all.tally.failed() > 0) {
        trial.why = "the server beside it could not follow";
    } else {
        trial.sound = true;
    }
    return trial;
}

Result<Trial> Bench::fairTrial(double rate, const CalibrationProgress& told) const {
    LOADGATE_TRY(Trial first, trial(rate));
    if (!first.sound) {
        LOADGATE_TRY(first, trial(rate));
    }
    told(toText(Rate{rate}) + ": " + (first.sound ? "generator lag p99 " + humanDuration(first.lagP99) : "too much: " + first.why));
    return first;
}

Result<std::optional<Found>> Bench::highestRate(double start, const CalibrationProgress& told) const {
    std::optional<Found> best;
    double rate = rounded(start);
    double tooMuch = 0;
    for (int i = 0; i < kMostSteps && (!best || tooMuch == 0); ++i) {
        LOADGATE_TRY(const Trial trial, fairTrial(rate, told));
        if (trial.sound) {
            best = Found{rate, trial};
            rate = rounded(rate * kGrowth);
        } else {
            tooMuch = rate;
            rate = rounded(rate / kGrowth);
        }
    }
    for (int i = 0; i < kHalvings && best && tooMuch > 0; ++i) {
        const double middle = rounded((best->rate + tooMuch) / 2);
        if (middle <= best->rate) {
            break;
        }
        LOADGATE_TRY(const Trial trial, fairTrial(middle, told));
        trial.sound ? void(best = Found{middle, trial}) : void(tooMuch = middle);
    }
    return best;
}

Result<ReactorCalibration> measureReactor(const Bench& bench, const std::string& name, const CalibrationProgress& progress) {
    const auto told = [&](const std::string& sentence) { progress(name + ", " + sentence); };
    LOADGATE_TRY(ReactorCalibration measured, bench.closed());
    told("64 users: " + humanDuration(measured.cpuPerRequest) + " of CPU per request, " + toText(Rate{rounded(measured.closedRate)}));
    LOADGATE_TRY(const std::optional<Found> found, bench.highestRate(measured.closedRate / 2, told));
    if (found) {
        measured.openRate = found->rate;
        measured.lagP99 = found->trial.lagP99;
        measured.threads = found->trial.threads;
    }
    return measured;
}

const ReactorCalibration* reactorOf(const Calibration& calibration, ReactorChoice choice) {
    const auto named = [&](std::string_view name) -> const ReactorCalibration* {
        const auto found = std::ranges::find(calibration.reactors, name, &ReactorCalibration::reactor);
        return found == calibration.reactors.end() ? nullptr : &*found;
    };
    const ReactorCalibration* uring = choice == ReactorChoice::Epoll ? nullptr : named("io_uring");
    return uring != nullptr || choice == ReactorChoice::Uring ? uring : named("epoll");
}

/// "made on another kernel (6.1 there, 6.18 here)"; empty when it is the same machine.
std::string differenceOf(const Machine& there, const Machine& here) {
    const auto other = [](const char* what, const std::string& then, const std::string& now) {
        return std::string("it was made ") + what + " (" + then + ", here " + now + ")";
    };
    if (there.host != here.host) {
        return other("on another machine", there.host, here.host);
    }
    if (there.cpu != here.cpu || there.cpus != here.cpus) {
        return other("on other processors", std::to_string(there.cpus) + " x " + there.cpu, std::to_string(here.cpus) + " x " + here.cpu);
    }
    if (there.kernel != here.kernel) {
        return other("on another kernel", there.kernel, here.kernel);
    }
    return there.version != here.version ? other("by another version of Loadgate", there.version, here.version) : std::string();
}

std::string processorModel() {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        const std::size_t colon = line.find(": ");
        if (colon != std::string::npos && line.starts_with("model name")) {
            return line.substr(colon + 2);
        }
    }
    return "unknown";  // some architectures tell no name
}

}  // namespace

Machine machineHere() {
    utsname names{};
    ::uname(&names);
    return {static_cast<const char*>(names.nodename), static_cast<const char*>(names.release), processorModel(), LOADGATE_VERSION,
            std::max(1U, std::thread::hardware_concurrency())};
}

Result<Calibration> calibrate(Duration each, const CalibrationProgress& progress, const std::stop_token& stop) {
    Calibration calibration{std::chrono::system_clock::now(), each, machineHere(), {}, {}};
    LOADGATE_TRY(const engine::Sink sink, engine::Sink::start(std::max(1U, calibration.machine.cpus / 2)));
    if (const Status uring = engine::uringWorks(); uring) {
        LOADGATE_TRY(ReactorCalibration measured, measureReactor({sink, ReactorChoice::Uring, each, stop}, "io_uring", progress));
        calibration.reactors.push_back(std::move(measured));
    } else {
        calibration.whyNotUring = uring.error().message;
    }
    LOADGATE_TRY(ReactorCalibration measured, measureReactor({sink, ReactorChoice::Epoll, each, stop}, "epoll", progress));
    calibration.reactors.push_back(std::move(measured));
    return calibration;
}

std::optional<std::string> calibrationAdvice(const Calibration& calibration, std::string_view day, const Machine& here,
                                             const PreparedRun& run) {
    if (run.curve.model() == LoadModel::Closed) {
        return std::nullopt;
    }
    if (const std::string difference = differenceOf(calibration.machine, here); !difference.empty()) {
        return "the calibration of " + std::string(day) + " is not used: " + difference + "; 'loadgate calibrate' makes a new one";
    }
    const ReactorCalibration* measured = reactorOf(calibration, run.config.reactor.value);
    if (measured == nullptr || !measured->openRate || run.curve.peak() <= *measured->openRate) {
        return std::nullopt;
    }
    return "the load reaches " + toText(Rate{run.curve.peak()}) + ", and this machine was calibrated to " +
           toText(Rate{*measured->openRate}) + " on " + std::string(day) + " (over " + measured->reactor +
           ", plain http on loopback): what it cannot send makes the run INVALID";
}

}  // namespace loadgate
