// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/plugin.h"

#include <QJsonObject>

#include <filesystem>
#include <string>

namespace loadgate {

/// A plugin file that may be trusted as far as its place goes: neither it nor its folder can be written by others. Refused otherwise.
[[nodiscard]] Status checkNobodyElseWrites(const std::filesystem::path& file);

/// What Qt finds written in a library, read without running any of its code. Incompatible with Qt's own sentence when it is no plugin.
[[nodiscard]] Result<QJsonObject> readMetadata(const std::filesystem::path& file);

/// Loads the library for the rest of the process (objects made from it must never lose their code) and shows its entry, borrowed.
[[nodiscard]] Result<const PatternEntry*> loadPatternEntry(const std::filesystem::path& file);
[[nodiscard]] Result<const TargetEntry*> loadTargetEntry(const std::filesystem::path& file);

/// SHA-256 of a file, 64 hexadecimal digits.
[[nodiscard]] Result<std::string> sha256Of(const std::filesystem::path& file);

}  // namespace loadgate
