// SPDX-License-Identifier: Apache-2.0
#include "core/session/secured.h"

namespace loadgate {

namespace {

engine::TlsFile fileOf(const Chosen<std::string>& chosen) { return {chosen.value, chosen.where}; }

}  // namespace

std::optional<engine::TlsOptions> tlsOf(const RunConfig& config, const HttpUrl& url) {
    if (!url.secure) {
        return std::nullopt;
    }
    return engine::TlsOptions{url.host, !config.insecure.value, fileOf(config.caFile), fileOf(config.certFile), fileOf(config.keyFile)};
}

}  // namespace loadgate
