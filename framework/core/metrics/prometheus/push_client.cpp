// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/prometheus/push_client.h"

#include "core/metrics/prometheus/translated.h"

#include <algorithm>
#include <utility>

namespace loadgate {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t kAnswerKept = 512;
constexpr int kTurnMs = 20;  ///< how soon a request to stop is seen

/// Keeps the beginning of an answer and takes the rest.
std::size_t keep(const char* bytes, std::size_t, std::size_t count, void* answer) {
    std::string& kept = *static_cast<std::string*>(answer);
    kept.append(bytes, std::min(count, kAnswerKept - std::min(kAnswerKept, kept.size())));
    return count;
}

std::string withoutLineEnd(std::string text) {
    while (!text.empty() && (text.back() == '\n' || text.back() == '\r')) {
        text.pop_back();
    }
    return text;
}

}  // namespace

CurlPushClient::CurlPushClient(PushPlace place)
    : m_place(std::move(place)),
      m_headers(curl_slist_append(nullptr, "Content-Type: text/plain; version=0.0.4; charset=utf-8")),
      m_loop(curl_multi_init()),
      m_call(curl_easy_init()) {}

CurlPushClient::~CurlPushClient() = default;

void CurlPushClient::prepare(const std::string& body) {
    CURL* call = m_call.get();
    m_answer.clear();
    curl_easy_reset(call);
    curl_easy_setopt(call, CURLOPT_URL, m_place.url.c_str());
    curl_easy_setopt(call, CURLOPT_PROTOCOLS_STR, "http,https");
    curl_easy_setopt(call, CURLOPT_CUSTOMREQUEST, "PUT");
    curl_easy_setopt(call, CURLOPT_POSTFIELDS, body.data());
    curl_easy_setopt(call, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(body.size()));
    curl_easy_setopt(call, CURLOPT_HTTPHEADER, m_headers.get());
    curl_easy_setopt(call, CURLOPT_WRITEFUNCTION, &keep);
    curl_easy_setopt(call, CURLOPT_WRITEDATA, &m_answer);
    curl_easy_setopt(call, CURLOPT_NOSIGNAL, 1L);
    if (!m_place.user.empty()) {
        curl_easy_setopt(call, CURLOPT_HTTPAUTH, CURLAUTH_BASIC);
        curl_easy_setopt(call, CURLOPT_USERNAME, m_place.user.c_str());
        curl_easy_setopt(call, CURLOPT_PASSWORD, m_place.password.c_str());
    }
}

/// The transfer in small turns, so that neither a slow name server nor a silent Pushgateway holds it beyond the deadline.
Result<CURLcode> CurlPushClient::perform(const std::stop_token& stop) const {
    const Clock::time_point deadline = Clock::now() + m_place.deadline;
    while (!stop.stop_requested() && Clock::now() < deadline) {
        int running = 0;
        if (const CURLMcode failed = curl_multi_perform(m_loop.get(), &running); failed != CURLM_OK) {
            return Error{ErrorCode::Io, curl_multi_strerror(failed)};
        }
        int left = 0;
        for (const CURLMsg* message = curl_multi_info_read(m_loop.get(), &left); message != nullptr;
             message = curl_multi_info_read(m_loop.get(), &left)) {
            if (message->msg == CURLMSG_DONE) {
                return message->data.result;
            }
        }
        curl_multi_poll(m_loop.get(), nullptr, 0, kTurnMs, nullptr);
    }
    return Error{ErrorCode::Timeout, "it did not answer in time"};
}

Status CurlPushClient::push(const MetricFamilies& families, const std::stop_token& stop) {
    const std::string body = asText(families);
    prepare(body);
    curl_multi_add_handle(m_loop.get(), m_call.get());
    const Result<CURLcode> done = perform(stop);
    curl_multi_remove_handle(m_loop.get(), m_call.get());
    if (!done) {
        return done.error();
    }
    if (*done != CURLE_OK) {
        return Error{ErrorCode::Io, curl_easy_strerror(*done)};
    }
    long status = 0;
    curl_easy_getinfo(m_call.get(), CURLINFO_RESPONSE_CODE, &status);
    if (status < 200 || status >= 300) {
        return Error{ErrorCode::Io, "it answered " + std::to_string(status) + (m_answer.empty() ? "" : ": " + withoutLineEnd(m_answer))};
    }
    return ok();
}

}  // namespace loadgate
