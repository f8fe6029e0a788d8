// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/variables.h"
#include "fuzzing.h"

#include <string>

namespace loadgate::fuzz {

/// Where no file lies that body_file could find.
inline constexpr const char* kYamlSource = "no-such-folder/fuzz.yml";
inline constexpr std::string_view kSecret = "Zq7 s3cret";
/// What the environment holds, for files that use it.
inline const Variables kVariables{{"HOST", "127.0.0.1"}, {"TOKEN", std::string(kSecret)}, {"EMPTY", ""}};

/// Every reader of a YAML file promises this much: a value, or one printable sentence that begins with file and line and holds nothing of
/// the environment; the same each time. For a new reader: x_fuzz.cpp that calls this, a line in CMakeLists.txt, a few files in corpus/x.
template <class Read>
int checkYamlReader(const std::uint8_t* data, std::size_t size, Read read) {
    const std::string_view text = textOf(data, size);
    const auto value = read(text);
    const auto again = read(text);
    require(bool(value) == bool(again), "the same text is read in the same way");
    if (value) {
        require(*value == *again, "the same text is the same value");
        return 0;
    }
    const std::string& message = value.error().message;
    require(message == again.error().message, "the same mistake is said in the same words");
    require(message.starts_with(std::string(kYamlSource) + ":"), "a message says where");
    require(!hasControls(message), "a message is one printable line");
    require(message.find(kSecret) == std::string::npos || text.find(kSecret) != std::string_view::npos,
            "a message does not show what the environment holds");
    return 0;
}

}  // namespace loadgate::fuzz
