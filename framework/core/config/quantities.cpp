// SPDX-License-Identifier: Apache-2.0
#include "core/config/quantities.h"

#include "core/config/wording.h"

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

Result<Arrivals> parseArrivals(std::string_view text) {
    const std::vector<std::string> known{"constant", "poisson"};
    if (text == known[0]) {
        return Arrivals::Constant;
    }
    if (text == known[1]) {
        return Arrivals::Poisson;
    }
    return badInput("unknown kind of arrivals " + inQuotes(text) + ", " + suggestion(text, known));
}

Result<ReactorChoice> parseReactor(std::string_view text) {
    for (const ReactorChoice choice : {ReactorChoice::Uring, ReactorChoice::Epoll}) {
        if (text == toText(choice)) {
            return choice;
        }
    }
    return badInput("unknown reactor " + inQuotes(text) + ", " + suggestion(text, std::vector<std::string>{"io_uring", "epoll"}));
}

Result<Pacing> parsePacing(std::string_view text) {
    for (const Pacing pacing : {Pacing::Precise, Pacing::Default, Pacing::Thrifty}) {
        if (text == toText(pacing)) {
            return pacing;
        }
    }
    return badInput("unknown pacing " + inQuotes(text) + ", " +
                    suggestion(text, std::vector<std::string>{"precise", "default", "thrifty"}));
}

}  // namespace loadgate::config
