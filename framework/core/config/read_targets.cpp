// SPDX-License-Identifier: Apache-2.0
#include "core/config/allow_rule.h"
#include "core/config/http_text.h"
#include "core/config/http_url.h"
#include "core/config/profile_parts.h"
#include "core/config/quantities.h"
#include "core/config/target_parts.h"
#include "core/config/wording.h"

#include <algorithm>

namespace loadgate::config {
namespace {

const std::vector<std::string> kKeys{"version", "targets", "deployments", "allow_hosts"};
const std::vector<std::string> kTargetKeys{"use", "with", "url", "max_rate"};
const std::vector<std::string> kLaterTargetKeys{"image"};
const std::vector<std::string> kUseKeys{"use", "with"};

/// A text through `check`, kept as the file says it.
template <class Check>
Result<FileText> readText(const YamlAt& at, Check check) {
    LOADGATE_TRY(std::string real, readAs(at, check));
    const Worded worded = at.worded(std::move(real));
    return FileText{worded.shown, worded.realIfOther()};
}

Result<std::string> checkedUrl(std::string_view text) {
    const std::string_view url = trimmed(text);
    LOADGATE_CHECK(parseHttpUrl(url));
    return std::string(url);
}

/// A key that people will write on the command line: nothing in it that an address or PLUGIN:NAME has.
Status checkKey(const YamlAt& at) {
    const std::string& key = at.node().key;
    const bool plain = std::all_of(key.begin(), key.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.';
    });
    return plain && key.size() <= 100 ? ok() : at.refuse("a name has up to 100 letters, digits, '-', '_' and '.'");
}

Result<PluginUse> readUse(const YamlAt& at, const std::filesystem::path& folder) {
    PluginUse use;
    use.where = at.where();
    const auto id = at.find("use");
    if (!id) {
        return at.refuse("no plugin; say which, as in 'use: NAME'");
    }
    LOADGATE_TRY(use.id, readAs(*id, checkedName));
    use.where = id->whereWithPath();
    if (const auto with = at.find("with")) {
        if (!with->isMap()) {
            return with->refuse("must be a map of the plugin's parameters");
        }
        LOADGATE_TRY(use.with, readParams(*with, folder));
    }
    return use;
}

Result<NamedTarget> readTarget(const YamlAt& at, const std::filesystem::path& folder) {
    LOADGATE_CHECK(checkKey(at));
    LOADGATE_CHECK(at.hasOnly(kTargetKeys, kLaterTargetKeys));
    NamedTarget target;
    target.name = at.node().key;
    target.where = at.where();
    const auto url = at.find("url");
    if (const auto with = at.find("with"); with && !at.find("use")) {
        return with->refuse("no plugin to give this to; say which, as in 'use: NAME'");
    }
    if (at.find("use")) {
        LOADGATE_TRY(target.use, readUse(at, folder));
    } else if (!url) {
        return at.refuse("no way to find it; write a plugin, as in 'use: NAME', or an address, as in 'url: http://127.0.0.1:8080'");
    }
    if (url) {
        LOADGATE_TRY(target.url, readText(*url, checkedUrl));
    }
    LOADGATE_TRY(target.maxRate, readOptional<Rate>(at, "max_rate", [](const YamlAt& one) -> Result<Rate> {
                     const auto strict = [](std::string_view text) { return parseArrivalRate(text, BareNumber::Refused); };
                     LOADGATE_TRY(const Load load, readAs(one, strict));
                     return Rate{load.amount};
                 }));
    return target;
}

Result<std::vector<NamedTarget>> readTargetMap(const YamlAt& at, const std::filesystem::path& folder) {
    if (!at.isMap()) {
        return at.refuse("must be a map from a target's name to how it is found, as in 'shop: {url: http://127.0.0.1:8080}'");
    }
    std::vector<NamedTarget> targets;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(NamedTarget target, readTarget(child, folder));
        targets.push_back(std::move(target));
    }
    return targets;
}

Result<std::vector<std::string>> readAllowHosts(const YamlAt& at) {
    if (!at.isList()) {
        return at.refuse("must be a list of hosts, as in '[staging.example.com, 10.0.0.0/8]'");
    }
    std::vector<std::string> rules;
    for (const YamlAt& child : at.children()) {
        LOADGATE_TRY(std::string rule, readAs(child, checkedAllowRule));
        rules.push_back(std::move(rule));
    }
    return rules;
}

}  // namespace

Result<std::optional<PluginUse>> readOptionalUse(const YamlAt& map, std::string_view key, const std::filesystem::path& folder) {
    return readOptional<PluginUse>(map, key, [&](const YamlAt& at) -> Result<PluginUse> {
        LOADGATE_CHECK(at.hasOnly(kUseKeys));
        return readUse(at, folder);
    });
}

Result<FileText> readTargetOrUrl(const YamlAt& at, const std::vector<NamedTarget>& targets) {
    LOADGATE_TRY(FileText text, readText(at, checkedName));
    if (text.sent().find("://") != std::string::npos) {
        return readText(at, checkedUrl);
    }
    std::vector<std::string> known;
    std::transform(targets.begin(), targets.end(), std::back_inserter(known), [](const NamedTarget& one) { return one.name; });
    if (std::find(known.begin(), known.end(), text.sent()) == known.end()) {
        return at.refuse(
            "no target is called " + inQuotes(text.sent()) + ", " +
            (known.empty() ? "and 'targets:' has none; write an address, as in http://127.0.0.1:8080" : suggestion(text.sent(), known)));
    }
    return text;
}

Result<FileText> readUrl(const YamlAt& at) { return readText(at, checkedUrl); }

Result<FileText> readPath(const YamlAt& at) { return readText(at, checkedPath); }

Result<FileText> readWords(const YamlAt& at) { return readText(at, checkedName); }

}  // namespace loadgate::config

namespace loadgate {

Result<TargetsFile> readTargets(std::string_view yaml, std::string source, const Variables& variables) {
    using namespace config;
    LOADGATE_TRY(const YamlNode root, readYaml(yaml, source, variables));
    const YamlAt at(root, source);
    LOADGATE_CHECK(at.hasOnly(kKeys));
    LOADGATE_CHECK(checkVersion(at));
    const std::filesystem::path folder = std::filesystem::path(source).parent_path();
    TargetsFile file;
    if (const auto targets = at.find("targets")) {
        LOADGATE_TRY(file.targets, readTargetMap(*targets, folder));
    }
    if (const auto deployments = at.find("deployments")) {
        LOADGATE_TRY(file.deployments, readDeployments(*deployments, file.targets, folder));
    }
    if (const auto hosts = at.find("allow_hosts")) {
        LOADGATE_TRY(file.allowHosts, readAllowHosts(*hosts));
    }
    file.variables = variablesIn(root);
    file.source = std::move(source);
    return file;
}

}  // namespace loadgate
