// SPDX-License-Identifier: Apache-2.0
#include "core/config/allow_rule.h"
#include "core/config/profile_parts.h"
#include "core/config/quantities.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kTimeoutKeys{"connect", "first_byte", "total"};
const std::vector<std::string> kThinkKeys{"constant", "uniform", "exponential"};
const std::vector<std::string> kConnectionKeys{"reuse", "max_age", "max_requests", "handshakes", "sources"};
constexpr std::size_t kMostSources = 1000;

/// Notes where a map's keys stand: "timeout.connect".
void notePlaces(const YamlAt& map, const std::string& name, LoadProfile& profile) {
    for (const YamlAt& child : map.children()) {
        profile.where.emplace(name + "." + child.node().key, child.where());
    }
}

Result<ThinkTime> readUniform(const YamlAt& at) {
    const std::vector<YamlAt> ends = at.isList() ? at.children() : std::vector<YamlAt>{};
    if (ends.size() != 2) {
        return at.refuse("must be the shortest and the longest, as in '[500ms, 1500ms]'");
    }
    LOADGATE_TRY(const Duration from, readPause(ends[0]));
    LOADGATE_TRY(const Duration to, readLength(ends[1]));
    if (from >= to) {
        return at.refuse("the shortest must be below the longest, as in '[500ms, 1500ms]'");
    }
    return ThinkTime::uniform(from, to);
}

Result<ThinkTime> readDistribution(const YamlAt& at) {
    LOADGATE_CHECK(at.hasOnly(kThinkKeys));
    const std::vector<YamlAt> given = at.children();
    if (given.size() != 1) {
        return at.refuse("must be one of constant, uniform and exponential, as in '{exponential: 1s}'");
    }
    const YamlAt& one = given.front();
    if (one.node().key == "uniform") {
        return readUniform(one);
    }
    if (one.node().key == "exponential") {
        LOADGATE_TRY(const Duration mean, readLength(one));
        return ThinkTime::exponential(mean);
    }
    LOADGATE_TRY(const Duration always, readPause(one));
    return ThinkTime::constant(always);
}

Result<std::vector<std::string>> readSources(const YamlAt& at) {
    const std::vector<YamlAt> places = at.isList() ? at.children() : std::vector<YamlAt>{};
    if (places.empty() || places.size() > kMostSources) {
        return at.refuse("must be a list of 1 to 1000 addresses of this machine, as in '[127.0.0.2, 127.0.0.3]'");
    }
    std::vector<std::string> sources;
    for (const YamlAt& place : places) {
        LOADGATE_TRY(std::string source, place.text());
        if (!looksLikeAddress(source)) {
            return place.refuse(inQuotes(source) + " is no address: write 127.0.0.2 or ::1");
        }
        if (std::find(sources.begin(), sources.end(), source) != sources.end()) {
            return place.refuse(inQuotes(source) + " is there twice");
        }
        sources.push_back(std::move(source));
    }
    return sources;
}

Result<Rate> readHandshakes(const YamlAt& at) {
    LOADGATE_TRY(const Load rate, readAs(at, [](std::string_view text) { return parseArrivalRate(text, BareNumber::Refused); }));
    if (rate.amount < 1) {
        return at.refuse("write at least 1/s: the load begins when all users of its beginning are connected");
    }
    return Rate{rate.amount};
}

Result<std::uint64_t> readMaxRequests(const YamlAt& at) {
    LOADGATE_TRY(const std::uint32_t most, readAs(at, [](std::string_view text) { return parseBounded(text, 1'000'000'000); }));
    return std::uint64_t{most};
}

/// A connection for each request grows neither old nor weary.
Status excludeEachOther(const YamlAt& at, const ConnectionSpec& spec) {
    for (const std::string_view key : {"max_age", "max_requests"}) {
        if (const auto other = at.find(key); other && spec.reuse == Reuse::PerRequest) {
            return other->refuse("excludes 'reuse: per_request', where each connection carries one request; remove one of them");
        }
    }
    return ok();
}

}  // namespace

Status readTimeouts(const YamlAt& root, LoadProfile& profile) {
    const auto at = root.find("timeout");
    if (!at) {
        return ok();
    }
    if (!at->isMap()) {
        LOADGATE_TRY(profile.timeout, readLength(*at));
        profile.where.emplace("timeout", at->where());
        return ok();
    }
    LOADGATE_CHECK(at->hasOnly(kTimeoutKeys));
    if (at->children().empty()) {
        return at->refuse("has no value; write a time as in '10s', or '{connect: 2s, first_byte: 5s, total: 10s}'");
    }
    LOADGATE_TRY(profile.connectTimeout, readOptional<Duration>(*at, "connect", readLength));
    LOADGATE_TRY(profile.firstByteTimeout, readOptional<Duration>(*at, "first_byte", readLength));
    LOADGATE_TRY(profile.timeout, readOptional<Duration>(*at, "total", readLength));
    notePlaces(*at, "timeout", profile);
    if (const auto total = at->find("total")) {
        profile.where.emplace("timeout", total->where());
    }
    return ok();
}

Status readThinkTime(const YamlAt& root, LoadProfile& profile) {
    LOADGATE_TRY(profile.thinkTime, readOptional<ThinkTime>(root, "think_time", [](const YamlAt& at) -> Result<ThinkTime> {
                     if (at.isMap()) {
                         return readDistribution(at);
                     }
                     LOADGATE_TRY(const Duration always, readPause(at));
                     return ThinkTime::constant(always);
                 }));
    return ok();
}

Status readConnections(const YamlAt& root, LoadProfile& profile) {
    const auto at = root.find("connections");
    if (!at) {
        return ok();
    }
    if (!at->isMap() || at->children().empty()) {
        return at->refuse("must be a map, as in '{reuse: per_request}' or '{max_age: 30s, sources: [127.0.0.2, 127.0.0.3]}'");
    }
    LOADGATE_CHECK(at->hasOnly(kConnectionKeys));
    ConnectionSpec& spec = profile.connections;
    LOADGATE_TRY(spec.reuse, readOptional<Reuse>(*at, "reuse", [](const YamlAt& reuse) { return readAs(reuse, parseReuse); }));
    LOADGATE_TRY(spec.maxAge, readOptional<Duration>(*at, "max_age", readLength));
    LOADGATE_TRY(spec.maxRequests, readOptional<std::uint64_t>(*at, "max_requests", readMaxRequests));
    LOADGATE_TRY(spec.handshakes, readOptional<Rate>(*at, "handshakes", readHandshakes));
    LOADGATE_TRY(spec.sources, readOptional<std::vector<std::string>>(*at, "sources", readSources));
    notePlaces(*at, "connections", profile);
    return excludeEachOther(*at, spec);
}

}  // namespace loadgate::config
