// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/tls_options.h"
#include "loadgate/load_curve.h"
#include "model/load_profile.h"
#include "model/request_template.h"
#include "model/sending.h"
#include "model/think_time.h"

#include <sys/socket.h>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace loadgate::engine {

struct SocketAddress {
    sockaddr_storage storage{};
    socklen_t length{};
    std::string text;  ///< "127.0.0.1:8080", "[::1]:8080"
};

/// One endpoint, ready to be written: its content is shared by all users and outlives the load.
struct PlannedRequest {
    std::string name;
    RequestTemplate content;  ///< head and body as they go on the wire
    double weight{1};
    Duration timeout{};               ///< from the moment it is due, connecting included
    std::vector<StatusRange> expect;  ///< empty: 200-399
    bool head{};                      ///< the answer has no body whatever its headers say
    bool idempotent{true};            ///< may be repeated on a fresh connection (RFC 9110 section 9.2.2)
};

/// How connections are made, used and replaced.
struct ConnectionRules {
    Duration maxAge{};                   ///< since it was begun; an older one carries no further request, and ends when idle. 0: any age
    std::uint32_t maxRequests{};         ///< that one connection carries; 0: any number
    double handshakesPerSecond{2000};    ///< at most, of all workers, while users are connected before t = 0; > 0
    std::vector<SocketAddress> sources;  ///< of this machine, without port; connections use one after the other. Empty: the kernel chooses
};

/// Everything the engine needs to know. A finished value; the engine asks nobody while it runs.
struct Plan {
    LoadCurve curve;
    Arrivals arrivals{Arrivals::Constant};
    std::uint64_t seed{1};
    Duration warmup{};
    Duration intervalLength{};    ///< see intervalLengthFor()
    ThinkTime thinkTime{};        ///< closed model: between an answer and the next request of the same user
    Duration connectTimeout{};    ///< of one attempt to connect to one address, TLS included; 0: only the request's own
    Duration firstByteTimeout{};  ///< from the first byte written to the first one of the answer; 0: only the request's own
    ConnectionRules connections;
    std::uint32_t maxInFlight{10'000};  ///< open model: requests waiting or on the wire; more are shed
    std::uint32_t workers{1};
    std::optional<TlsOptions> tls;  ///< empty: plain
    ReactorChoice reactor{ReactorChoice::Auto};
    Pacing pacing{Pacing::Default};
    bool pinned{};                                       ///< each worker stays on a processor of its own
    std::vector<PlannedRequest> requests;                ///< at least one
    std::vector<Duration> limits;                        ///< ascending; counted exactly, see Series::slow
    std::vector<SocketAddress> addresses;                ///< the first that answers is kept; empty: every attempt fails as Outcome::Dns
    std::string unresolved;                              ///< why there are no addresses
    bool tellsSettled{};                                 ///< the sink is told of settled intervals
    Duration drainWhenStopped{std::chrono::seconds(3)};  ///< longest wait for answers after a stop request
};

/// clamp(length / 60, 100 ms, 1 s): the same in recorder, events, JSON and history.
[[nodiscard]] Duration intervalLengthFor(Duration length);
/// How many workers the load needs and the cores allow: one per 20,000 requests/s or 4,000 users.
[[nodiscard]] std::uint32_t workersFor(const LoadCurve&, unsigned cores);
/// The longest timeout of any request.
[[nodiscard]] Duration longestTimeout(const Plan&);

}  // namespace loadgate::engine
