// SPDX-License-Identifier: Apache-2.0
#include "engine/sink.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <string_view>
#include <thread>
#include <unordered_map>
#include <vector>

namespace loadgate::engine {

namespace {

constexpr std::string_view kAnswer =
    "HTTP/1.1 200 OK\r\nServer: loadgate-sink\r\nContent-Type: text/plain\r\nContent-Length: 52\r\n\r\n"
    "the same answer for everybody, always, in 140 bytes\n";
constexpr std::string_view kHeadEnd = "\r\n\r\n";
constexpr int kBacklog = 4096;

/// Closes at the end of its scope.
class Descriptor {
  public:
    explicit Descriptor(int fd) : m_fd(fd) {}
    Descriptor(Descriptor&& other) noexcept : m_fd(other.m_fd) { other.m_fd = -1; }
    Descriptor& operator=(Descriptor&&) = delete;
    ~Descriptor() {
        if (m_fd >= 0) {
            ::close(m_fd);
        }
    }
    [[nodiscard]] int get() const { return m_fd; }

  private:
    int m_fd;
};

Error cannot(const char* what) { return Error{ErrorCode::Io, std::string(what) + ": " + std::strerror(errno)}; }

void watch(const Descriptor& epoll, int fd, std::uint32_t events) {
    epoll_event event{};
    event.events = events;
    event.data.fd = fd;
    ::epoll_ctl(epoll.get(), EPOLL_CTL_ADD, fd, &event);
}

/// How much of a head's end has come, over pieces of any size.
class HeadEnds {
  public:
    /// Heads that end in these bytes.
    [[nodiscard]] unsigned in(std::string_view bytes) {
        unsigned ends = 0;
        for (const char c : bytes) {
            m_matched = c == kHeadEnd[m_matched] ? m_matched + 1 : (c == '\r' ? 1U : 0U);
            if (m_matched == kHeadEnd.size()) {
                m_matched = 0;
                ++ends;
            }
        }
        return ends;
    }

  private:
    std::size_t m_matched{};
};

/// One thread of the sink: takes connections off the shared listener and answers on them.
class Clerk {
  public:
    Clerk(int listener, int bell) : m_listener(listener), m_bell(bell), m_epoll(::epoll_create1(EPOLL_CLOEXEC)) {
        watch(m_epoll, listener, EPOLLIN | EPOLLEXCLUSIVE);
        watch(m_epoll, bell, EPOLLIN);
    }

    void serve() {
        std::array<epoll_event, 256> events{};
        while (true) {
            const int ready = ::epoll_wait(m_epoll.get(), events.data(), static_cast<int>(events.size()), -1);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == m_bell) {
                    return;
                }
                fd == m_listener ? acceptAll() : answer(fd);
            }
        }
    }

  private:
    void acceptAll() {
        while (true) {
            Descriptor socket(::accept4(m_listener, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC));
            if (socket.get() < 0) {
                return;
            }
            const int fd = socket.get();
            const int on = 1;
            ::setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
            m_guests.try_emplace(fd, Guest{std::move(socket), {}});
            watch(m_epoll, fd, EPOLLIN);
        }
    }

    void answer(int fd) {
        const auto guest = m_guests.find(fd);
        const ssize_t got = ::recv(fd, m_buffer.data(), m_buffer.size(), 0);
        if (got < 0 && (errno == EAGAIN || errno == EINTR)) {
            return;
        }
        bool good = got > 0;
        unsigned owed = good ? guest->second.heads.in({m_buffer.data(), static_cast<std::size_t>(got)}) : 0;
        for (; good && owed > 0; --owed) {
            // So few bytes fit into any socket's buffer, unless the other side does not read: then it need not be here.
            good = ::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(kAnswer.size());
        }
        if (!good) {
            m_guests.erase(guest);
        }
    }

    struct Guest {
        Descriptor socket;
        HeadEnds heads;
    };
    int m_listener, m_bell;
    Descriptor m_epoll;
    std::unordered_map<int, Guest> m_guests;
    std::array<char, 16384> m_buffer{};
};

}  // namespace

struct Sink::Shop {
    Shop(int listening, int ringing) : listener(listening), bell(ringing) {}
    Shop(const Shop&) = delete;
    Shop& operator=(const Shop&) = delete;
    ~Shop() {
        const std::uint64_t one = 1;
        static_cast<void>(::write(bell.get(), &one, sizeof one));
        for (std::thread& thread : threads) {
            thread.join();
        }
    }

    Descriptor listener, bell;
    SocketAddress address;
    std::vector<std::thread> threads;
};

Result<Sink> Sink::start(unsigned threads) {
    auto shop = std::make_unique<Shop>(::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), ::eventfd(0, EFD_CLOEXEC));
    sockaddr_in place{};
    place.sin_family = AF_INET;
    place.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    if (shop->listener.get() < 0 || shop->bell.get() < 0) {
        return cannot("socket");
    }
    if (::bind(shop->listener.get(), reinterpret_cast<const sockaddr*>(&place), sizeof place) != 0 ||
        ::listen(shop->listener.get(), kBacklog) != 0) {
        return cannot("cannot listen on 127.0.0.1");
    }
    SocketAddress& address = shop->address;
    address.length = sizeof address.storage;
    if (::getsockname(shop->listener.get(), reinterpret_cast<sockaddr*>(&address.storage), &address.length) != 0) {
        return cannot("getsockname");
    }
    std::memcpy(&place, &address.storage, sizeof place);
    address.text = "127.0.0.1:" + std::to_string(ntohs(place.sin_port));
    for (unsigned i = 0; i < threads; ++i) {
        shop->threads.emplace_back([shop = shop.get()] {
            sigset_t all;
            sigfillset(&all);
            ::pthread_sigmask(SIG_BLOCK, &all, nullptr);  // signals are for the program's own thread
            Clerk(shop->listener.get(), shop->bell.get()).serve();
        });
    }
    return Sink(std::move(shop));
}

Sink::Sink(std::unique_ptr<Shop> shop) : m_shop(std::move(shop)) {}
Sink::Sink(Sink&&) noexcept = default;
Sink::~Sink() = default;

const SocketAddress& Sink::address() const { return m_shop->address; }

}  // namespace loadgate::engine
