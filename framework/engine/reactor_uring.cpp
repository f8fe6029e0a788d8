// SPDX-License-Identifier: Apache-2.0
#include "engine/reactor_uring.h"

#include "engine/connecting_socket.h"

#include <poll.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstring>
#include <system_error>
#include <utility>

namespace loadgate::engine {

namespace {

constexpr unsigned kSubmissions = 512;
constexpr unsigned kCompletions = 4096;
constexpr std::uint16_t kSmallGroup = 1, kLargeGroup = 2;
/// SINGLE_ISSUER and DEFER_TASKRUN (Linux 6.1): completions are made when we ask for them, never by interrupting a send.
/// R_DISABLED: the thread that enables the ring, not the one that made it, is its single issuer.
constexpr unsigned kSetup =
    IORING_SETUP_SINGLE_ISSUER | IORING_SETUP_DEFER_TASKRUN | IORING_SETUP_SUBMIT_ALL | IORING_SETUP_CQSIZE | IORING_SETUP_R_DISABLED;

/// Receives since the last look at how full they were.
constexpr std::uint32_t kReceivesPerLook = 256;

Error refused(const char* what, int error) { return Error{ErrorCode::Io, std::string(what) + ": " + std::strerror(error)}; }

__kernel_timespec timespecOf(Duration d) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(d);
    return {seconds.count(), (d - seconds).count()};
}

}  // namespace

void UringReactor::QueueExit::operator()(io_uring* ring) const {
    ::io_uring_queue_exit(ring);
    delete ring;  // NOLINT(cppcoreguidelines-owning-memory): made by openRing()
}

Result<UringReactor::Ring> UringReactor::openRing() {
    auto ring = std::make_unique<io_uring>();
    io_uring_params params{};
    params.flags = kSetup;
    params.cq_entries = kCompletions;
    if (const int result = ::io_uring_queue_init_params(kSubmissions, ring.get(), &params); result != 0) {
        return refused("io_uring_setup", -result);
    }
    Ring owned(ring.release());
    if ((params.features & IORING_FEAT_EXT_ARG) == 0) {
        return refused("waiting with a time limit", ENOSYS);
    }
    return owned;
}

Result<UringReactor> UringReactor::create(std::size_t ids) {
    LOADGATE_CHECK(probe());
    return open(ids);
}

Result<UringReactor> UringReactor::open(std::size_t ids) {
    LOADGATE_TRY(Ring ring, openRing());
    LOADGATE_TRY(UringBuffers small, UringBuffers::create(*ring, kSmallGroup, 0, kSmallBuffers, kSmall));
    LOADGATE_TRY(UringBuffers large, UringBuffers::create(*ring, kLargeGroup, kFirstLarge, kLargeBuffers, kLarge));
    return UringReactor(std::move(ring), std::move(small), std::move(large), ids);
}

const Status& UringReactor::probe() {
    static const Status s_answer = tryOut();
    return s_answer;
}

/// A few bytes over a socket pair, received as the load's answers will be.
Status UringReactor::tryOut() {
    struct Witness {
        std::string got;
        int error{-1};
        void onConnected(std::uint32_t /*id*/, int /*error*/) {}
        void onReceived(std::uint32_t /*id*/, std::span<const char> bytes) { got.append(bytes.data(), bytes.size()); }
        void onEnd(std::uint32_t /*id*/, int ended) { error = ended; }
    };
    LOADGATE_TRY(UringReactor reactor, open(1));
    std::array<int, 2> pair{-1, -1};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) {
        return refused("socketpair", errno);
    }
    reactor.m_sockets[0].fd = pair[0];
    reactor.attach();
    reactor.receive(0);
    reactor.send(0, "there");
    Witness witness;
    const Duration giveUp = reactor.now() + std::chrono::seconds(1);
    std::array<char, 8> there{};
    ssize_t arrived = 0;
    while (witness.error < 0 && reactor.now() < giveUp) {
        if (reactor.wait(reactor.now() + std::chrono::milliseconds(10))) {
            reactor.dispatch(witness);
        }
        if (arrived <= 0) {
            arrived = ::recv(pair[1], there.data(), there.size(), MSG_DONTWAIT);
            if (arrived > 0) {
                static_cast<void>(::send(pair[1], "back", 4, MSG_NOSIGNAL));
                ::close(pair[1]);
            }
        }
    }
    if (arrived <= 0) {
        ::close(pair[1]);
    }
    if (witness.got != "back" || witness.error != 0) {
        return Error{ErrorCode::Io, "receiving into a ring of buffers does not work on this kernel"};
    }
    return ok();
}

UringReactor::UringReactor(Ring ring, UringBuffers small, UringBuffers large, std::size_t ids)
    : m_small(std::move(small)), m_large(std::move(large)), m_ring(std::move(ring)), m_sockets(ids) {}

UringReactor::UringReactor(UringReactor&& other) noexcept
    : m_small(std::move(other.m_small)),
      m_large(std::move(other.m_large)),
      m_ring(std::move(other.m_ring)),
      m_sockets(std::exchange(other.m_sockets, {})) {}

UringReactor::~UringReactor() {
    for (const Socket& socket : m_sockets) {
        if (socket.fd >= 0) {
            ::close(socket.fd);
        }
    }
}

void UringReactor::attach() {
    // liburing 2.3 declares io_uring_enable_rings() but does not export it.
    if (::syscall(SYS_io_uring_register, m_ring->ring_fd, IORING_REGISTER_ENABLE_RINGS, nullptr, 0U) != 0) {
        throw std::system_error(errno, std::generic_category(), "enabling an io_uring");
    }
}

std::uint64_t UringReactor::dataOf(std::uint32_t id, Kind kind) const {
    const std::uint64_t generation = m_sockets[id].generation & kGenerations;
    return id | (generation << 32U) | (static_cast<std::uint64_t>(kind) << 56U);
}

io_uring_sqe* UringReactor::queue(std::uint32_t id) {
    io_uring_sqe* sqe = ::io_uring_get_sqe(m_ring.get());
    while (sqe == nullptr) {
        submit();
        sqe = ::io_uring_get_sqe(m_ring.get());
    }
    m_sockets[id].turn = m_turn;
    return sqe;
}

void UringReactor::submit() {
    ::io_uring_submit_and_get_events(m_ring.get());
    submitted();
}

/// A new turn begins when the kernel has taken all that was queued.
void UringReactor::submitted() {
    if (::io_uring_sq_ready(m_ring.get()) == 0) {
        ++m_turn;
    }
}

int UringReactor::connect(std::uint32_t id, const SocketAddress& address, const SocketAddress* source) {
    const int fd = connectingSocket(address, source);
    if (fd < 0) {
        return -fd;
    }
    int off = 0;
    ::ioctl(fd, FIONBIO, &off);  // what is asked of the ring is to wait until it can be done
    Socket& socket = m_sockets[id];
    socket.fd = fd;
    socket.connecting = true;
    io_uring_sqe* const sqe = queue(id);
    ::io_uring_prep_poll_add(sqe, fd, POLLOUT);
    ::io_uring_sqe_set_data64(sqe, dataOf(id, Kind::Connect));
    return 0;
}

int UringReactor::connected(std::uint32_t id) {
    Socket& socket = m_sockets[id];
    const int error = pendingError(socket.fd);
    socket.connecting = false;
    if (error == 0) {
        receive(id);
    }
    return error;
}

void UringReactor::receive(std::uint32_t id) {
    Socket& socket = m_sockets[id];
    io_uring_sqe* const sqe = queue(id);
    ::io_uring_prep_recv_multishot(sqe, socket.fd, nullptr, 0, 0);
    sqe->flags |= IOSQE_BUFFER_SELECT;
    sqe->buf_group = m_wantsLarge ? m_large.group() : m_small.group();
    socket.receivesLarge = m_wantsLarge;
    ::io_uring_sqe_set_data64(sqe, dataOf(id, Kind::Receive));
}

/// Once a quarter of the receives fill their buffer, answers are larger than the buffers are: go on with large ones.
void UringReactor::noteSize(std::uint32_t id, bool full) {
    m_filled += full ? 1U : 0U;
    if (++m_received == kReceivesPerLook) {
        m_wantsLarge = m_wantsLarge || m_filled > kReceivesPerLook / 4;
        m_received = m_filled = 0;
    }
    Socket& socket = m_sockets[id];
    if (full && m_wantsLarge && !socket.receivesLarge) {
        socket.receivesLarge = true;
        io_uring_sqe* const sqe = queue(id);
        ::io_uring_prep_cancel64(sqe, dataOf(id, Kind::Receive), 0);
        sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
        ::io_uring_sqe_set_data64(sqe, dataOf(id, Kind::Cancel));
    }
}

/// Silent when the socket takes all of it at once, which is nearly always.
void UringReactor::send(std::uint32_t id, std::string_view bytes) {
    Socket& socket = m_sockets[id];
    io_uring_sqe* const sqe = queue(id);
    socket.sending = bytes;
    socket.sendTurn = m_turn;
    socket.unsent = {};
    ::io_uring_prep_send(sqe, socket.fd, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT | MSG_WAITALL);
    sqe->flags |= IOSQE_CQE_SKIP_SUCCESS;
    ::io_uring_sqe_set_data64(sqe, dataOf(id, Kind::Send));
}

/// A send told of itself: it took less than all, or failed. A failure is also an event on the socket, and told there, after what the
/// server may have said before it closed.
void UringReactor::onSent(std::uint32_t id, Kind kind, std::int32_t result) {
    Socket& socket = m_sockets[id];
    if (kind == Kind::Rest || (result < 0 && result != -EAGAIN)) {
        socket.unsent =
            result >= 0 ? socket.unsent.substr(std::min(socket.unsent.size(), static_cast<std::size_t>(result))) : socket.unsent;
    } else {
        socket.unsent = socket.sending.substr(std::min(socket.sending.size(), static_cast<std::size_t>(std::max(result, 0))));
    }
    const bool goesOn = result >= 0 || result == -EAGAIN || result == -EINTR;
    if (socket.unsent.empty() || !goesOn) {
        return;
    }
    io_uring_sqe* const sqe = queue(id);
    ::io_uring_prep_send(sqe, socket.fd, socket.unsent.data(), socket.unsent.size(), MSG_NOSIGNAL | MSG_WAITALL);
    ::io_uring_sqe_set_data64(sqe, dataOf(id, Kind::Rest));
}

void UringReactor::close(std::uint32_t id, bool reset) {
    Socket& socket = m_sockets[id];
    if (socket.fd < 0) {
        return;
    }
    if (socket.turn == m_turn) {
        submit();  // what is queued names the descriptor, and its number may soon be another's
    }
    // The receive that is under way holds the socket open beyond close(): end the connection itself, which also ends the receive.
    if (reset || socket.connecting) {
        const sockaddr nobody{AF_UNSPEC, {}};
        ::connect(socket.fd, &nobody, sizeof nobody);
    } else {
        ::shutdown(socket.fd, SHUT_RDWR);
    }
    ::close(socket.fd);
    socket.fd = -1;
    socket.connecting = false;
    socket.sending = socket.unsent = {};
    ++socket.generation;
}

bool UringReactor::wait(Duration until) {
    __kernel_timespec timeout = timespecOf(std::clamp<Duration>(until - now(), Duration{}, std::chrono::hours(1)));
    io_uring_cqe* cqe = nullptr;
    ::io_uring_submit_and_wait_timeout(m_ring.get(), &cqe, 1, &timeout, nullptr);
    submitted();
    return ::io_uring_cq_ready(m_ring.get()) > 0;
}

}  // namespace loadgate::engine
