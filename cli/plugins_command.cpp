// SPDX-License-Identifier: Apache-2.0
#include "cli/commands.h"
#include "cli/console.h"
#include "cli/plugin_page.h"
#include "cli/plugins_text.h"
#include "cli/road.h"

#include <algorithm>

namespace loadgate::cli {

Result<int> pluginsListCommand(const Invocation& call) {
    LOADGATE_TRY(const Reporting reporting, reportingFor(call, false));
    const Catalog catalog = catalogFor(call);
    const int to = reporting.look.reportTo;
    const Status shown = writeForPeople(to, pluginsAsText(catalog.plugins(), catalog.rejected(), columnsOfTerminal(to)));
    const auto failures = writeOutputs(
        reporting.outputs, [&](const Output&, std::string_view) { return pluginsAsJson(catalog.plugins(), catalog.rejected()); });
    if (!failures.empty()) {
        return failures.front().second;
    }
    if (!shown && to == kResults) {
        return Error{ErrorCode::Io, "the list could not be written to standard output: " + shown.error().message};
    }
    return 0;
}

namespace {

Result<LoadCurve> drawnByDefaults(const PluginInfo& plugin, const Catalog& catalog) {
    if (std::ranges::any_of(plugin.parameters, &ParamSpec::required)) {
        return notDrawable(plugin);
    }
    LOADGATE_TRY(const std::unique_ptr<Pattern> pattern, catalog.createPattern({plugin.id, {}, ""}));
    LOADGATE_TRY(PatternShape shape, pattern->shape({.model = LoadModel::Closed, .peak = kExampleUsers, .length = kExampleLength}));
    return std::move(shape.curve);
}

}  // namespace

Result<int> pluginsShowCommand(const Invocation& call) {
    const Catalog catalog = catalogFor(call);
    const std::string& id = call.operands.front();
    std::string text;
    for (const PluginInfo& plugin : catalog.plugins()) {
        if (plugin.id == id) {
            const Result<LoadCurve> drawn = plugin.kind == PluginKind::Pattern ? drawnByDefaults(plugin, catalog) : notDrawable(plugin);
            text += (text.empty() ? "" : "\n") + pluginPage(plugin, drawn, {columnsOfTerminal(kResults), surroundings().utf8});
        }
    }
    if (text.empty()) {
        return Error{ErrorCode::NotFound, noSuchPlugin(id, catalog.plugins(), catalog.rejected())};
    }
    LOADGATE_CHECK(writeForPeople(kResults, text).within("standard output could not be written"));
    return 0;
}

}  // namespace loadgate::cli
