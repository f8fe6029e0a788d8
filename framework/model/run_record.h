// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/identity.h"
#include "loadgate/load_curve.h"
#include "model/load_profile.h"
#include "model/measurement.h"
#include "model/objective.h"

#include <optional>
#include <string>
#include <vector>

namespace loadgate {

struct UsedPlugin {
    std::string id, version, sha256;
    bool operator==(const UsedPlugin&) const = default;
};

struct RunEnvironment {
    std::string host, kernel;
    unsigned cpus{};
    bool operator==(const RunEnvironment&) const = default;
};

/// One finished run, complete: every report is a function of it.
struct RunRecord {
    std::string id, name, toolVersion;
    std::vector<NameValue> tags;
    WallTime started{};
    std::uint64_t seed{1};
    LoadCurve curve;
    std::vector<RequestSpec> requests;  ///< as sent, unexpanded
    std::vector<StageSpec> stages;
    std::string targetName, targetUrl;
    std::optional<Identity> targetIdentity;
    std::optional<bool> certificateVerified;  ///< the target's, over https; empty: plain http
    std::vector<UsedPlugin> plugins;
    RunEnvironment environment;
    Measurement measurement;
    GeneratorHealth generator;
    Verdict verdict;
    bool builtInObjectiveOnly{};  ///< nobody gave an objective: only errors were judged
    int interruptedBy{};          ///< signal number, 0 for none
};

/// The contract's exit code: PASS 0, FAIL 10, INCONCLUSIVE 20, INVALID 30; interrupted 128 + signal.
[[nodiscard]] int exitCodeOf(const RunRecord&);

}  // namespace loadgate
