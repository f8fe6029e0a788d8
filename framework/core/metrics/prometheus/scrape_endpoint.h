// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/prometheus_client.h"

#include <memory>
#include <string>

namespace prometheus {
class Collectable;
class Exposer;
}  // namespace prometheus

namespace loadgate {

/// prometheus-cpp's Exposer. It adds exposer_* families about itself.
class ExposedMetrics final : public ScrapeEndpoint {
  public:
    [[nodiscard]] static Result<std::unique_ptr<ScrapeEndpoint>> open(const std::string& address, std::function<MetricFamilies()> families);
    ~ExposedMetrics() override;
    ExposedMetrics(const ExposedMetrics&) = delete;
    ExposedMetrics& operator=(const ExposedMetrics&) = delete;
    [[nodiscard]] std::uint16_t port() const override { return m_port; }

  private:
    ExposedMetrics(const std::string& address, std::function<MetricFamilies()> families);

    std::string m_address;
    std::shared_ptr<prometheus::Collectable> m_metrics;
    std::unique_ptr<prometheus::Exposer> m_exposer;
    std::uint16_t m_port{};
};

}  // namespace loadgate
