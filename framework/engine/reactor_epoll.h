// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"
#include "loadgate/result.h"

#include <sys/epoll.h>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// The seam to the kernel, completion-shaped; this one fakes completions over epoll. A handler has
///     void onConnected(std::uint32_t id, int error);                       // 0, or the errno of the attempt
///     void onReceived(std::uint32_t id, std::span<const char> bytes);      // valid during the call
///     void onEnd(std::uint32_t id, int error);                             // 0: the peer finished; else errno. The socket is still to be
///     closed
/// and may call every member of the reactor from inside them. Sockets are registered once, edge-triggered; afterwards no epoll_ctl.
/// Belongs to one thread.
class EpollReactor {
  public:
    static constexpr const char* kName = "epoll";
    /// Whether send() reads its bytes only after it has returned, so that they must last in any case.
    static constexpr bool kSendsLater = false;

    [[nodiscard]] static Result<EpollReactor> create(std::size_t ids);
    EpollReactor(EpollReactor&&) noexcept;
    EpollReactor& operator=(EpollReactor&&) = delete;
    ~EpollReactor();

    /// Monotonic; the zero is the machine's.
    [[nodiscard]] Duration now() const { return std::chrono::steady_clock::now().time_since_epoch(); }

    /// Once, on the thread that will use it, before anything else.
    void attach() {}
    /// Begins to connect, from `source` if there is one; 0, or the errno why not even that. onConnected follows.
    [[nodiscard]] int connect(std::uint32_t id, const SocketAddress&, const SocketAddress* source = nullptr);
    /// Writes what the socket takes now and the rest when it can; `bytes` must live until then. A failure comes as onEnd.
    void send(std::uint32_t id, std::string_view bytes);
    /// Bytes of the last send() that the socket is known not to have taken yet.
    [[nodiscard]] std::size_t unsent(std::uint32_t id) const { return m_sockets[id].unsent.size(); }
    /// The same bytes lie elsewhere from now on.
    void moveUnsent(std::uint32_t id, std::string_view bytes) { m_sockets[id].unsent = bytes; }
    /// From now on the bytes of earlier sends are not read again, apart from what is unsent.
    void settle(std::uint32_t /*id*/) {}
    /// Closes; nothing more will be heard of what this id was. `reset`: at once and without TIME_WAIT.
    void close(std::uint32_t id, bool reset = false);

    /// Waits for completions, at the latest until `until`; true when there are any. Then dispatch() hands them out.
    bool wait(Duration until);
    template <class Handler>
    void dispatch(Handler& handler) {
        for (int i = 0; i < m_ready; ++i) {
            const epoll_event& event = m_events[static_cast<std::size_t>(i)];
            const auto id = static_cast<std::uint32_t>(event.data.u64);
            const auto generation = static_cast<std::uint32_t>(event.data.u64 >> 32U);
            if (m_sockets[id].generation == generation) {
                dispatchOne(handler, id, generation, event.events);
            }
        }
        m_ready = 0;
    }

  private:
    struct Socket {
        int fd{-1};
        std::uint32_t generation{};
        bool connecting{};
        std::string_view unsent;
    };
    enum class Read : std::uint8_t { Some, Nothing, End };

    EpollReactor(int epoll, std::size_t ids);
    [[nodiscard]] int connectError(std::uint32_t id);
    void sendMore(std::uint32_t id);
    [[nodiscard]] Read read(std::uint32_t id, std::size_t& size, int& error);

    template <class Handler>
    void dispatchOne(Handler& handler, std::uint32_t id, std::uint32_t generation, std::uint32_t events) {
        const auto gone = [this, id, generation] { return m_sockets[id].generation != generation; };
        if (m_sockets[id].connecting) {
            if (const int error = connectError(id); error != EINPROGRESS) {
                handler.onConnected(id, error);
            }
            if (gone() || m_sockets[id].connecting) {
                return;
            }
        }
        if ((events & EPOLLOUT) != 0 && !m_sockets[id].unsent.empty()) {
            sendMore(id);
        }
        if ((events & ~static_cast<std::uint32_t>(EPOLLOUT)) == 0) {
            return;
        }
        for (;;) {
            std::size_t size = 0;
            int error = 0;
            const Read what = read(id, size, error);
            if (what == Read::Nothing) {
                return;
            }
            if (what == Read::End) {
                handler.onEnd(id, error);
                return;
            }
            handler.onReceived(id, {m_buffer.data(), size});
            // A short read has emptied the socket, and an edge will tell of more; a closing peer has its own event bits.
            if (gone() || (size < m_buffer.size() && (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) == 0)) {
                return;
            }
        }
    }

    static constexpr std::size_t kBatch = 64;  ///< so that one turn of the loop stays well below a millisecond
    int m_epoll{-1};
    int m_ready{};
    std::vector<Socket> m_sockets;
    std::array<epoll_event, kBatch> m_events{};
    std::vector<char> m_buffer;
};

}  // namespace loadgate::engine
