// SPDX-License-Identifier: Apache-2.0
#include "model/restarts.h"

#include <algorithm>
#include <cstddef>
#include <map>

namespace loadgate {

namespace {

/// Who was not heard of for so long, while others of the name were, is gone.
constexpr Duration kGone = std::chrono::seconds(3);

/// One instance so far.
struct Life {
    const ResourceSample* running{};  ///< its last sample with figures
    Duration seen{};
    bool ended{};
};

/// Between two samples of a running instance, or since it ended.
std::uint64_t startsBetween(const Life& before, const ResourceSample& now) {
    if (before.running == nullptr) {
        return 0;
    }
    const ResourceSample& last = *before.running;
    const bool anew = last.cpuTime && now.cpuTime && *now.cpuTime < *last.cpuTime;
    const std::uint64_t least = before.ended || anew ? 1 : 0;
    const bool counted = last.restarts && now.restarts && *now.restarts > *last.restarts;
    return counted ? std::max<std::uint64_t>(least, *now.restarts - *last.restarts) : least;
}

}  // namespace

std::optional<std::uint64_t> restartsOf(std::span<const ResourceSample> samples, std::string_view source, std::string_view name) {
    std::map<std::string_view, Life> lives;
    std::uint64_t restarts = 0;
    std::size_t heard = 0;
    Duration last{};
    for (const ResourceSample& sample : samples) {
        if (sample.source != source || sample.name != name) {
            continue;
        }
        ++heard;
        last = sample.at;
        Life& life = lives[sample.instance];
        life.seen = sample.at;
        if (sample.running) {
            restarts += startsBetween(life, sample);
            life.running = &sample;
        }
        life.ended = !sample.running && life.running != nullptr;
    }
    for (const auto& [instance, life] : lives) {
        restarts += life.ended || (life.running != nullptr && last - life.seen > kGone) ? 1 : 0;
    }
    return heard < 2 ? std::nullopt : std::optional(restarts);
}

}  // namespace loadgate
