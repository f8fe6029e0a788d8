// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/test_server.h"

#include "testkit/server/server_loop.h"

#include <utility>

namespace loadgate::testkit {

TestServer::TestServer(ServerOptions options)
    : m_host(options.host), m_listener(listenOn(options.host, options.port)), m_port(portOf(m_listener)), m_started(Clock::now()) {
    allowManyDescriptors();
    m_thread = std::thread(
        [loop = std::make_unique<ServerLoop>(std::move(options), std::move(m_listener), m_started, m_log, m_bell)] { loop->run(); });
}

TestServer::~TestServer() { stop(); }

void TestServer::stop() {
    m_bell.ring();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

}  // namespace loadgate::testkit
