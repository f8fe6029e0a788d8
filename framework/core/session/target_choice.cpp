// SPDX-License-Identifier: Apache-2.0
#include "core/session/target_choice.h"

#include "core/config/wording.h"

#include <algorithm>

namespace loadgate {
namespace {

constexpr std::string_view kScheme = "://";

/// The plugin that declares the scheme. `shown` and `real`: see NameValue.
Result<PluginUse> pluginFor(const FileText& url, const std::string& where, const Catalog& catalog) {
    const std::string scheme = url.sent().substr(0, url.sent().find(kScheme));
    for (const PluginInfo& plugin : catalog.plugins()) {
        if (std::find(plugin.schemes.begin(), plugin.schemes.end(), scheme) != plugin.schemes.end()) {
            return PluginUse{plugin.id, {GivenParam{"url", url.text, where, {}, url.real}}, where};
        }
    }
    return Error{ErrorCode::NotFound, where + ": no target plugin knows addresses that begin with " + config::inQuotes(scheme + "://") +
                                          ": write http://HOST[:PORT][/PATH]"};
}

Error unknownName(const RunConfig& config, const std::string& name) {
    std::vector<std::string> known;
    std::transform(config.targets.begin(), config.targets.end(), std::back_inserter(known),
                   [](const NamedTarget& one) { return one.name; });
    if (known.empty()) {
        return Error{
            ErrorCode::NotFound,
            config.target.where + ": " + config::inQuotes(name) +
                " is not an address: write http://HOST[:PORT][/PATH], name it in deploy/targets.yml, or ask a plugin as in process:nginx"};
    }
    std::string all;
    for (const std::string& one : known) {
        all += (all.empty() ? "" : ", ") + one;
    }
    const auto nearest = nearestSpelling(name, known);
    return Error{ErrorCode::NotFound, config.target.where + ": no target is called " + config::inQuotes(name) +
                                          (nearest ? ", did you mean '" + *nearest + "'?" : std::string(";")) + " deploy/targets.yml has " +
                                          all};
}

Result<TargetChoice> named(const NamedTarget& target, const Catalog& catalog) {
    TargetChoice choice;
    choice.name = target.name;
    choice.maxRate = target.maxRate;
    if (target.use) {
        choice.use = *target.use;
        choice.url = target.url ? std::optional(target.url->sent()) : std::nullopt;
    } else {
        LOADGATE_TRY(choice.use, pluginFor(*target.url, target.where, catalog));
    }
    return choice;
}

/// "PLUGIN:NAME" asks one plugin, if there is a target plugin of that id.
Result<std::optional<PluginUse>> useByName(const FileText& target, const std::string& where, const Catalog& catalog) {
    const std::string id = target.sent().substr(0, target.sent().find(':'));
    const auto known = catalog.find(PluginKind::Target, id);
    if (!known || id.size() == target.sent().size()) {
        return std::optional<PluginUse>{};
    }
    const std::string name = target.sent().substr(id.size() + 1);
    if ((*known)->nameParam.empty() || name.empty()) {
        return Error{ErrorCode::BadInput, where + ": " + config::inQuotes(target.text) + ": " +
                                              (name.empty() ? "there is no name after '" + id + ":'"
                                                            : "the plugin '" + id + "' finds nothing by name, see plugins show " + id)};
    }
    return std::optional(PluginUse{id, {GivenParam{(*known)->nameParam, name, where, {}}}, where});
}

}  // namespace

Result<TargetChoice> chooseTarget(const RunConfig& config, const Catalog& catalog) {
    const FileText target{config.target.value, config.realTarget};
    if (target.sent().find(kScheme) != std::string::npos) {
        TargetChoice choice;
        LOADGATE_TRY(choice.use, pluginFor(target, config.target.where, catalog));
        return choice;
    }
    const auto entry =
        std::find_if(config.targets.begin(), config.targets.end(), [&](const NamedTarget& one) { return one.name == target.sent(); });
    if (entry != config.targets.end()) {
        return named(*entry, catalog);
    }
    LOADGATE_TRY(const std::optional<PluginUse> byName, useByName(target, config.target.where, catalog));
    return byName ? Result<TargetChoice>(TargetChoice{*byName, {}, {}, {}}) : unknownName(config, target.sent());
}

}  // namespace loadgate
