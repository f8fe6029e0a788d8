// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/http_url.h"
#include "core/config/run_config.h"
#include "engine/tls_options.h"

#include <optional>

namespace loadgate {

/// How connections to this address are secured; nothing for http.
[[nodiscard]] std::optional<engine::TlsOptions> tlsOf(const RunConfig&, const HttpUrl&);

}  // namespace loadgate
