// SPDX-License-Identifier: Apache-2.0
#include "stats/share_decision.h"

#include "stats/ladder.h"
#include "stats/share_ladder.h"
#include "stats/wording.h"

#include <algorithm>
#include <cmath>

namespace loadgate::stats {
namespace {

constexpr double kDrift = 0.5;  // rho' at ten batches from which more requests do not help

constexpr double kNothing = 1e-9;  // 1 - 0.95 is not 0.05

std::string badOfDue(const Evidence& evidence, const std::string& badWords) {
    const double share = static_cast<double>(evidence.bad) / static_cast<double>(evidence.due);
    return shareText(share) + " of " + requestsText(evidence.due) + " " + badWords;
}

ShareDecision inconclusive(std::string because) {
    return {.status = VerdictStatus::Inconclusive, .because = std::move(because), .interval = {}};
}

std::string tooFewForPass(const Evidence& evidence, const ShareQuestion& question) {
    const double needed = evidence.length() * static_cast<double>(question.fewestForPass) / static_cast<double>(evidence.due);
    return requestsText(evidence.due) + " are too few for a PASS, which needs " + countText(question.fewestForPass) +
           (question.ofWindow ? " in each window (" : " (") + aboutText(needed) + " at this rate)";
}

/// None may be bad: true or false of the requests that were sent, without any estimate.
ShareDecision decideNone(const Evidence& evidence, const ShareQuestion& question, const std::string& badWords) {
    if (evidence.bad > 0) {
        return {.status = VerdictStatus::Fail,
                .because =
                    badWords.empty() ? "" : countText(evidence.bad) + " of " + requestsText(evidence.due) + " " + badWords + ", none may",
                .interval = {}};
    }
    if (!evidence.longEnough()) {
        return inconclusive(tooShortText(evidence));
    }
    if (evidence.due < question.fewestForPass) {
        return inconclusive(tooFewForPass(evidence, question));
    }
    if (std::string tooShort = rhythmText(evidence.length(), question.rhythm); !tooShort.empty()) {
        return inconclusive(std::move(tooShort));
    }
    return {.status = VerdictStatus::Pass,
            .because = "true of these " + requestsText(evidence.due) + " and no more; " + horizonText(evidence.length()),
            .interval = {}};
}

/// The limit lies inside the interval: how long would do, and whether length is what is missing.
std::string undecidedText(const Evidence& evidence, const ShareQuestion& question, const ShareInterval& interval,
                          const std::string& badWords) {
    std::string text;
    if (!badWords.empty()) {
        text = badOfDue(evidence, badWords) + " (" + shareRangeText({interval.lower, interval.upper}) + ") where " +
               shareText(question.limit) + " may: ";
    }
    const double distance = question.limit - interval.share;
    const double half = distance > 0 ? interval.upper - interval.share : interval.share - interval.lower;
    const double needed = evidence.length() * std::pow(half / distance, 2);
    text += std::abs(distance) < kNothing ? "on the limit itself, which no length decides" : enoughText(needed, question.ofWindow);
    if (interval.driftAtTen >= kDrift) {
        text += question.ofWindow
                    ? "; the level drifted or swung slowly in the window, so longer windows help, not more requests"
                    : "; the level drifted or swung slowly during the run, so longer or repeated runs help, not more requests";
    }
    return text;
}

std::string breachText(const Evidence& evidence, const ShareQuestion& question, const std::string& badWords, bool grossOnly) {
    std::string text;
    if (!badWords.empty()) {
        text = badOfDue(evidence, badWords) + ", " + shareText(question.limit) + " may";
    }
    if (grossOnly) {
        text += std::string(text.empty() ? "" : "; ") + "a gross breach: more than five-fold odds over the whole " +
                (question.ofWindow ? "window" : "run") + ", whenever it began";
    }
    return text;
}

}  // namespace

std::string horizonText(double seconds) { return "could not see what happens less than once in " + timeText(seconds / 10); }

std::string rhythmText(double seconds, std::optional<Duration> rhythm) {
    constexpr int kTimes = 10;
    if (!rhythm || seconds >= toSeconds(kTimes * *rhythm)) {
        return {};
    }
    return timeText(seconds) + " is too short for a PASS, which needs ten times the rhythm of " + timeText(toSeconds(*rhythm)) +
           " that the policy names: " + timeText(toSeconds(kTimes * *rhythm));
}

std::string enoughText(double seconds, bool ofWindow) {
    return ofWindow ? "a window of " + aboutText(seconds) + " would decide" : aboutText(seconds) + " in all would decide";
}

std::string tooShortText(const Evidence& evidence) {
    return timeText(evidence.length()) + " in " + countText(evidence.seconds.size()) +
           " intervals is too short to judge, which needs 5 s and " + countText(kFewestIntervals) + " intervals";
}

ShareDecision decideShare(const Evidence& evidence, const ShareQuestion& question, const std::string& badWords) {
    if (question.limit <= 0) {
        return decideNone(evidence, question, badWords);
    }
    const ShareLadder ladder(evidence.counts);
    if (!evidence.longEnough() || !ladder.possible()) {
        return inconclusive(tooShortText(evidence));
    }
    if (evidence.due < question.fewest) {
        return inconclusive(requestsText(evidence.due) + " are too few to bound it at all, which needs " + countText(question.fewest));
    }
    const ShareInterval interval = ladder.interval(question.alpha);
    const double pAbove = ladder.pAbove(question.limit);
    ShareDecision decision{.because = {}, .interval = interval, .pFail = std::min(pAbove, ladder.pGross(question.limit))};
    if (decision.pFail < question.alpha / 2) {
        decision.status = VerdictStatus::Fail;
        decision.because = breachText(evidence, question, badWords, pAbove >= question.alpha / 2);
    } else if (!(interval.upper < question.limit)) {
        decision.because = undecidedText(evidence, question, interval, badWords);
    } else if (evidence.due < question.fewestForPass) {
        decision.because = tooFewForPass(evidence, question);
    } else if (std::string tooShort = rhythmText(evidence.length(), question.rhythm); !tooShort.empty()) {
        decision.because = std::move(tooShort);
    } else {
        decision.status = VerdictStatus::Pass;
        decision.because = horizonText(evidence.length());
    }
    return decision;
}

}  // namespace loadgate::stats
