// SPDX-License-Identifier: Apache-2.0
#include "core/session/secured.h"

namespace loadgate {

namespace {

engine::TlsFile fileOf(const Chosen<std::string>& chosen) { return {chosen.value, chosen.where}; }

/// Of the options that concern TLS, those that were given.
std::vector<const Chosen<std::string>*> filesOf(const RunConfig& config) {
    std::vector<const Chosen<std::string>*> given;
    for (const auto* file : {&config.caFile, &config.certFile, &config.keyFile}) {
        if (!file->value.empty()) {
            given.push_back(file);
        }
    }
    return given;
}

std::string hasNoEffect(const std::string& where, const HttpUrl& url) {
    return where + " has no effect: " + url.host + " is spoken to by http, without TLS";
}

}  // namespace

std::optional<engine::TlsOptions> tlsOf(const RunConfig& config, const HttpUrl& url) {
    if (!url.secure) {
        return std::nullopt;
    }
    return engine::TlsOptions{url.host, !config.insecure.value, fileOf(config.caFile), fileOf(config.certFile), fileOf(config.keyFile)};
}

Result<std::vector<std::string>> tlsRemarks(const RunConfig& config, const HttpUrl& url) {
    std::vector<std::string> remarks;
    if (url.secure) {
        if (config.insecure.value) {
            remarks.push_back("the certificate of " + url.host + " is not verified (" + config.insecure.where + ")");
        }
        return remarks;
    }
    if (config.insecure.value) {
        remarks.push_back(hasNoEffect(config.insecure.where, url));
    }
    for (const Chosen<std::string>* file : filesOf(config)) {
        if (file != &config.caFile && file->origin == Origin::Option) {
            return Error{ErrorCode::BadInput, hasNoEffect(file->where, url) + "; leave it out, or give an https:// target"};
        }
        remarks.push_back(hasNoEffect(file->where, url));
    }
    return remarks;
}

}  // namespace loadgate
