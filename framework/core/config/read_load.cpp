// SPDX-License-Identifier: Apache-2.0
#include "core/config/profile_parts.h"
#include "core/config/quantities.h"
#include "core/config/wording.h"

namespace loadgate::config {
namespace {

const std::vector<std::string> kKeys{"use", "users", "rate", "for", "with"};

Result<std::optional<Load>> readPeak(const YamlAt& at) {
    const auto users = at.find("users");
    const auto rate = at.find("rate");
    if (users && rate) {
        return rate->refuse("excludes 'users': the load is a number of users or a rate; remove one of them");
    }
    if (users) {
        LOADGATE_TRY(const Load load, readAs(*users, parseUsers));
        return std::optional(load);
    }
    if (rate) {
        LOADGATE_TRY(const Load load, readAs(*rate, [](std::string_view text) { return parseArrivalRate(text, BareNumber::Refused); }));
        return std::optional(load);
    }
    return std::optional<Load>{};
}

Result<StageSpec> readStage(const YamlAt& at, const std::filesystem::path& folder) {
    LOADGATE_CHECK(at.hasOnly(kKeys));
    StageSpec stage;
    stage.where = at.where();
    stage.pattern.id = "sustained";
    stage.pattern.where = at.where();
    if (const auto use = at.find("use")) {
        LOADGATE_TRY(stage.pattern.id, readAs(*use, checkedName));
        stage.pattern.where = use->whereWithPath();
    }
    LOADGATE_TRY(stage.peak, readPeak(at));
    LOADGATE_TRY(stage.length, readOptional<Duration>(at, "for", readLength));
    if (const auto with = at.find("with")) {
        if (!with->isMap()) {
            return with->refuse("must be a map of the pattern's parameters, as in '{base: 20%}'");
        }
        LOADGATE_TRY(stage.pattern.with, readParams(*with, folder));
    }
    return stage;
}

/// A list is one curve in one model throughout. Whether each part has a length is known when the patterns are: some have their own.
Status isOneCurve(const std::vector<YamlAt>& places, const std::vector<StageSpec>& stages) {
    for (std::size_t i = 0; i < stages.size(); ++i) {
        if (stages[i].peak.has_value() != stages.front().peak.has_value()) {
            return places[i].refuse("some stages say 'users' or 'rate' and some do not; write it in each, or in none");
        }
        if (stages[i].peak && stages[i].peak->model != stages.front().peak->model) {
            return places[i].refuse("a load is users throughout or a rate throughout; the first stage has the other one");
        }
    }
    return ok();
}

}  // namespace

Result<std::vector<GivenParam>> readParams(const YamlAt& at, const std::filesystem::path& folder) {
    std::vector<GivenParam> params;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(std::string text, child.text());
        const Worded worded = child.worded(std::move(text));
        params.push_back({child.node().key, worded.shown, child.whereWithPath(), folder.string(), worded.realIfOther()});
    }
    return params;
}

Result<std::vector<StageSpec>> readLoad(const YamlAt& at, const std::filesystem::path& folder) {
    constexpr std::size_t kMost = 1000;
    const std::vector<YamlAt> places = at.isList() ? at.children() : std::vector{at};
    if (places.empty() || places.size() > kMost) {
        return at.refuse("must be a stage like '{use: ramp, users: 50, for: 1m}', or a list of 1 to 1000 of them");
    }
    std::vector<StageSpec> stages;
    for (const YamlAt& place : places) {
        LOADGATE_TRY(StageSpec stage, readStage(place, folder));
        stages.push_back(std::move(stage));
    }
    if (at.isList() && stages.size() > 1) {
        LOADGATE_CHECK(isOneCurve(places, stages));
    }
    return stages;
}

}  // namespace loadgate::config
