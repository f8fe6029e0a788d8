// SPDX-License-Identifier: Apache-2.0
// The JSON inside a plugin library: of a pattern if the first byte is even, of a target if it is odd.
#include "core/plugins/metadata.h"
#include "fuzzing.h"
#include "loadgate/abi.h"

#include <QJsonDocument>

using namespace loadgate;
using namespace loadgate::fuzz;

int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    std::string_view text = textOf(data, size);
    const QString kind = (takeByte(text) & 1U) != 0 ? "target" : "pattern";
    const QJsonDocument json = QJsonDocument::fromJson(QByteArray(text.data(), static_cast<qsizetype>(text.size())));
    const QString iid = "org.loadgate." + kind + "/" + QString::number(LOADGATE_SDK_ABI);
    const Result<PluginInfo> plugin = describePlugin(QJsonObject{{"IID", iid}, {"MetaData", json.object()}});
    if (!plugin) {
        require(plugin.error().code == ErrorCode::Incompatible && plugin.error().message.size() > 10, "a rejection has a reason");
        return 0;
    }
    require(!plugin->id.empty() && !plugin->title.empty() && !plugin->version.empty(), "a plugin describes itself");
    for (const ParamProblem& problem : resolveParams(plugin->parameters, {}).problems) {
        require(problem.message.ends_with("is missing: it is required"), "a plugin's own defaults fit its parameters");
    }
    return 0;
}
