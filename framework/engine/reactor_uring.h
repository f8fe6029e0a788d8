// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/plan.h"
#include "engine/uring_buffers.h"
#include "loadgate/result.h"

#include <liburing.h>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// The seam to the kernel (see EpollReactor for what a handler has) over io_uring: one io_uring_enter a turn submits all that was begun and
/// brings all that has happened. Receives are multishot into buffers that the worker owns; a send that succeeds says nothing. Belongs to
/// one thread: the one that calls attach().
class UringReactor {
  public:
    static constexpr const char* kName = "io_uring";
    static constexpr bool kSendsLater = true;

    /// Io, with what the kernel refused, where io_uring or what is used of it is not to be had.
    [[nodiscard]] static Result<UringReactor> create(std::size_t ids);
    UringReactor(UringReactor&&) noexcept;
    UringReactor& operator=(UringReactor&&) = delete;
    ~UringReactor();

    /// Tries everything that is used on a socket pair; Io with the reason when it does not work. Once is enough: the answer is kept.
    [[nodiscard]] static const Status& probe();

    [[nodiscard]] Duration now() const { return std::chrono::steady_clock::now().time_since_epoch(); }
    void attach();
    [[nodiscard]] int connect(std::uint32_t id, const SocketAddress&, const SocketAddress* source = nullptr);
    void send(std::uint32_t id, std::string_view bytes);
    /// All of it until the turn's submission.
    [[nodiscard]] std::size_t unsent(std::uint32_t id) const {
        const Socket& socket = m_sockets[id];
        return socket.sendTurn == m_turn ? socket.sending.size() : socket.unsent.size();
    }
    void settle(std::uint32_t id) {
        if (m_sockets[id].turn == m_turn) {
            submit();
        }
    }
    void close(std::uint32_t id, bool reset = false);

    bool wait(Duration until);
    template <class Handler>
    void dispatch(Handler& handler) {
        io_uring_cqe* cqe = nullptr;
        for (int i = 0; i < kBatch && io_uring_peek_cqe(m_ring.get(), &cqe) == 0; ++i) {
            const Completion completion{cqe->user_data, cqe->res, cqe->flags};
            io_uring_cqe_seen(m_ring.get(), cqe);
            dispatchOne(handler, completion);
        }
    }

  private:
    enum class Kind : std::uint8_t { Connect, Receive, Send, Rest, Cancel };
    struct Socket {
        int fd{-1};
        std::uint32_t generation{};
        std::uint64_t turn{};      ///< m_turn when something was queued that names fd
        std::uint64_t sendTurn{};  ///< m_turn when the last send was queued
        bool connecting{}, receivesLarge{};
        std::string_view sending;  ///< of the last send()
        std::string_view unsent;   ///< what the socket would not take of it at once
    };
    struct Completion {
        std::uint64_t data;
        std::int32_t result;
        std::uint32_t flags;
        [[nodiscard]] std::uint32_t id() const { return static_cast<std::uint32_t>(data); }
        [[nodiscard]] std::uint32_t generation() const { return static_cast<std::uint32_t>(data >> 32U) & kGenerations; }
        [[nodiscard]] Kind kind() const { return static_cast<Kind>(data >> 56U); }
    };
    struct QueueExit {
        void operator()(io_uring*) const;
    };
    using Ring = std::unique_ptr<io_uring, QueueExit>;

    UringReactor(Ring, UringBuffers small, UringBuffers large, std::size_t ids);
    [[nodiscard]] static Result<Ring> openRing();
    [[nodiscard]] static Result<UringReactor> open(std::size_t ids);
    [[nodiscard]] static Status tryOut();
    [[nodiscard]] std::uint64_t dataOf(std::uint32_t id, Kind) const;
    [[nodiscard]] io_uring_sqe* queue(std::uint32_t id);
    void submit();
    void submitted();
    [[nodiscard]] int connected(std::uint32_t id);
    void receive(std::uint32_t id);
    void noteSize(std::uint32_t id, bool full);
    void onSent(std::uint32_t id, Kind, std::int32_t result);

    template <class Handler>
    void dispatchOne(Handler& handler, const Completion& done) {
        const std::uint32_t id = done.id();
        const bool current = (m_sockets[id].generation & kGenerations) == done.generation();
        switch (done.kind()) {
            case Kind::Receive: onReceive(handler, done, current); return;
            case Kind::Connect:
                if (current) {
                    handler.onConnected(id, connected(id));
                }
                return;
            case Kind::Send:
            case Kind::Rest:
                if (current) {
                    onSent(id, done.kind(), done.result);
                }
                return;
            case Kind::Cancel: return;  // the receive that it ended tells
        }
    }

    template <class Handler>
    void onReceive(Handler& handler, const Completion& done, bool current) {
        const std::uint32_t id = done.id();
        const bool hasBuffer = (done.flags & IORING_CQE_F_BUFFER) != 0;
        const auto buffer = static_cast<std::uint16_t>(done.flags >> IORING_CQE_BUFFER_SHIFT);
        if (current && done.result > 0 && hasBuffer) {
            const auto size = static_cast<std::size_t>(done.result);
            UringBuffers& from = buffersOf(buffer);
            handler.onReceived(id, {from.at(buffer), size});
            from.giveBack(buffer);
            current = (m_sockets[id].generation & kGenerations) == done.generation();
            if (current) {
                noteSize(id, size == from.size());
            }
        } else if (hasBuffer) {
            buffersOf(buffer).giveBack(buffer);
        }
        if (!current || (done.flags & IORING_CQE_F_MORE) != 0) {
            return;
        }
        if (done.result > 0 || done.result == -ENOBUFS || done.result == -ECANCELED || done.result == -EINTR) {
            receive(id);  // a multishot receive ends when buffers ran short, or to go on with larger ones
            return;
        }
        handler.onEnd(id, -done.result);
    }
    [[nodiscard]] UringBuffers& buffersOf(std::uint16_t buffer) { return buffer < kFirstLarge ? m_small : m_large; }

    static constexpr int kBatch = 64;                        ///< so that one turn of the loop stays well below a millisecond
    static constexpr std::uint32_t kGenerations = 0xFFFFFF;  ///< 24 bits of it travel with each completion
    static constexpr std::uint16_t kSmallBuffers = 1024, kLargeBuffers = 64, kFirstLarge = kSmallBuffers;
    static constexpr std::size_t kSmall = 2048, kLarge = 32768;

    UringBuffers m_small, m_large;  // before the ring: they must outlive it
    Ring m_ring;
    std::vector<Socket> m_sockets;
    std::uint64_t m_turn{1};                 ///< counts submissions
    std::uint32_t m_received{}, m_filled{};  ///< receives lately, and how many of them filled their buffer
    bool m_wantsLarge{};
};

}  // namespace loadgate::engine
