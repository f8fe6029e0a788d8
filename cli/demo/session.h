// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/demo/answers.h"

#include <boost/asio/ip/tcp.hpp>
#include <cstdint>
#include <string>

namespace loadgate::cli {

/// What all connections of a backend share.
struct BackendService {
    AnswerModel answers;
    std::string version;
    std::uint64_t requests{};  ///< that have come so far; numbers the next one
};

/// Answers the requests of one connection until either side closes it; owns itself. `service` outlives it.
void startSession(boost::asio::ip::tcp::socket, BackendService& service);

}  // namespace loadgate::cli
