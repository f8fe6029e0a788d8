// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// What a simulated server does with one request that reached it: pieces of an answer and perhaps the end of the connection, each after
/// a delay.
struct SimEvent {
    Duration after{};
    std::string bytes;
    std::optional<int> end;  ///< 0: closes; else the errno the client sees
};

/// A network and a server on simulated time: nothing happens but what is scheduled, and waiting jumps to it. Shared by a reactor's copies.
struct SimWorld {
    using Serve = std::function<std::vector<SimEvent>(std::string_view request, Duration now, std::uint32_t connection)>;

    Duration now{};
    Duration connectTime{};
    int connectError{};
    Serve serve{};
    Duration sendCost{};  ///< time that passes while a request is written: our own slowness
    std::uint32_t attempts{};
    std::vector<Duration> attemptsAt{};                        ///< of all of them, when
    std::vector<std::string> sources{};                        ///< and from where
    std::vector<std::pair<Duration, std::string>> received{};  ///< by the server: when, and the request's first line

    struct Scheduled {
        std::uint32_t id{}, generation{};
        enum class What : std::uint8_t { Connected, Bytes, End } what{What::Bytes};
        int error{};
        std::string bytes;
    };
    std::multimap<Duration, Scheduled> scheduled{};
    std::map<std::uint32_t, std::uint32_t> generations{};
};

/// The seam, simulated. Same members as EpollReactor.
class SimReactor {
  public:
    static constexpr bool kSendsLater = false;

    explicit SimReactor(SimWorld& world) : m_world(&world) {}

    void attach() {}

    [[nodiscard]] Duration now() const { return m_world->now; }
    [[nodiscard]] int connect(std::uint32_t id, const SocketAddress& /*address*/, const SocketAddress* source = nullptr) {
        ++m_world->attempts;
        m_world->attemptsAt.push_back(m_world->now);
        m_world->sources.push_back(source == nullptr ? std::string() : source->text);
        schedule(m_world->connectTime, {id, m_world->generations[id], SimWorld::Scheduled::What::Connected, m_world->connectError, {}});
        return 0;
    }
    void send(std::uint32_t id, std::string_view bytes) {
        m_world->received.emplace_back(m_world->now, std::string(bytes.substr(0, bytes.find('\r'))));
        for (const SimEvent& event : m_world->serve(bytes, m_world->now, id)) {
            const auto what = event.end ? SimWorld::Scheduled::What::End : SimWorld::Scheduled::What::Bytes;
            schedule(event.after, {id, m_world->generations[id], what, event.end.value_or(0), event.bytes});
        }
        m_world->now += m_world->sendCost;
    }
    [[nodiscard]] std::size_t unsent(std::uint32_t /*id*/) const { return 0; }
    void moveUnsent(std::uint32_t /*id*/, std::string_view /*bytes*/) {}
    void settle(std::uint32_t /*id*/) {}
    void close(std::uint32_t id, bool /*reset*/ = false) { ++m_world->generations[id]; }

    bool wait(Duration until) {
        const Duration next = m_world->scheduled.empty() ? Duration::max() : m_world->scheduled.begin()->first;
        m_world->now = std::max(m_world->now, std::min(until, next));
        return next <= m_world->now;
    }
    template <class Handler>
    void dispatch(Handler& handler) {
        const Duration upTo = m_world->now;
        while (!m_world->scheduled.empty() && m_world->scheduled.begin()->first <= upTo) {
            const SimWorld::Scheduled event = m_world->scheduled.begin()->second;
            m_world->scheduled.erase(m_world->scheduled.begin());
            if (m_world->generations[event.id] != event.generation) {
                continue;
            }
            switch (event.what) {
                case SimWorld::Scheduled::What::Connected: handler.onConnected(event.id, event.error); break;
                case SimWorld::Scheduled::What::Bytes: handler.onReceived(event.id, {event.bytes.data(), event.bytes.size()}); break;
                case SimWorld::Scheduled::What::End: handler.onEnd(event.id, event.error); break;
            }
        }
    }

  private:
    void schedule(Duration after, SimWorld::Scheduled event) { m_world->scheduled.emplace(m_world->now + after, std::move(event)); }
    SimWorld* m_world;
};

inline const std::string kOkAnswer = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok";

}  // namespace loadgate::engine
