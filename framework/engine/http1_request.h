// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"

#include <string>
#include <string_view>

namespace loadgate::engine {

/// The bytes of an HTTP/1.1 request. `hostHeader`: "127.0.0.1:8080". Host, Content-Length and, unless given, Accept and User-Agent are
/// added; variables are filled in. Names and values must already be free of control characters (the profile reader sees to it).
[[nodiscard]] std::string http1Request(const RequestSpec&, std::string_view hostHeader);
/// Methods that may be repeated (RFC 9110 section 9.2.2).
[[nodiscard]] bool isIdempotent(std::string_view method);

}  // namespace loadgate::engine
