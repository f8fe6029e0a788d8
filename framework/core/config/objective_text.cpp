// SPDX-License-Identifier: Apache-2.0
#include "core/config/objective_text.h"

#include "core/config/run_config.h"
#include "core/config/wording.h"

#include <algorithm>
#include <array>
#include <utility>

namespace loadgate::config {
namespace {

const std::vector<std::string> kMetrics{"p50",    "p75",        "p90", "p95",    "p99",       "p99.9",   "max",
                                        "errors", "throughput", "cpu", "memory", "throttled", "restarts"};

/// "p99(GET /orders) < 250ms in each 60s" in its parts; without a window the last one is absent.
struct Parts {
    std::string_view metric, endpoint, comparison, limit;
    std::optional<std::string_view> window;
};

/// Where the word begins; npos without it.
std::size_t findWord(std::string_view text, std::string_view word) {
    constexpr std::string_view kBlank = " \t";
    for (std::size_t at = text.find(word); at != std::string_view::npos; at = text.find(word, at + 1)) {
        const std::string_view rest = text.substr(at + word.size());
        const bool begins = at == 0 || kBlank.find(text[at - 1]) != std::string_view::npos;
        if (begins && (rest.empty() || kBlank.find(rest.front()) != std::string_view::npos)) {
            return at;
        }
    }
    return std::string_view::npos;
}

/// "250ms in each 60s" is a limit and a window.
Status splitWindow(Parts& parts) {
    const std::size_t in = findWord(parts.limit, "in");
    if (in == std::string_view::npos) {
        return ok();
    }
    const std::string_view behind = trimmed(parts.limit.substr(in + 2));
    if (findWord(behind, "each") != 0) {
        return badInput(inQuotes(parts.limit.substr(in)) + " is no window; write 'in each 60s' behind the limit");
    }
    parts.window = trimmed(behind.substr(4));
    parts.limit = trimmed(parts.limit.substr(0, in));
    return ok();
}

Result<Parts> partsOf(std::string_view whole) {
    const std::string_view text = trimmed(whole);
    const std::size_t nameEnd = std::min(text.find_first_of("(<>=! \t"), text.size());
    Parts parts{text.substr(0, nameEnd), {}, {}, {}, {}};
    std::string_view rest = trimmed(text.substr(nameEnd));
    if (rest.starts_with('(')) {
        // The last ')': a name may hold parentheses and comparisons, a limit cannot.
        const std::size_t close = rest.rfind(')');
        if (close == std::string_view::npos) {
            return badInput(inQuotes(whole) + " has '(' without ')'");
        }
        parts.endpoint = trimmed(rest.substr(1, close - 1));
        if (parts.endpoint.empty()) {
            return badInput(inQuotes(whole) +
                            " has empty parentheses; write a request's name, as in 'p99(GET /orders)', or leave them out");
        }
        rest = trimmed(rest.substr(close + 1));
    }
    const std::size_t comparisonEnd = std::min(rest.find_first_not_of("<>=!"), rest.size());
    parts.comparison = rest.substr(0, comparisonEnd);
    parts.limit = trimmed(rest.substr(comparisonEnd));
    LOADGATE_CHECK(splitWindow(parts));
    return parts;
}

using LimitReader = Result<Objective> (*)(std::string_view limit);

/// Null for what is no resource of the target.
LimitReader resourceReader(std::string_view metric) {
    constexpr std::array<std::pair<std::string_view, LimitReader>, 4> kReaders{
        {{"cpu", cpuObjective}, {"memory", memoryObjective}, {"throttled", throttledObjective}, {"restarts", restartsObjective}}};
    const auto found = std::find_if(kReaders.begin(), kReaders.end(), [&](const auto& one) { return one.first == metric; });
    return found == kReaders.end() ? nullptr : found->second;
}

Result<Objective> limited(const Parts& parts) {
    if (const auto quantile = quantileOf(parts.metric)) {
        return latencyObjective(*quantile, parts.limit);
    }
    if (parts.metric == "errors" || parts.metric == "error_rate") {
        return errorObjective(parts.limit);
    }
    if (parts.metric == "throughput") {
        return throughputObjective(parts.limit, BareNumber::Refused);
    }
    if (const auto limitOf = resourceReader(parts.metric)) {
        if (!parts.endpoint.empty()) {
            return badInput(inQuotes(parts.metric) + " is of the whole target, not of one request; leave out the parentheses");
        }
        return limitOf(parts.limit);
    }
    return badInput("unknown metric " + inQuotes(parts.metric) + ", " + suggestion(parts.metric, kMetrics));
}

/// Of a count "below 2" is "at most 1"; of everything else the two are the same.
Status tightenCount(const Parts& parts, Objective& objective) {
    if (objective.metric != Metric::Restarts || parts.comparison != "<") {
        return ok();
    }
    if (objective.limit < 1) {
        return badInput("there are never fewer than 0 restarts; write 'restarts <= 0'");
    }
    objective.limit -= 1;
    return ok();
}

Status rightDirection(const Parts& parts, const Objective& objective) {
    const bool floor = !objective.upperBound();
    const std::string_view wanted = floor ? ">=" : "<=";
    const std::string_view strict = wanted.substr(0, 1);
    if (parts.comparison == wanted || parts.comparison == strict) {
        return ok();
    }
    return badInput(inQuotes(parts.metric) + (floor ? " is a floor" : " is a ceiling") + "; write '" + std::string(wanted) +
                    "' before the limit");
}

}  // namespace

std::optional<double> quantileOf(std::string_view name) {
    if (name == "max") {
        return 1.0;
    }
    if (!name.starts_with('p') || name.size() > 10) {
        return std::nullopt;
    }
    const std::string_view digits = name.substr(1);
    const std::size_t dot = std::min(digits.find('.'), digits.size());
    const std::string_view fraction = digits.substr(std::min(dot + 1, digits.size()));
    const std::string whole = std::string(dot == 1 ? "0" : "") + std::string(digits.substr(0, dot));
    const auto isDigits = [](std::string_view s) { return std::all_of(s.begin(), s.end(), [](char c) { return c >= '0' && c <= '9'; }); };
    if (whole.size() != 2 || !isDigits(whole) || !isDigits(fraction) || digits.ends_with('.')) {
        return std::nullopt;
    }
    const auto quantile = parseNumber("0." + whole + std::string(fraction));
    return quantile && *quantile > 0 ? std::optional(*quantile) : std::nullopt;
}

Result<Objective> latencyObjective(double quantile, std::string_view limit) {
    LOADGATE_TRY(const Duration duration, parseDuration(limit));
    if (duration <= Duration{}) {
        return badInput("a latency limit must be above 0");
    }
    if (duration > std::chrono::hours(7 * 24)) {  // no request is waited for any longer, and its text stays exact to the nanosecond
        return badInput("a latency limit is at most 168h");
    }
    Objective objective;
    objective.metric = Metric::Latency;
    objective.quantile = quantile;
    objective.limit = toSeconds(duration);
    return objective;
}

namespace {

/// A bare number is refused even on the command line: nobody can tell whether "1" is 1 % or all.
Result<Objective> shareObjective(Metric metric, std::string_view limit) {
    LOADGATE_TRY(const Share share, parseShare(limit));
    Objective objective;
    objective.metric = metric;
    objective.limit = share.fraction;
    return objective;
}

}  // namespace

Result<Objective> errorObjective(std::string_view limit) { return shareObjective(Metric::ErrorRate, limit); }

Result<Objective> throughputObjective(std::string_view limit, BareNumber bare) {
    LOADGATE_TRY(const Rate rate, parseRate(limit, bare));
    if (rate.perSecond <= 0) {
        return badInput("a throughput must be above 0");
    }
    Objective objective;
    objective.metric = Metric::Throughput;
    objective.limit = rate.perSecond;
    return objective;
}

Result<Objective> cpuObjective(std::string_view limit) {
    Objective objective;
    for (const std::string_view unit : {"cores", "core"}) {
        if (!limit.ends_with(unit)) {
            continue;
        }
        const auto cores = parseNumber(trimmed(limit.substr(0, limit.size() - unit.size())));
        if (!cores || !(*cores > 0)) {
            return badInput(inQuotes(limit) + " is no limit for the CPU; write a number above 0 of cores, '1.5 cores', or a share, '80%'");
        }
        objective.metric = Metric::CpuCores;
        objective.limit = *cores;
        return objective;
    }
    const auto share = parseShare(limit);
    if (!share || share->fraction <= 0) {
        return badInput(inQuotes(limit) +
                        " is no limit for the CPU; write a share above 0 of what the target may use, '80%', or '1.5 cores'");
    }
    objective.metric = Metric::CpuShare;
    objective.limit = share->fraction;
    return objective;
}

Result<Objective> memoryObjective(std::string_view limit) {
    LOADGATE_TRY(const ByteCount bytes, parseByteCount(limit));
    if (bytes.bytes == 0) {
        return badInput("a memory limit must be above 0");
    }
    Objective objective;
    objective.metric = Metric::Memory;
    objective.limit = static_cast<double>(bytes.bytes);
    return objective;
}

Result<Objective> throttledObjective(std::string_view limit) { return shareObjective(Metric::Throttled, limit); }

Result<Objective> restartsObjective(std::string_view limit) {
    LOADGATE_TRY(const std::uint64_t restarts, parseCount(limit));
    if (restarts > 1'000'000) {
        return badInput("a limit of restarts is at most 1000000");
    }
    Objective objective;
    objective.metric = Metric::Restarts;
    objective.limit = static_cast<double>(restarts);
    return objective;
}

bool sameSubject(const Objective& a, const Objective& b) {
    return metricName(a) == metricName(b) && isResource(a.metric) == isResource(b.metric) && a.quantile == b.quantile &&
           a.endpoint == b.endpoint && a.window == b.window;
}

Result<Duration> parseWindow(std::string_view text) {
    if (trimmed(text).empty()) {
        return badInput("the window has no length; write for example 'in each 60s'");
    }
    LOADGATE_TRY(const Duration window, parseDuration(text));
    if (window < std::chrono::seconds(5) || window > std::chrono::hours(7 * 24)) {
        return badInput("a window is 5s to 168h long, not " + toText(window));
    }
    return window;
}

Status checkWindow(const Objective& objective) {
    return objective.window && objective.metric == Metric::Restarts
               ? Status(badInput("restarts are counted over the whole run; leave out the window"))
               : ok();
}

Result<double> parseConfidence(std::string_view text) {
    if (const auto bare = parseNumber(text); bare && *bare > 0 && *bare <= 1) {
        return badInput(inQuotes(text) + " has no unit: write " + toText(Share{*bare}));
    }
    LOADGATE_TRY(const Share share, parseShare(text));
    if (share.fraction < 0.5 || share.fraction > 0.9999) {
        return badInput("a confidence lies between 50% and 99.99%");
    }
    return share.fraction;
}

}  // namespace loadgate::config

namespace loadgate {

Result<Objective> parseObjective(std::string_view expression) {
    using namespace config;
    LOADGATE_TRY(const Parts parts, partsOf(expression));
    if (parts.metric.empty() || parts.comparison.empty() || parts.limit.empty()) {
        return badInput(inQuotes(expression) +
                        " is no objective; write one like 'p99 <= 250ms', 'errors <= 0.5%' or 'throughput >= 1000/s'");
    }
    LOADGATE_TRY(Objective objective, limited(parts));
    LOADGATE_CHECK(rightDirection(parts, objective));
    LOADGATE_CHECK(tightenCount(parts, objective));
    objective.endpoint = std::string(parts.endpoint);
    if (parts.window) {
        LOADGATE_TRY(objective.window, parseWindow(*parts.window));
    }
    LOADGATE_CHECK(checkWindow(objective));
    return objective;
}

}  // namespace loadgate
