// SPDX-License-Identifier: Apache-2.0
#include "core/report/json_parts.h"

namespace loadgate::report {

namespace {

/// Absent stays absent.
template <class T>
void add(Json& json, const char* key, const std::optional<T>& value) {
    if (value) {
        json[key] = *value;
    }
}

void addBytes(Json& json, const char* key, const std::optional<ByteCount>& value) {
    if (value) {
        json[key] = value->bytes;
    }
}

}  // namespace

Json resourcesJson(const std::vector<ResourceUsage>& usages) {
    Json all = Json::array();
    for (const ResourceUsage& usage : usages) {
        Json one{{"source", text(usage.source)}, {"name", text(usage.name)}};
        if (usage.meanCores) {
            Json cores = Json::object();
            add(cores, "mean", usage.meanCores);
            add(cores, "p95", usage.p95Cores);
            add(cores, "max", usage.maxCores);
            one["cpu_cores"] = cores;
        }
        add(one, "cpu_limit_cores", usage.cpuLimitCores);
        add(one, "machine_cores", usage.machineCores);
        Json memory = Json::object();
        add(memory, "mean", usage.meanMemory);
        addBytes(memory, "max", usage.maxMemory);
        if (!memory.empty()) {
            one["memory_bytes"] = memory;
        }
        addBytes(one, "memory_limit_bytes", usage.memoryLimit);
        add(one, "throttled_share", usage.throttledShare);
        add(one, "restarts", usage.restarts);
        add(one, "threads_max", usage.threads);
        add(one, "descriptors_max", usage.descriptors);
        one["samples"] = usage.samples;
        all.push_back(one);
    }
    return all;
}

void addUsage(Json& interval, const IntervalUsage& usage) {
    add(interval, "cpu_cores", usage.cpuCores);
    add(interval, "memory_bytes", usage.memory);
}

Json resourcesNowJson(const std::vector<ResourceNow>& resources) {
    Json all = Json::array();
    for (const ResourceNow& now : resources) {
        Json one{{"source", text(now.source)}, {"name", text(now.name)}, {"running", now.running}};
        add(one, "cpu_cores", now.cpuCores);
        add(one, "cpu_limit", now.cpuLimitCores);
        addBytes(one, "memory_bytes", now.memory);
        addBytes(one, "memory_limit", now.memoryLimit);
        add(one, "throttled_share", now.throttledShare);
        all.push_back(one);
    }
    return all;
}

Json noteJson(const RunNote& note) {
    return {{"t_s", toSeconds(note.at)},
            {"level", std::string(loadgate::toText(note.level))},
            {"source", text(note.source)},
            {"text", text(note.text)}};
}

}  // namespace loadgate::report
