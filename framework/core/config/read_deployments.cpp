// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_text.h"
#include "core/config/target_parts.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kKeys{"default", "baseline", "candidate", "front", "identify", "probe", "traffic", "gate", "rollback"};
const std::vector<std::string> kMarkKeys{"header", "baseline", "candidate"};

/// A member that has to be there.
Result<YamlAt> needed(const YamlAt& map, std::string_view key, std::string_view example) {
    const auto at = map.find(key);
    return at ? Result<YamlAt>(*at) : map.refuse("no '" + std::string(key) + "'; write for example '" + std::string(example) + "'");
}

Result<bool> readFlag(const YamlAt& at) {
    return readAs(at, [](std::string_view text) -> Result<bool> {
        if (text == "true" || text == "false") {
            return text == "true";
        }
        return badInput(inQuotes(text) + ": write true or false");
    });
}

Result<AnswerMark> readMark(const YamlAt& at) {
    LOADGATE_CHECK(at.hasOnly(kMarkKeys));
    constexpr std::string_view kExample = "identify: {header: X-Version, baseline: \"1\", candidate: \"2\"}";
    LOADGATE_TRY(const YamlAt header, needed(at, "header", kExample));
    LOADGATE_TRY(const YamlAt baseline, needed(at, "baseline", kExample));
    LOADGATE_TRY(const YamlAt candidate, needed(at, "candidate", kExample));
    AnswerMark mark;
    LOADGATE_TRY(mark.header, readWords(header));
    if (const auto name = checkedHeaderName(mark.header.sent()); !name) {
        return header.refuse(name.error());
    }
    LOADGATE_TRY(mark.baseline, readWords(baseline));
    LOADGATE_TRY(mark.candidate, readWords(candidate));
    if (mark.baseline.sent() == mark.candidate.sent()) {
        return candidate.refuse("is the same as 'baseline', so no answer says which version gave it");
    }
    return mark;
}

Status readPlugins(const YamlAt& at, const std::filesystem::path& folder, DeploymentSpec& deployment) {
    LOADGATE_TRY(deployment.traffic, readOptionalUse(at, "traffic", folder));
    LOADGATE_TRY(deployment.gate, readOptionalUse(at, "gate", folder));
    LOADGATE_TRY(deployment.rollback, readOptionalUse(at, "rollback", folder));
    return ok();
}

Result<DeploymentSpec> readDeployment(const YamlAt& at, const std::vector<NamedTarget>& targets, const std::filesystem::path& folder) {
    LOADGATE_CHECK(at.hasOnly(kKeys));
    DeploymentSpec deployment;
    const auto name = checkedName(at.node().key);
    if (!name) {
        return at.refuse(name.error());
    }
    deployment.name = *name;
    deployment.where = at.where();
    if (const auto isDefault = at.find("default")) {
        LOADGATE_TRY(deployment.isDefault, readFlag(*isDefault));
    }
    LOADGATE_TRY(const YamlAt baseline, needed(at, "baseline", "baseline: backend-v1"));
    LOADGATE_TRY(const YamlAt candidate, needed(at, "candidate", "candidate: backend-v2"));
    LOADGATE_TRY(deployment.baseline, readTargetOrUrl(baseline, targets));
    LOADGATE_TRY(deployment.candidate, readTargetOrUrl(candidate, targets));
    if (deployment.baseline.sent() == deployment.candidate.sent()) {
        return candidate.refuse("is the same as 'baseline': there is nothing to roll out");
    }
    LOADGATE_TRY(deployment.front, readOptional<FileText>(at, "front", readUrl));
    LOADGATE_TRY(deployment.probe, readOptional<FileText>(at, "probe", readPath));
    LOADGATE_TRY(deployment.identify, readOptional<AnswerMark>(at, "identify", readMark));
    LOADGATE_CHECK(readPlugins(at, folder, deployment));
    return deployment;
}

}  // namespace

Result<std::vector<DeploymentSpec>> readDeployments(const YamlAt& at, const std::vector<NamedTarget>& targets,
                                                    const std::filesystem::path& folder) {
    if (!at.isMap()) {
        return at.refuse("must be a map from a deployment's name to its parts, as in 'shop: {baseline: shop-v1, candidate: shop-v2}'");
    }
    std::vector<DeploymentSpec> deployments;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(DeploymentSpec deployment, readDeployment(child, targets, folder));
        const auto first = std::find_if(deployments.begin(), deployments.end(), [](const DeploymentSpec& one) { return one.isDefault; });
        if (deployment.isDefault && first != deployments.end()) {
            return child.refuse("a second default; " + first->where + " is one already");
        }
        deployments.push_back(std::move(deployment));
    }
    return deployments;
}

}  // namespace loadgate::config
