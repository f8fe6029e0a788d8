// SPDX-License-Identifier: Apache-2.0
#include "core/config/quantities.h"

#include "core/config/wording.h"

#include <initializer_list>
#include <utility>
#include <vector>

namespace loadgate::config {

Result<Load> parseUsers(std::string_view text) {
    LOADGATE_TRY(const std::uint64_t users, parseCount(text));
    if (users < 1 || users > 1'000'000) {
        return badInput(inQuotes(text) + " users: write a number from 1 to 1000000");
    }
    return Load{static_cast<double>(users), LoadModel::Closed};
}

Result<Load> parseArrivalRate(std::string_view text, BareNumber bare) {
    LOADGATE_TRY(const Rate rate, parseRate(text, bare));
    if (!(rate.perSecond > 0 && rate.perSecond <= 1e7)) {
        return badInput(inQuotes(text) + ": write a rate above 0/s and at most 10000000/s");
    }
    return Load{rate.perSecond, LoadModel::Open};
}

Result<Duration> parseLength(std::string_view text, BareNumber bare) {
    LOADGATE_TRY(const Duration length, parsePause(text, bare));
    if (length == Duration{}) {
        return badInput(inQuotes(text) + ": write a time above 0");
    }
    return length;
}

Result<Duration> parsePause(std::string_view text, BareNumber bare) {
    LOADGATE_TRY(const Duration pause, parseDuration(text, bare));
    if (pause > std::chrono::hours(7 * 24)) {
        return badInput(inQuotes(text) + ": write a time of at most 168h");
    }
    return pause;
}

namespace {

/// The one of these words that the text is.
template <class T>
Result<T> oneOf(std::string_view text, std::string_view what, std::initializer_list<std::pair<std::string_view, T>> words) {
    std::vector<std::string> known;
    for (const auto& [word, value] : words) {
        if (text == word) {
            return value;
        }
        known.emplace_back(word);
    }
    return badInput("unknown " + std::string(what) + ' ' + inQuotes(text) + ", " + suggestion(text, known));
}

}  // namespace

Result<Arrivals> parseArrivals(std::string_view text) {
    return oneOf<Arrivals>(text, "kind of arrivals", {{"constant", Arrivals::Constant}, {"poisson", Arrivals::Poisson}});
}

Result<ReactorChoice> parseReactor(std::string_view text) {
    return oneOf<ReactorChoice>(text, "reactor", {{"io_uring", ReactorChoice::Uring}, {"epoll", ReactorChoice::Epoll}});
}

Result<Pacing> parsePacing(std::string_view text) {
    return oneOf<Pacing>(text, "pacing", {{"precise", Pacing::Precise}, {"default", Pacing::Default}, {"thrifty", Pacing::Thrifty}});
}

Result<Reuse> parseReuse(std::string_view text) {
    return oneOf<Reuse>(text, "reuse", {{"keep", Reuse::Keep}, {"per_request", Reuse::PerRequest}});
}

Result<std::uint32_t> parseBounded(std::string_view text, std::uint64_t most) {
    LOADGATE_TRY(const std::uint64_t count, parseCount(text));
    if (count < 1 || count > most) {
        return badInput(inQuotes(text) + ": write a number from 1 to " + std::to_string(most));
    }
    return static_cast<std::uint32_t>(count);
}

}  // namespace loadgate::config
