// SPDX-License-Identifier: Apache-2.0
#include "core/config/profile_parts.h"
#include "core/config/quantities.h"
#include "core/config/run_config.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kKeys{"version",    "name",        "target",   "headers", "requests",   "load", "warmup", "timeout",
                                     "think_time", "connections", "arrivals", "seed",    "objectives", "slos", "policy"};
const std::vector<std::string> kLaterKeys{"scenarios", "data"};

Result<std::string> nameOf(const YamlAt& root) {
    if (const auto name = root.find("name")) {
        return readName(*name);
    }
    const std::string stem = std::filesystem::path(root.source()).stem().string();
    const auto fromFile = checkedName(stem);
    return root.source() == "-" || !fromFile ? std::string("profile") : *fromFile;
}

Status readTarget(const YamlAt& root, LoadProfile& profile) {
    const auto target = root.find("target");
    if (!target) {
        return ok();
    }
    LOADGATE_TRY(std::string real, readAs(*target, checkedName));
    const Worded worded = target->worded(std::move(real));
    profile.target = worded.shown;
    profile.realTarget = worded.realIfOther();
    profile.targetWhere = target->where();
    return ok();
}

/// What is one value each, and where it stands.
Status readPlainValues(const YamlAt& root, LoadProfile& profile) {
    LOADGATE_TRY(profile.warmup, readOptional<Duration>(root, "warmup", readPause));
    LOADGATE_CHECK(readTimeouts(root, profile));
    LOADGATE_CHECK(readThinkTime(root, profile));
    LOADGATE_CHECK(readConnections(root, profile));
    LOADGATE_TRY(profile.seed, readOptional<std::uint64_t>(root, "seed", [](const YamlAt& at) { return readAs(at, parseCount); }));
    LOADGATE_TRY(profile.arrivals, readOptional<Arrivals>(root, "arrivals", [](const YamlAt& at) { return readAs(at, parseArrivals); }));
    for (const std::string_view key : {"warmup", "think_time", "seed", "arrivals", "load"}) {
        if (const auto at = root.find(key)) {
            profile.where.emplace(key, at->where());
        }
    }
    return ok();
}

Status readJudgement(const YamlAt& root, LoadProfile& profile) {
    LOADGATE_CHECK(readExpressions(root, profile.objectives));
    if (const auto policy = root.find("policy")) {
        LOADGATE_TRY(const Policy read, readPolicy(*policy));
        profile.confidence = read.confidence;
        profile.minSamples = read.minSamples;
        profile.rhythm = read.rhythm;
    }
    return ok();
}

/// A profile may come from a stranger and must not be able to name a program.
Status hasNoDeployment(const YamlAt& root) {
    for (const std::string_view key : {"gate", "rollback"}) {
        if (const auto at = root.find(key)) {
            return at->refuse("belongs to a deployment in targets.yml, never to a profile");
        }
    }
    return ok();
}

Result<LoadProfile> profileFrom(const YamlAt& root, const std::filesystem::path& folder) {
    LOADGATE_CHECK(hasNoDeployment(root));
    LOADGATE_CHECK(root.hasOnly(kKeys, kLaterKeys));
    LOADGATE_CHECK(checkVersion(root));
    LoadProfile profile;
    profile.source = root.source();
    LOADGATE_TRY(profile.name, nameOf(root));
    LOADGATE_CHECK(readTarget(root, profile));
    if (const auto headers = root.find("headers")) {
        LOADGATE_TRY(profile.headers, readHeaders(*headers));
    }
    if (const auto requests = root.find("requests")) {
        LOADGATE_TRY(profile.requests, readRequests(*requests, folder));
    }
    if (const auto load = root.find("load")) {
        LOADGATE_TRY(profile.load, readLoad(*load, folder));
    }
    LOADGATE_CHECK(readPlainValues(root, profile));
    LOADGATE_CHECK(readJudgement(root, profile));
    return profile;
}

}  // namespace

Result<std::string> readName(const YamlAt& at) {
    LOADGATE_TRY(std::string real, readAs(at, checkedName));
    return at.worded(std::move(real)).shown;
}

Result<Duration> readLength(const YamlAt& at) {
    return readAs(at, [](std::string_view text) { return parseLength(text, BareNumber::Refused); });
}

Result<Duration> readPause(const YamlAt& at) {
    return readAs(at, [](std::string_view text) { return parsePause(text, BareNumber::Refused); });
}

}  // namespace loadgate::config

namespace loadgate {

Result<LoadProfile> readProfile(std::string_view yaml, std::string source, const Variables& variables) {
    LOADGATE_TRY(const config::YamlNode root, config::readYaml(yaml, source, variables));
    const std::filesystem::path folder = source == "-" ? std::filesystem::path() : std::filesystem::path(source).parent_path();
    LOADGATE_TRY(LoadProfile profile, config::profileFrom(config::YamlAt(root, source), folder));
    profile.variables = config::variablesIn(root);
    return profile;
}

}  // namespace loadgate
