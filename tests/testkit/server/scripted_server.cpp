// SPDX-License-Identifier: Apache-2.0
#include "testkit/server/scripted_server.h"

#include "testkit/server/request_reader.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <utility>

namespace loadgate::testkit {
namespace {

/// Answers in order, the last one as often as anybody asks.
Script scriptOf(const std::vector<std::string>& answers) {
    Script script;
    for (const std::string& answer : answers) {
        script.awaitRequest().send(answer);
    }
    return script.again(script.steps().size() - 2);
}

/// True when `fd` can be read (or written) before the bell rings and before the time is up.
bool waitFor(int fd, short events, const Bell& bell, int timeoutMs = -1) {
    std::array<pollfd, 2> watched{pollfd{fd, events, 0}, pollfd{bell.fd(), POLLIN, 0}};
    ::poll(watched.data(), watched.size(), timeoutMs);
    return watched[1].revents == 0 && watched[0].revents != 0;
}

}  // namespace

/// Plays a script on one connection.
class ScriptedServer::Player {
  public:
    Player(ScriptedServer& server, Fd socket) : m_server(server), m_socket(std::move(socket)) {}
    void play(const Script& script);

  private:
    bool step(const Step&);
    bool awaitHead();
    bool awaitRequest();
    bool readMore();
    bool send(std::string_view bytes);
    void hold();

    ScriptedServer& m_server;
    Fd m_socket;
    RequestReader m_reader;
};

void ScriptedServer::Player::play(const Script& script) {
    const std::vector<Step>& steps = script.steps();
    for (std::size_t i = 0; i < steps.size();) {
        if (!step(steps[i])) {
            return;
        }
        i = steps[i].kind == Step::Kind::Again ? steps[i].from : i + 1;
    }
    hold();
}

bool ScriptedServer::Player::step(const Step& step) {
    switch (step.kind) {
        case Step::Kind::AwaitRequest: return awaitRequest();
        case Step::Kind::AwaitHead: return awaitHead();
        case Step::Kind::Send: return send(step.bytes);
        case Step::Kind::Pause: return !waitFor(-1, 0, m_server.m_bell, static_cast<int>(step.pause / std::chrono::milliseconds(1)));
        case Step::Kind::Close: return false;
        case Step::Kind::Reset: {
            const linger abort{1, 0};
            ::setsockopt(m_socket.get(), SOL_SOCKET, SO_LINGER, &abort, sizeof abort);
            return false;
        }
        case Step::Kind::Again: break;
    }
    return true;
}

bool ScriptedServer::Player::awaitHead() {
    while (!m_reader.peekHead()) {
        if (!readMore()) {
            return false;
        }
    }
    return true;
}

bool ScriptedServer::Player::awaitRequest() {
    std::optional<ReceivedRequest> request = m_reader.next();
    while (!request) {
        if (!readMore()) {
            return false;
        }
        request = m_reader.next();
    }
    const std::lock_guard lock(m_server.m_mutex);
    m_server.m_requests.push_back(std::move(request->raw));
    return true;
}

bool ScriptedServer::Player::readMore() {
    if (!waitFor(m_socket.get(), POLLIN, m_server.m_bell)) {
        return false;
    }
    std::array<char, 65536> buffer{};
    const ssize_t got = ::recv(m_socket.get(), buffer.data(), buffer.size(), 0);
    if (got <= 0) {
        return false;
    }
    m_reader.append({buffer.data(), static_cast<std::size_t>(got)});
    return true;
}

bool ScriptedServer::Player::send(std::string_view bytes) {
    while (!bytes.empty()) {
        if (!waitFor(m_socket.get(), POLLOUT, m_server.m_bell)) {
            return false;
        }
        const ssize_t sent = ::send(m_socket.get(), bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) {
            return false;
        }
        bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
    return true;
}

void ScriptedServer::Player::hold() {
    while (readMore()) {
    }
}

ScriptedServer::ScriptedServer(const std::vector<std::string>& answers, const Place& place)
    : ScriptedServer({scriptOf(answers)}, place, 0) {}

ScriptedServer::ScriptedServer(Script script, const Place& place) : ScriptedServer(std::vector{std::move(script)}, place, 0) {}

ScriptedServer::ScriptedServer(std::initializer_list<Script> scripts, const Place& place)
    : ScriptedServer(std::vector(scripts), place, 0) {}

ScriptedServer::ScriptedServer(std::vector<Script> scripts, const Place& place, int)
    : m_host(place.host), m_listener(listenOn(place.host, place.port)), m_port(portOf(m_listener)), m_scripts(std::move(scripts)) {
    m_accepting = std::thread([this] { acceptAll(); });
}

ScriptedServer::~ScriptedServer() {
    m_bell.ring();
    m_accepting.join();
    for (std::thread& player : m_players) {
        player.join();
    }
}

void ScriptedServer::acceptAll() {
    while (waitFor(m_listener.get(), POLLIN, m_bell)) {
        Fd socket(::accept4(m_listener.get(), nullptr, nullptr, SOCK_CLOEXEC));
        if (socket.get() < 0) {
            continue;
        }
        const int on = 1;
        ::setsockopt(socket.get(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
        std::size_t number = 0;
        {
            const std::lock_guard lock(m_mutex);
            number = m_connections++;
        }
        const Script& script = m_scripts[std::min(number, m_scripts.size() - 1)];
        m_players.emplace_back([this, &script, taken = std::move(socket)]() mutable { Player(*this, std::move(taken)).play(script); });
    }
}

std::vector<std::string> ScriptedServer::requests() const {
    const std::lock_guard lock(m_mutex);
    return m_requests;
}

std::size_t ScriptedServer::connections() const {
    const std::lock_guard lock(m_mutex);
    return m_connections;
}

}  // namespace loadgate::testkit
