// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/demo/answers.h"
#include "cli/parse.h"

#include <cstdint>
#include <functional>
#include <string>

namespace loadgate::cli {

struct BackendConfig {
    std::string address{"127.0.0.1"};  ///< an IP address, IPv6 without brackets
    std::uint16_t port{8002};          ///< 0: any free one
    AnswerModel answers;
    std::string version{"1"};  ///< X-Version
    bool untilEof{};
};
/// From the options of `demo backend`. Pure.
[[nodiscard]] Result<BackendConfig> backendConfigOf(const Invocation&);

/// Serves until SIGINT, SIGTERM or, with untilEof, the end of standard input. `ready` is called once with the URL when connections are
/// accepted; its error ends the serving. One thread, for as many connections as descriptors allow.
[[nodiscard]] Status serveBackend(const BackendConfig&, const std::function<Status(const std::string& url)>& ready);

}  // namespace loadgate::cli
