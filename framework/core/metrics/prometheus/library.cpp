// SPDX-License-Identifier: Apache-2.0
// The library's one door. Made on the thread that loads it, before any other thread of ours uses libcurl.
#include "core/metrics/prometheus/push_client.h"
#include "core/metrics/prometheus/scrape_endpoint.h"
#include "core/metrics/prometheus/translated.h"

#include <utility>

namespace loadgate {

namespace {

class Client final : public PrometheusClient {
  public:
    Client() { curl_global_init(CURL_GLOBAL_DEFAULT); }
    [[nodiscard]] Result<std::unique_ptr<ScrapeEndpoint>> serve(const std::string& address,
                                                                std::function<MetricFamilies()> families) override {
        return ExposedMetrics::open(address, std::move(families));
    }
    [[nodiscard]] std::unique_ptr<PushClient> pushTo(PushPlace place) override {
        return std::make_unique<CurlPushClient>(std::move(place));
    }
    [[nodiscard]] std::string text(const MetricFamilies& families) const override { return asText(families); }
};

}  // namespace

}  // namespace loadgate

extern "C" __attribute__((visibility("default"))) loadgate::PrometheusClient* loadgate_prometheus_client() {
    static loadgate::Client client;
    return &client;
}
