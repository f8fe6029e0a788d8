// SPDX-License-Identifier: Apache-2.0
#include "cli/option_table.h"

#include "loadgate/params.h"

#include <algorithm>
#include <array>
#include <cctype>

namespace loadgate::cli {

namespace {

using enum OptionGroup;

constexpr CommandSet kRuns = setOf(Command::Run) | setOf(Command::Plan);
constexpr CommandSet kRun = setOf(Command::Run);
constexpr CommandSet kPlan = setOf(Command::Plan);
constexpr CommandSet kDemo = setOf(Command::Demo);
constexpr CommandSet kList = setOf(Command::PluginsList);
constexpr CommandSet kBackend = setOf(Command::DemoBackend);
constexpr CommandSet kSearching = kRuns | kDemo | kList | setOf(Command::PluginsShow);
constexpr CommandSet kCalibrate = setOf(Command::Calibrate);
constexpr CommandSet kAll = kSearching | kBackend | kCalibrate;

constexpr std::array kOptions{
    OptionSpec{"target", "T", "what to load: a URL, http://HOST:PORT/path, a name of deploy/targets.yml, or PLUGIN:NAME, process:nginx",
               Load, kRuns},
    OptionSpec{"concurrency", "N", "closed model: N users, each waiting for its answer (peak of the curve)", Load, kRuns | kDemo},
    OptionSpec{"rate", "R", "open model: 1000, 1000/s or 60000/m requests arrive, whatever the service does (peak of the curve)", Load,
               kRuns | kDemo},
    OptionSpec{"duration", "D", "how long: 300 (seconds), 90s, 5m, 1h30m", Load, kRuns | kDemo},
    OptionSpec{"duration", "D", "how long each of its measurements takes, 1s unless given", Load, kCalibrate, Times::Once, Twin::None},
    OptionSpec{"pattern", "NAME", "the load's shape over time, see plugins list", Load, kRuns | kDemo},
    OptionSpec{"set", "KEY=VALUE", "a parameter of the pattern, see plugins show", Load, kRuns | kDemo, Times::Many},
    OptionSpec{"warmup", "D", "leave the first D out of the judgement", Load, kRuns | kDemo},
    OptionSpec{"timeout", "D", "a request that takes longer failed; with connecting, 10s unless given", Load, kRuns | kDemo},
    OptionSpec{"think-time", "D", "closed model: a user's pause between answer and next request", Load, kRuns | kDemo},
    OptionSpec{"seed", "N", "the same seed sends the same sequence of requests; 1 unless given", Load, kRuns | kDemo},
    OptionSpec{"arrivals", "constant|poisson", "open model: evenly spaced or random arrivals", Load, kRuns | kDemo},
    OptionSpec{"threads", "N", "threads that send; chosen by the machine unless given", Load, kRuns | kDemo},
    OptionSpec{"reactor", "io_uring|epoll", "how it talks to the kernel; io_uring where the kernel gives it, unless given", Load,
               kRuns | kDemo},
    OptionSpec{"pacing", "precise|default|thrifty",
               "precise never sleeps just before a request is due or while one is answered, thrifty sleeps on a grid of 0.5 ms", Load,
               kRuns | kDemo},
    OptionSpec{"pin", "", "each thread that sends stays on a processor of its own; without it the kernel moves them", Load, kRuns | kDemo},
    OptionSpec{"max-in-flight", "N", "open model: more requests than this at once are shed and counted; 10000 unless given", Load,
               kRuns | kDemo},
    OptionSpec{"endpoint", "'GET /path [WEIGHT]'", "a request and its relative weight", Requests, kRuns, Times::Many},
    OptionSpec{"header", "'NAME: VALUE'", "a header of every request", Requests, kRuns, Times::Many},
    OptionSpec{"body", "TEXT", "the body of every POST, PUT and PATCH", Requests, kRuns},
    OptionSpec{"resolve", "HOST:PORT:ADDR", "connect to ADDR for HOST:PORT, without asking DNS", Requests, kRuns, Times::Many},
    OptionSpec{"insecure", "", "https: accept any certificate; without it the certificate is verified", Requests, kRuns, Times::Once,
               Twin::None},
    OptionSpec{"cacert", "FILE", "https: trust these authorities (PEM) instead of the system's", Requests, kRuns},
    OptionSpec{"cert", "FILE", "https: show this certificate (PEM) to a server that asks who we are", Requests, kRuns},
    OptionSpec{"key", "FILE", "the private key (PEM) of --cert, if it is not in the same file", Requests, kRuns},
    OptionSpec{"config", "FILE", "objectives; deploy/performance_config.yml unless given, when it is there", Objectives, kRuns},
    OptionSpec{"p50", "D", "override: half of the answers come within D", Objectives, kRuns | kDemo},
    OptionSpec{"p95", "D", "override: 95 % of the answers come within D", Objectives, kRuns | kDemo},
    OptionSpec{"p99", "D", "override: 99 % of the answers come within D", Objectives, kRuns | kDemo},
    OptionSpec{"error-rate", "P", "override: at most this share fails, 0.5%", Objectives, kRuns | kDemo},
    OptionSpec{"throughput", "R", "override: at least R good answers, 1000 or 1000/s", Objectives, kRuns | kDemo},
    OptionSpec{"slo", "'EXPR'", "one more objective: 'p99(POST /orders) < 400ms', 'errors < 0.1% in each 60s'", Objectives, kRuns | kDemo,
               Times::Many},
    OptionSpec{"abort-on-fail", "", "stop as soon as failure is statistically certain; what was measured until then is kept and is a FAIL",
               Objectives, kRuns | kDemo},
    OptionSpec{"report", "FILE",
               "Markdown, newest run first; deploy/performance_report.md unless given, when ./deploy is there; - is standard output",
               Results, kRun},
    OptionSpec{"report", "FILE", "Markdown, newest run first; - is standard output", Results, kDemo, Times::Once, Twin::None},
    OptionSpec{"json", "FILE", "the whole result, schema loadgate.run/1; - is standard output", Results, kRun | kDemo},
    OptionSpec{"html", "FILE", "one page with drawings that asks the network for nothing; - is standard output", Results, kRun | kDemo},
    OptionSpec{"junit", "FILE", "a test case per check: failure is FAIL, error INVALID, skipped INCONCLUSIVE; - is standard output",
               Results, kRun | kDemo},
    OptionSpec{"hgrm", "FILE", "the latency's percentiles in ms, as HdrHistogram writes them; - is standard output", Results, kRun | kDemo},
    OptionSpec{"events", "FILE", "what happens while it happens, one JSON object a line, schema loadgate.events/1; - is standard output",
               Results, kRun | kDemo},
    OptionSpec{
        "deployment-report", "FILE",
        "add a section to this log of deployments, and a line to its twin FILE.jsonl, schema loadgate.rollout/1; - is standard output",
        Results, kRun},
    OptionSpec{"metrics-listen", "ADDRESS:PORT", "Prometheus scrapes /metrics here while the run goes; :9464 is this machine only", Results,
               kRun | kDemo},
    OptionSpec{"pushgateway", "URL", "push metrics to this Pushgateway, every 5 s and before exit; credentials as USER:PASSWORD@", Results,
               kRun | kDemo},
    OptionSpec{"metrics-textfile", "FILE.prom", "write metrics for node_exporter's textfile collector, every 5 s and before exit", Results,
               kRun | kDemo},
    OptionSpec{"json", "FILE", "the plan, schema loadgate.plan/1; - is standard output", Results, kPlan},
    OptionSpec{"json", "FILE", "the list, schema loadgate.plugins/1; - is standard output", Results, kList},
    OptionSpec{"name", "TEXT", "the run's name in reports", Results, kRuns | kDemo},
    OptionSpec{"tag", "K=V", "a mark on the run, kept in the result", Results, kRuns | kDemo, Times::Many},
    OptionSpec{"no-history", "", "keep no record beyond the reports", Results, kRuns | kDemo},
    OptionSpec{"json", "FILE", "the result, schema loadgate.calibration/1; - is standard output", Results, kCalibrate},
    OptionSpec{"state-dir", "DIR", "where the calibration is kept; $XDG_STATE_HOME/loadgate or ~/.local/state/loadgate unless given",
               Results, kRuns | kCalibrate},
    OptionSpec{"allow-host", "NAME|CIDR", "permission to load this host; allow_hosts: in deploy/targets.yml says the same", Safety, kRuns,
               Times::Many, Twin::None},
    OptionSpec{
        "yes", "",
        "yes, more than 1,000/s or 1,000 users on a host that is not this machine; max_rate: in deploy/targets.yml allows a rate too",
        Safety, kRuns},
    OptionSpec{"progress", "auto|bar|plain|none",
               "a live view, a line every 5 s, or nothing; auto is bar on a terminal and plain elsewhere", Terminal, kRun | kDemo},
    OptionSpec{"quiet", "", "only the verdict and errors", Terminal, kRun | kDemo},
    OptionSpec{"quiet", "", "only the table and errors", Terminal, kCalibrate, Times::Once, Twin::None},
    OptionSpec{"quiet", "", "say nothing but where it listens", Terminal, kBackend, Times::Once, Twin::None},
    OptionSpec{"verbose", "", "print the effective configuration with origins, the plugins' files, the address and the phases as well",
               Terminal, kRun | kDemo},
    OptionSpec{"no-color", "", "no colours; NO_COLOR says the same, even when empty", Terminal,
               kRuns | kDemo | kList | kCalibrate | setOf(Command::PluginsShow)},
    OptionSpec{"exit-style", "full|simple", "simple: 0 for PASS, 1 for everything else", Terminal, kRun | kDemo},
    OptionSpec{"plugin-dir", "DIR", "look for plugins in this folder too", Plugins, kSearching, Times::Many},
    OptionSpec{"listen", "ADDRESS:PORT",
               "where to serve, 127.0.0.1:8002 unless given; port 0 is any free one; beyond loopback it answers whoever can reach it",
               Backend, kBackend, Times::Once, Twin::None},
    OptionSpec{"latency", "D", "the median, 20ms unless given", Backend, kBackend, Times::Once, Twin::None},
    OptionSpec{"spread", "X", "sigma of the log-normal distribution, 0.3 unless given; 0 makes every answer equally slow", Backend,
               kBackend, Times::Once, Twin::None},
    OptionSpec{"errors", "P", "share of answers that are 500, 0.1% unless given", Backend, kBackend, Times::Once, Twin::None},
    OptionSpec{"version-stamp", "TEXT", "what X-Version of every answer says, 1 unless given", Backend, kBackend, Times::Once, Twin::None},
    OptionSpec{"seed", "N", "the same seed draws the same latencies and errors, in order of arrival; 1 unless given", Backend, kBackend,
               Times::Once, Twin::None},
    OptionSpec{"until-eof", "", "stop as well when standard input ends, so that no backend outlives the program that started it", Backend,
               kBackend, Times::Once, Twin::None},
    OptionSpec{"help", "", "this text", Terminal, kAll, Times::Once, Twin::None},
};

constexpr auto kLater =
    std::to_array<std::string_view>({"data",        "http",      "follow",      "db",        "deployment",
                                     "baseline",    "candidate", "shadow-test", "load-test", "auto-rollback-on-loadfail",
                                     "weight",      "steps",     "hold",        "deadline",  "on-inconclusive",
                                     "gate-margin", "metrics",   "approve",     "dry-run",   "take-lock",
                                     "max-wait",    "fail-on",   "margin",      "metric"});

/// The environment names of the objectives are older than the options.
constexpr std::array<std::pair<std::string_view, std::string_view>, 5> kObjectiveTwins{{{"p50", "LOADTEST_LATENCY_P50"},
                                                                                        {"p95", "LOADTEST_LATENCY_P95"},
                                                                                        {"p99", "LOADTEST_LATENCY_P99"},
                                                                                        {"error-rate", "LOADTEST_ERROR_RATE"},
                                                                                        {"throughput", "LOADTEST_THROUGHPUT"}}};

}  // namespace

std::string_view title(OptionGroup group) {
    switch (group) {
        case Load: return "Load";
        case Requests: return "Requests";
        case Objectives: return "Objectives";
        case Results: return "Results";
        case Safety: return "Permission";
        case Terminal: return "Terminal and exit";
        case Plugins: return "Plugins";
        case Backend: return "Backend";
    }
    return "";
}

std::span<const OptionSpec> options() { return kOptions; }

const OptionSpec* findOption(std::string_view name, Command command) {
    const auto found = std::ranges::find_if(kOptions, [&](const OptionSpec& o) { return o.name == name && o.isFor(command); });
    return found == kOptions.end() ? nullptr : &*found;
}

const CommandSpec* commandTaking(std::string_view name) {
    for (const CommandSpec& command : commands()) {
        if (findOption(name, command.id) != nullptr) {
            return &command;
        }
    }
    return nullptr;
}

bool isLaterOption(std::string_view name) { return std::ranges::find(kLater, name) != kLater.end(); }

std::vector<std::string> choicesOf(const OptionSpec& option) {
    std::vector<std::string> choices;
    const bool listed = option.value.find('|') != std::string_view::npos &&
                        std::ranges::all_of(option.value, [](char c) { return c == '|' || c == '_' || (c >= 'a' && c <= 'z'); });
    for (std::size_t from = 0; listed && from <= option.value.size();) {
        const std::size_t to = std::min(option.value.find('|', from), option.value.size());
        choices.emplace_back(option.value.substr(from, to - from));
        from = to + 1;
    }
    return choices;
}

Status checkChoice(const OptionSpec& option, std::string_view text, std::string_view where) {
    const std::vector<std::string> choices = choicesOf(option);
    if (choices.empty() || std::ranges::find(choices, text) != choices.end()) {
        return ok();
    }
    std::string list;
    for (const std::string& choice : choices) {
        list += (list.empty() ? "" : ", ") + choice;
    }
    const auto nearest = nearestSpelling(text, choices);
    const std::string hint = nearest ? ", did you mean '" + *nearest + "'?" : "";
    return Error{ErrorCode::BadInput, std::string(where) + ": '" + std::string(text) + "' is not one of " + list + hint};
}

bool takesFromEnvironment(const OptionSpec& option, Command command) {
    if (!option.isFor(command) || option.twin == Twin::None) {
        return false;
    }
    return command != Command::Demo || option.group == OptionGroup::Terminal || option.group == OptionGroup::Plugins;
}

std::string twinOf(const OptionSpec& option) {
    if (option.twin == Twin::None) {
        return {};
    }
    const auto objective = std::ranges::find(kObjectiveTwins, option.name, [](const auto& twin) { return twin.first; });
    if (objective != kObjectiveTwins.end()) {
        return std::string(objective->second);
    }
    std::string twin = "LOADGATE_";
    for (const char c : option.name) {
        twin += c == '-' ? '_' : static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
    }
    return twin;
}

}  // namespace loadgate::cli
