// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

namespace loadgate::bench {

using Nanos = std::chrono::nanoseconds;

/// What the sink is told on its command line.
struct SinkOptions {
    std::uint16_t port{};          ///< 0: the kernel's choice
    std::size_t answerBytes{140};  ///< the whole answer, head included
    Nanos delay{};                 ///< from request to answer
    Nanos stallEvery{};            ///< > 0: begins with no request for stallFor, this often
    Nanos stallFor{};
    int cpu{-1};        ///< >= 0: runs there and nowhere else
    bool spin{};        ///< never sleeps, so that no wake-up is in its time stamps
    bool sharedPort{};  ///< another sink listens on the same port, and the kernel deals connections out
    bool tls{};         ///< TLS 1.3 with a certificate made for the occasion
    std::string log;    ///< where the moments of arrival go at the end: ns of CLOCK_MONOTONIC, 8 bytes each, in the machine's byte order
};

/// Empty `error` when the arguments are right.
struct ParsedOptions {
    SinkOptions options;
    std::string error;
};
[[nodiscard]] ParsedOptions parseSinkOptions(int argc, char** argv);

}  // namespace loadgate::bench
