// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/prometheus/scrape_endpoint.h"

#include "core/metrics/prometheus/curl_call.h"
#include "core/metrics/prometheus/translated.h"

#include <prometheus/collectable.h>
#include <prometheus/exposer.h>

#include <atomic>
#include <thread>
#include <utility>

namespace loadgate {

namespace {

class Collected final : public prometheus::Collectable {
  public:
    explicit Collected(std::function<MetricFamilies()> families) : m_families(std::move(families)) {}
    [[nodiscard]] std::vector<prometheus::MetricFamily> Collect() const override { return translated(m_families()); }

  private:
    std::function<MetricFamilies()> m_families;
};

/// One thread answers while another one waits for a scraper that says nothing; that one is let go after five seconds.
std::vector<std::string> optionsFor(const std::string& address) {
    return {"listening_ports", address, "num_threads", "2", "request_timeout_ms", "5000", "enable_keep_alive", "no"};
}

/// Where a connection reaches somebody who listens on every address.
std::string reachable(const std::string& address, std::uint16_t port) {
    std::string host = address.substr(0, address.rfind(':'));
    host = host == "0.0.0.0" ? "127.0.0.1" : host == "[::]" ? "[::1]" : host;
    return "http://" + host + ":" + std::to_string(port) + "/";
}

/// Connects and hangs up.
void knockAt(const std::string& url) {
    const CurlHandle call(curl_easy_init());
    curl_easy_setopt(call.get(), CURLOPT_URL, url.c_str());
    curl_easy_setopt(call.get(), CURLOPT_CONNECT_ONLY, 1L);
    curl_easy_setopt(call.get(), CURLOPT_PROXY, "");
    curl_easy_setopt(call.get(), CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(call.get(), CURLOPT_TIMEOUT_MS, 200L);
    (void)curl_easy_perform(call.get());
}

}  // namespace

Result<std::unique_ptr<ScrapeEndpoint>> ExposedMetrics::open(const std::string& address, std::function<MetricFamilies()> families) {
    try {
        return std::unique_ptr<ScrapeEndpoint>(new ExposedMetrics(address, std::move(families)));
    } catch (const std::exception&) {  // says "null context when constructing CivetServer", whatever was wrong
        return Error{ErrorCode::Io, "cannot listen there: another program has that port, or the address is none of this machine"};
    }
}

ExposedMetrics::ExposedMetrics(const std::string& address, std::function<MetricFamilies()> families)
    : m_address(address),
      m_metrics(std::make_shared<Collected>(std::move(families))),
      m_exposer(std::make_unique<prometheus::Exposer>(optionsFor(address))),
      m_port(static_cast<std::uint16_t>(m_exposer->GetListeningPorts().front())) {
    m_exposer->RegisterCollectable(m_metrics);
}

/// The server looks up from its listening socket every two seconds, or when somebody connects; Ctrl-C has no two seconds to give away.
ExposedMetrics::~ExposedMetrics() {
    std::atomic<bool> ended{false};
    std::thread ending([&] {
        m_exposer.reset();
        ended = true;
    });
    const std::string url = reachable(m_address, m_port);
    while (!ended) {
        knockAt(url);
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    ending.join();
}

}  // namespace loadgate
