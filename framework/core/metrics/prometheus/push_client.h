// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/metrics/prometheus/curl_call.h"
#include "core/metrics/prometheus_client.h"

#include <string>

namespace loadgate {

/// Pushes with libcurl what prometheus-cpp has made text of. Its own Gateway is not used: it has no deadline (a Pushgateway that does not
/// answer would hold the program for ever), copies the answer to our standard output, where results are, and leaves a blank in a label of
/// the group unencoded (1.0.1, and what follows it).
class CurlPushClient final : public PushClient {
  public:
    explicit CurlPushClient(PushPlace);
    ~CurlPushClient() override;
    CurlPushClient(const CurlPushClient&) = delete;
    CurlPushClient& operator=(const CurlPushClient&) = delete;
    [[nodiscard]] Status push(const MetricFamilies&, const std::stop_token&) override;

  private:
    void prepare(const std::string& body);
    [[nodiscard]] Result<CURLcode> perform(const std::stop_token&) const;

    PushPlace m_place;
    CurlHeaders m_headers;
    CurlLoop m_loop;
    CurlHandle m_call;  ///< kept, and with it the connection
    std::string m_answer;
};

}  // namespace loadgate
