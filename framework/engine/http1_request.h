// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/load_profile.h"
#include "model/request_template.h"

#include <string>
#include <string_view>

namespace loadgate::engine {

/// The bytes of an HTTP/1.1 request. `hostHeader`: "127.0.0.1:8080". Host, Content-Length and, unless given, Accept and User-Agent are
/// added; what the environment's variables say is filled in, what changes with each request stays open. Names and values must already be
/// free of control characters (the profile reader sees to it). Reuse::PerRequest says "Connection: close", so that the server need not
/// wait for a next request. BadInput when a variable is wrong.
[[nodiscard]] Result<RequestTemplate> http1Request(const RequestSpec&, std::string_view hostHeader, Reuse = Reuse::Keep);
/// Methods that may be repeated (RFC 9110 section 9.2.2).
[[nodiscard]] bool isIdempotent(std::string_view method);

}  // namespace loadgate::engine
