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
        return Error{ErrorCode::NotFound, config.target.where + ": " + config::inQuotes(name) +
                                              " is not an address: write http://HOST[:PORT][/PATH], or name it in deploy/targets.yml"};
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
    return entry == config.targets.end() ? Result<TargetChoice>(unknownName(config, target.sent())) : named(*entry, catalog);
}

}  // namespace loadgate
