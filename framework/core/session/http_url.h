// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate {

/// The parts of http://HOST[:PORT][/PATH].
struct HttpUrl {
    std::string host;  ///< without brackets
    std::uint16_t port{80};
    std::string path;        ///< "" or "/shop": no slash at the end, no query
    std::string query;       ///< with its '?', or empty
    std::string hostHeader;  ///< as it goes into the Host header: "[::1]:8080", "example.org"
};
/// What a target plugin answers. Its parts go into request lines and Host headers as they stand, so anything that cannot (spaces,
/// controls, bytes beyond ASCII, a user name) is BadInput. A fragment is left out: it is never sent.
[[nodiscard]] Result<HttpUrl> parseHttpUrl(std::string_view);

}  // namespace loadgate
