// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/session.h"

#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <memory>
#include <optional>

namespace loadgate::cli {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

constexpr std::uint64_t kLargestBody = std::uint64_t{1} << 20U;

class Session : public std::enable_shared_from_this<Session> {
  public:
    Session(tcp::socket socket, BackendService& service)
        : m_socket(std::move(socket)), m_timer(m_socket.get_executor()), m_service(service) {
        error_code ignored;
        m_socket.set_option(tcp::no_delay(true), ignored);
    }

    void read() {
        m_parser.emplace();
        m_parser->body_limit(kLargestBody);
        http::async_read(m_socket, m_buffer, *m_parser, [self = shared_from_this()](error_code failed, std::size_t) {
            if (!failed) {
                return self->answer();
            }
            self->refuse(failed);
        });
    }

  private:
    void answer() {
        const auto arrived = std::chrono::steady_clock::now();
        const auto& request = m_parser->get();
        const auto text = [](boost::beast::string_view view) { return std::string_view(view.data(), view.size()); };
        const Answer answer = answerTo(m_service.answers, text(request.method_string()), text(request.target()), m_service.requests++);
        fill(answer, request.version(), request.keep_alive(), request.method() == http::verb::head);
        if (answer.latency <= Duration{}) {
            return write();
        }
        m_timer.expires_at(arrived + answer.latency);
        m_timer.async_wait([self = shared_from_this()](error_code failed) {
            if (!failed) {
                self->write();
            }
        });
    }

    void fill(const Answer& answer, unsigned version, bool keepAlive, bool head) {
        m_response = {};
        m_response.version(version);
        m_response.result(answer.status);
        m_response.set(http::field::server, "loadgate-demo");
        m_response.set(http::field::content_type, "application/json");
        m_response.set("X-Version", m_service.version);
        m_response.keep_alive(keepAlive);
        m_response.content_length(answer.body.size());
        m_response.body() = head ? "" : answer.body;
    }

    void write() {
        http::async_write(m_socket, m_response, [self = shared_from_this()](error_code failed, std::size_t) {
            if (failed) {
                return;
            }
            if (!self->m_response.keep_alive()) {
                return self->close();
            }
            self->read();
        });
    }

    /// What is no request gets one answer and no second chance; a connection that just ended gets none.
    void refuse(const error_code& failed) {
        if (failed == http::error::end_of_stream) {
            return close();
        }
        if (failed.category() != boost::beast::http::make_error_code(http::error::bad_method).category() ||
            failed == http::error::partial_message) {
            return;
        }
        fill({failed == http::error::body_limit ? 413U : 400U, Duration{}, std::string(R"({"error":"bad request"})") + "\n"}, 11, false,
             false);
        write();
    }

    void close() {
        error_code ignored;
        m_socket.shutdown(tcp::socket::shutdown_send, ignored);
    }

    tcp::socket m_socket;
    asio::steady_timer m_timer;
    BackendService& m_service;
    boost::beast::flat_buffer m_buffer;
    std::optional<http::request_parser<http::string_body>> m_parser;
    http::response<http::string_body> m_response;
};

}  // namespace

void startSession(tcp::socket socket, BackendService& service) { std::make_shared<Session>(std::move(socket), service)->read(); }

}  // namespace loadgate::cli
