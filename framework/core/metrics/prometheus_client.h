// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/metric_family.h"
#include "loadgate/result.h"

#include <chrono>
#include <cstdint>
#include <functional>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>

namespace loadgate {

/// Serves what it is asked for at /metrics, on threads of its own, for as long as it lives.
class ScrapeEndpoint {
  public:
    virtual ~ScrapeEndpoint() = default;
    /// Where it listens, the kernel's choice where 0 was asked for.
    [[nodiscard]] virtual std::uint16_t port() const = 0;
};

/// Where pushed metrics go.
struct PushPlace {
    std::string url;                           ///< of the group: "http://push:9091/metrics/job/loadgate/…"; no credentials
    std::string user, password;                ///< HTTP basic authentication; empty: none
    std::chrono::milliseconds deadline{5000};  ///< for a whole push, connecting included
};

/// One connection to a Pushgateway. One thread at a time.
class PushClient {
  public:
    virtual ~PushClient() = default;
    /// Puts these in place of everything in the group. Io with the reason (an answer's text may be in it: from outside), Timeout after the
    /// deadline or when asked to stop.
    [[nodiscard]] virtual Status push(const MetricFamilies&, const std::stop_token&) = 0;
};

/// All that is asked of prometheus-cpp. It stands behind an interface because it lives in a library that is loaded when it is used: with
/// what it needs, libcurl above all, it costs 6 MB and 20 ms that a run without Prometheus need not pay.
class PrometheusClient {
  public:
    virtual ~PrometheusClient() = default;
    /// `address` "127.0.0.1:9464", "[::1]:0". Io when that is not possible. `families` is called on other threads until the endpoint is
    /// gone.
    [[nodiscard]] virtual Result<std::unique_ptr<ScrapeEndpoint>> serve(const std::string& address,
                                                                        std::function<MetricFamilies()> families) = 0;
    [[nodiscard]] virtual std::unique_ptr<PushClient> pushTo(PushPlace) = 0;
    /// The text format, for files.
    [[nodiscard]] virtual std::string text(const MetricFamilies&) const = 0;
};

/// Loads the library, once; it stays until the process ends. Io when it is not there or does not load.
[[nodiscard]] Result<PrometheusClient*> loadPrometheusClient();

/// The one function that the library has.
inline constexpr const char* kPrometheusEntry = "loadgate_prometheus_client";
using PrometheusEntry = PrometheusClient* (*)();

}  // namespace loadgate
