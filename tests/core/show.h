// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <QString>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>

namespace loadgate::test {

inline QString shown(const std::string& text) { return QString::fromUtf8(text.data(), static_cast<qsizetype>(text.size())); }

/// The error's sentence, or what says that there is none.
template <class T>
QString errorOf(const Result<T>& result) {
    return result ? QStringLiteral("no error") : shown(result.error().message);
}

inline std::string textOf(const std::filesystem::path& file) {
    std::ostringstream text;
    text << std::ifstream(file, std::ios::binary).rdbuf();
    return text.str();
}

}  // namespace loadgate::test
