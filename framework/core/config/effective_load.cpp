// SPDX-License-Identifier: Apache-2.0
#include "core/config/effective_parts.h"
#include "core/config/quantities.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

constexpr Load kDefaultPeak{10, LoadModel::Closed};
constexpr Duration kDefaultLength = std::chrono::seconds(30);

/// --rate or --concurrency, whichever has the higher origin; both from one origin contradict each other.
Result<std::optional<Chosen<Load>>> givenPeak(const Given& given) {
    const GivenOption* rate = given.find("rate");
    const GivenOption* users = given.find("concurrency");
    if (rate != nullptr && users != nullptr && rate->origin == users->origin) {
        return badInput(users->where + " excludes " + rate->where + ": the load is a number of users or a rate; remove one of them");
    }
    if (rate != nullptr && (users == nullptr || rate->origin > users->origin)) {
        LOADGATE_TRY(const Load load, parseArrivalRate(rate->text, BareNumber::Accepted).within(rate->where));
        return std::optional(Chosen<Load>{load, rate->origin, rate->where});
    }
    if (users != nullptr) {
        LOADGATE_TRY(const Load load, parseUsers(users->text).within(users->where));
        return std::optional(Chosen<Load>{load, users->origin, users->where});
    }
    return std::optional<Chosen<Load>>{};
}

/// The parameters of --set that are meant for the chosen pattern: one chosen by an option does not inherit the environment's.
Result<std::vector<GivenParam>> givenParams(const Given& given, Origin patternOrigin) {
    std::vector<GivenParam> params;
    for (const GivenOption& option : given.all("set")) {
        if (option.origin < patternOrigin) {
            continue;
        }
        const std::size_t equals = option.text.find('=');
        if (equals == std::string::npos || trimmed(option.text.substr(0, equals)).empty()) {
            return badInput(option.where + ": " + inQuotes(option.text) + " is no parameter; write KEY=VALUE, as in --set base=20%");
        }
        LOADGATE_CHECK(hasNoVariables(option.text).within(option.where));
        const std::string_view text = option.text;
        params.push_back({std::string(trimmed(text.substr(0, equals))), std::string(trimmed(text.substr(equals + 1))), option.where, {}});
    }
    return params;
}

/// The highest peak and the whole length that the profile's stages say; the default where they say none.
Chosen<Load> peakOf(const LoadProfile& profile) {
    Chosen<Load> peak{kDefaultPeak};
    for (const StageSpec& stage : profile.load) {
        if (stage.peak && (peak.origin == Origin::Default || stage.peak->amount > peak.value.amount)) {
            peak = {*stage.peak, Origin::File, stage.where};
        }
    }
    return peak;
}
Chosen<Duration> lengthOf(const LoadProfile& profile) {
    Chosen<Duration> length{kDefaultLength};
    for (const StageSpec& stage : profile.load) {
        if (stage.length) {
            const Duration earlier = length.origin == Origin::Default ? Duration{} : length.value;
            length = {earlier + *stage.length, Origin::File, profile.load.front().where};
        }
    }
    return length;
}

Result<LoadChoice> oneStage(const PluginUse& pattern, Origin origin, const Chosen<Load>& peak, const Chosen<Duration>& length) {
    LoadChoice choice;
    choice.peak = peak;
    choice.length = length;
    choice.stages = {{StageConfig{pattern, peak.value, length.value, origin != Origin::Default && length.origin == Origin::Default}},
                     origin,
                     pattern.where};
    return choice;
}

Result<LoadChoice> profileStages(const LoadProfile& profile, std::vector<GivenParam> params, const std::optional<Chosen<Load>>& peak,
                                 const std::optional<Chosen<Duration>>& length) {
    LoadChoice choice;
    choice.peak = peak.value_or(peakOf(profile));
    choice.length = length.value_or(lengthOf(profile));
    choice.stages.origin = Origin::File;
    choice.stages.where = profile.load.front().where;
    const bool one = profile.load.size() == 1;
    for (const StageSpec& stage : profile.load) {
        const bool taken = one && length;  // a stage of a list has its own length or says it
        choice.stages.value.push_back({stage.pattern, stage.peak.value_or(choice.peak.value),
                                       stage.length.value_or(one ? choice.length.value : Duration{}), !stage.length && !taken});
    }
    // A stage that says nothing takes the option as it is; what a stage says is one curve, scaled and stretched as a whole.
    if (peak && profile.load.front().peak) {
        choice.scaleToPeak = peak->value;
    }
    if (length && (!one || profile.load.front().length)) {
        choice.stretchTo = length->value;
    }
    auto& with = choice.stages.value.front().pattern.with;
    with.insert(with.end(), std::make_move_iterator(params.begin()), std::make_move_iterator(params.end()));
    return choice;
}

}  // namespace

Result<LoadChoice> effectiveLoad(const std::optional<LoadProfile>& profile, const Given& given) {
    LOADGATE_TRY(const std::optional<Chosen<Load>> peak, givenPeak(given));
    std::optional<Chosen<Duration>> length;
    if (given.find("duration") != nullptr) {
        LOADGATE_TRY(length, choose(given, "duration", Chosen<Duration>{},
                                    [](std::string_view text) { return parseLength(text, BareNumber::Accepted); }));
    }
    const GivenOption* pattern = given.find("pattern");
    LOADGATE_TRY(std::vector<GivenParam> params, givenParams(given, pattern != nullptr ? pattern->origin : Origin::Default));
    const bool hasStages = profile && !profile->load.empty();
    if (pattern == nullptr && !params.empty() && (!hasStages || profile->load.size() != 1)) {
        return badInput(params.front().where + ": no pattern to set " + inQuotes(params.front().key) +
                        " of; say which with --pattern, or use a profile whose load is one stage");
    }
    if (pattern == nullptr && hasStages) {
        return profileStages(*profile, std::move(params), peak, length);
    }
    const Chosen<Load> onePeak = peak.value_or(hasStages ? peakOf(*profile) : Chosen<Load>{kDefaultPeak});
    const Chosen<Duration> oneLength = length.value_or(hasStages ? lengthOf(*profile) : Chosen<Duration>{kDefaultLength});
    if (pattern == nullptr) {
        return oneStage({"sustained", {}, "built-in"}, Origin::Default, onePeak, oneLength);
    }
    LOADGATE_CHECK(hasNoVariables(pattern->text).within(pattern->where));
    LOADGATE_TRY(const std::string id, checkedName(pattern->text).within(pattern->where));
    return oneStage({id, std::move(params), pattern->where}, pattern->origin, onePeak, oneLength);
}

}  // namespace loadgate::config
