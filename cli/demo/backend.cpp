// SPDX-License-Identifier: Apache-2.0
#include "cli/demo/backend.h"

#include "cli/demo/session.h"

#include <sys/resource.h>
#include <unistd.h>

#include <array>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/posix/stream_descriptor.hpp>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/steady_timer.hpp>
#include <chrono>
#include <csignal>

namespace loadgate::cli {

namespace {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;

/// As many connections as the system lets us have.
void raiseDescriptorLimit() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
        limit.rlim_cur = limit.rlim_max;
        (void)::setrlimit(RLIMIT_NOFILE, &limit);
    }
}

std::string urlOf(const tcp::endpoint& endpoint) {
    const std::string address = endpoint.address().to_string();
    return "http://" + (endpoint.address().is_v6() ? "[" + address + "]" : address) + ":" + std::to_string(endpoint.port());
}

class Backend {
  public:
    explicit Backend(const BackendConfig& config) : m_service{config.answers, config.version, 0}, m_signals(m_io, SIGINT, SIGTERM) {
        m_signals.async_wait([this](error_code, int) { m_io.stop(); });
        if (config.untilEof) {
            m_input.assign(::dup(STDIN_FILENO));
            waitForEof();
        }
    }

    Status listen(const BackendConfig& config) {
        error_code failed;
        const asio::ip::address address = asio::ip::make_address(config.address, failed);
        if (failed) {
            return Error{ErrorCode::BadInput, "--listen: '" + config.address + "' is not an IP address, such as 127.0.0.1 or [::1]"};
        }
        const tcp::endpoint endpoint(address, config.port);
        m_acceptor.open(endpoint.protocol(), failed);
        if (!failed) {
            m_acceptor.set_option(tcp::acceptor::reuse_address(true));
            m_acceptor.bind(endpoint, failed);
        }
        if (!failed) {
            m_acceptor.listen(asio::socket_base::max_listen_connections, failed);
        }
        if (failed) {
            return Error{ErrorCode::Io, "cannot listen on " + urlOf(endpoint).substr(7) + ": " + failed.message() +
                                            "; --listen names another place, port 0 any free one"};
        }
        return ok();
    }

    [[nodiscard]] std::string url() const { return urlOf(m_acceptor.local_endpoint()); }

    void serve() {
        accept();
        m_io.run();
    }

  private:
    void accept() {
        m_acceptor.async_accept([this](error_code failed, tcp::socket socket) {
            if (!failed) {
                startSession(std::move(socket), m_service);
                return accept();
            }
            // Out of descriptors: some come back when connections end.
            m_retry.expires_after(std::chrono::milliseconds(20));
            m_retry.async_wait([this](error_code) { accept(); });
        });
    }

    void waitForEof() {
        m_input.async_read_some(asio::buffer(m_ignored), [this](error_code failed, std::size_t) {
            if (failed) {
                return m_io.stop();
            }
            waitForEof();
        });
    }

    asio::io_context m_io{1};
    BackendService m_service;
    asio::signal_set m_signals;
    asio::posix::stream_descriptor m_input{m_io};
    std::array<char, 256> m_ignored{};
    tcp::acceptor m_acceptor{m_io};
    asio::steady_timer m_retry{m_io};
};

}  // namespace

Status serveBackend(const BackendConfig& config, const std::function<Status(const std::string& url)>& ready) {
    raiseDescriptorLimit();
    Backend backend(config);
    LOADGATE_CHECK(backend.listen(config));
    LOADGATE_CHECK(ready(backend.url()));
    backend.serve();
    return ok();
}

}  // namespace loadgate::cli
