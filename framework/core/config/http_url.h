// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <cstdint>
#include <string>
#include <string_view>

namespace loadgate {

/// The parts of http://HOST[:PORT][/PATH], or https://….
struct HttpUrl {
    bool secure{};           ///< https
    std::string host;        ///< without brackets
    std::uint16_t port{80};  ///< 443 when secure, unless the address says
    std::string path;        ///< "" or "/shop": no slash at the end, no query
    std::string query;       ///< with its '?', or empty
    std::string hostHeader;  ///< as it goes into the Host header: "[::1]:8080", "example.org"
};
/// BadInput for anything that a server, a proxy or a person could read as another host than the one connected to: userinfo (not repeated in
/// the sentence, it may be a password), backslashes, spaces, controls, a path that begins with "//". A fragment is never sent: also
/// refused.
[[nodiscard]] Result<HttpUrl> parseHttpUrl(std::string_view);

}  // namespace loadgate
