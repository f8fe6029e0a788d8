// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/http_url.h"
#include "core/config/run_config.h"
#include "engine/tls_options.h"

#include <optional>
#include <string>
#include <vector>

namespace loadgate {

/// How connections to this address are secured; nothing for http.
[[nodiscard]] std::optional<engine::TlsOptions> tlsOf(const RunConfig&, const HttpUrl&);

/// What a person should know of it: a certificate that is not verified, options that http has no use for. BadInput for a certificate of
/// ours that was given as an option and that nobody will ever be shown.
[[nodiscard]] Result<std::vector<std::string>> tlsRemarks(const RunConfig&, const HttpUrl&);

}  // namespace loadgate
