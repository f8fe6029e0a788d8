// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/config/redactor.h"
#include "loadgate/result.h"

#include <optional>
#include <string>
#include <string_view>

namespace loadgate {

/// A Pushgateway as --pushgateway names it.
struct PushgatewayUrl {
    std::string base;            ///< "http://push:9091/prefix", without credentials and without a slash at the end
    std::string user, password;  ///< of the URL's userinfo, decoded
    bool operator==(const PushgatewayUrl&) const = default;
};

/// Where a run's metrics go.
struct MetricsOptions {
    std::optional<std::string> listen;  ///< "127.0.0.1:9464"
    std::optional<PushgatewayUrl> pushgateway;
    std::optional<std::string> textfile;
    [[nodiscard]] bool any() const { return listen || pushgateway || textfile; }
};

/// ":9464" (on 127.0.0.1), "0.0.0.0:9464", "[::1]:9464", "localhost:0"; port 0 lets the kernel choose. BadInput otherwise. Pure.
[[nodiscard]] Result<std::string> parseListenAddress(std::string_view);
/// "http[s]://[USER:PASSWORD@]HOST[:PORT][/PREFIX]". BadInput otherwise, with nothing of the credentials in the sentence. Pure.
[[nodiscard]] Result<PushgatewayUrl> parsePushgatewayUrl(std::string_view);
/// The group of a run: base + "/metrics/job/loadgate/target/…/profile/…"; what is not plain is base64, as Pushgateways read it. Pure.
[[nodiscard]] std::string groupUrl(const PushgatewayUrl&, std::string_view target, std::string_view profile);
/// Knows the credentials, also as HTTP basic authentication writes them.
[[nodiscard]] Redactor redactorFor(const MetricsOptions&);

}  // namespace loadgate
