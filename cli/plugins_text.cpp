// SPDX-License-Identifier: Apache-2.0
#include "cli/plugins_text.h"

#include "cli/wrap.h"
#include "core/report/escape.h"
#include "loadgate/params.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace loadgate::cli {

namespace {

using Json = nlohmann::ordered_json;

std::string padded(const std::string& text, unsigned columns) {
    const unsigned used = columnsOf(text);
    return text + std::string(used < columns ? columns - used : 0, ' ');
}

unsigned widest(const std::vector<std::string>& texts) {
    unsigned columns = 0;
    for (const std::string& text : texts) {
        columns = std::max(columns, columnsOf(text));
    }
    return columns;
}

Json parametersOf(const PluginInfo& plugin) {
    Json list = Json::array();
    for (const ParamSpec& parameter : plugin.parameters) {
        Json one{{"key", forJson(parameter.key)},
                 {"kind", toText(parameter.kind)},
                 {"title", forJson(parameter.title)},
                 {"help", forJson(parameter.help)}};
        if (parameter.defaultValue) {
            one["default"] = forJson(*parameter.defaultValue);
        }
        one["required"] = parameter.required;
        list.push_back(std::move(one));
    }
    return list;
}

}  // namespace

std::string pluginsAsText(const std::vector<PluginInfo>& plugins, const std::vector<RejectedPlugin>& rejected, unsigned columns) {
    std::vector<std::string> ids;
    std::vector<std::string> versions;
    for (const PluginInfo& plugin : plugins) {
        ids.push_back(forTerminal(plugin.id));
        versions.push_back(forTerminal(plugin.version));
    }
    const unsigned idColumns = std::max(widest(ids), 4U) + 2;
    const unsigned versionColumns = std::max(widest(versions), 7U) + 2;
    std::string out;
    for (std::size_t i = 0; i < plugins.size(); ++i) {
        const PluginInfo& plugin = plugins[i];
        constexpr unsigned kKind = 10;
        constexpr unsigned kLeast = 24;  // columns for what it is; where there are fewer it has lines of its own
        const bool beside = kKind + idColumns + versionColumns + kLeast <= columns;
        const std::string kind(toText(plugin.kind));
        const std::string start = beside ? padded(kind, kKind) + padded(ids[i], idColumns) + padded(versions[i], versionColumns)
                                         : kind + " " + ids[i] + " " + versions[i] + "\n    ";
        const std::string what = forTerminal(plugin.summary.empty() ? plugin.title : plugin.summary) +
                                 (plugin.shipped ? "" : " (" + forTerminal(plugin.file.string()) + ")");
        out += start + wrapped(what, columns, beside ? columnsOf(start) : 4) + "\n";
    }
    if (plugins.empty()) {
        out = "no plugin was found\n";
    }
    if (!rejected.empty()) {
        out += "\nRejected\n";
    }
    for (const RejectedPlugin& one : rejected) {
        out += "  " + wrapped(forTerminal(one.file.string()) + ": " + forTerminal(one.reason), columns, 4) + "\n";
    }
    return out;
}

std::string pluginsAsJson(const std::vector<PluginInfo>& plugins, const std::vector<RejectedPlugin>& rejected) {
    Json root{{"schema", "loadgate.plugins/1"}, {"plugins", Json::array()}, {"rejected", Json::array()}};
    for (const PluginInfo& plugin : plugins) {
        root["plugins"].push_back({{"id", forJson(plugin.id)},
                                   {"kind", toText(plugin.kind)},
                                   {"version", forJson(plugin.version)},
                                   {"title", forJson(plugin.title)},
                                   {"summary", forJson(plugin.summary)},
                                   {"file", forJson(plugin.file.string())},
                                   {"shipped", plugin.shipped},
                                   {"own_length", plugin.ownLength},
                                   {"parameters", parametersOf(plugin)}});
    }
    for (const RejectedPlugin& one : rejected) {
        root["rejected"].push_back({{"file", forJson(one.file.string())}, {"reason", forJson(one.reason)}});
    }
    return root.dump(2) + "\n";
}

std::string usedPluginsAsText(const std::vector<UsedPlugin>& used, const std::vector<PluginInfo>& plugins) {
    constexpr std::size_t kDigits = 12;
    std::string out = "Plugins\n";
    for (const UsedPlugin& one : used) {
        const auto plugin = std::ranges::find_if(plugins, [&](const PluginInfo& p) { return p.id == one.id && p.version == one.version; });
        out += "  " + forTerminal(one.id) + " " + forTerminal(one.version) + ", sha256 " + forTerminal(one.sha256.substr(0, kDigits)) +
               "…" + (plugin == plugins.end() ? "" : ", " + forTerminal(plugin->file.string())) + "\n";
    }
    return out;
}

std::string noSuchPlugin(const std::string& id, const std::vector<PluginInfo>& plugins, const std::vector<RejectedPlugin>& rejected) {
    const std::string what = "there is no plugin '" + forTerminal(id) + "'";
    for (const RejectedPlugin& one : rejected) {
        if (one.file.stem() == id || one.file.stem() == "lib" + id) {
            return what + "; " + one.file.string() + " was rejected: " + one.reason;
        }
    }
    std::vector<std::string> ids;
    std::ranges::transform(plugins, std::back_inserter(ids), &PluginInfo::id);
    const auto nearest = nearestSpelling(id, ids);
    return what + (nearest ? ", did you mean '" + *nearest + "'?" : "; plugins list shows what there is");
}

}  // namespace loadgate::cli
