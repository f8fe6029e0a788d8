// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/plugins/catalog.h"

#include <QJsonObject>

namespace loadgate {

/// Turns what is written in a plugin library into a description of it, or the reason why it cannot be used: another program's plugin,
/// another kind or SDK ABI, another C++ library, metadata that do not follow "loadgate.plugin/1". Pure; the first failure is the reason.
/// `file` and `shipped` stay empty.
[[nodiscard]] Result<PluginInfo> describePlugin(const QJsonObject& qtMetadata);

}  // namespace loadgate
