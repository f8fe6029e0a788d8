// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/pattern.h"
#include "loadgate/target.h"

#include <memory>
#include <string_view>

namespace loadgate {

/// Raised by any change of a virtual or of a value that a plugin returns. Part of the interface id that is compared before any code of a
/// plugin runs, and the SOVERSION of the SDK library.
#define LOADGATE_SDK_ABI 2

enum class PluginKind : std::uint8_t { Pattern, Target, Gate, Rollback };

/// What a plugin library offers, one entry per kind; made by plugin_entry.h around the author's class.
class LOADGATE_API PatternEntry {
  public:
    virtual ~PatternEntry();
    [[nodiscard]] virtual Result<std::unique_ptr<Pattern>> create(const ParamValues&) const = 0;
};
class LOADGATE_API TargetEntry {
  public:
    virtual ~TargetEntry();
    [[nodiscard]] virtual Result<std::unique_ptr<Target>> create(const ParamValues&) const = 0;
};

}  // namespace loadgate
