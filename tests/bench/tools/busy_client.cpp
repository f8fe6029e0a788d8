// SPDX-License-Identifier: Apache-2.0
// The yardstick for time: a client that never sleeps and does nothing but send and receive.
//   bench_busy_client open --port N --rate N --seconds N [--connections N]   sends request n at (n - 1/2) / rate
//   bench_busy_client closed --port N --seconds N                            sends the next when the answer is there
// Prints one line of JSON. It expects answers of --answer-bytes (140) and runs on --cpu.
#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <sched.h>
#include <sys/socket.h>
#include <unistd.h>
#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <ctime>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace {

constexpr std::string_view kRequest = "GET / HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n";
constexpr std::int64_t kSecond = 1'000'000'000;

using Numbers = std::map<std::string_view, long>;

std::int64_t now() {
    timespec time{};
    ::clock_gettime(CLOCK_MONOTONIC, &time);
    return time.tv_sec * kSecond + time.tv_nsec;
}

int connectTo(long port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(static_cast<std::uint16_t>(port));
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    return ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0 ? socket : -1;
}

/// One connection with at most one request on its way.
class Line {
  public:
    Line(int socket, std::size_t answerBytes) : m_socket(socket), m_answerBytes(answerBytes) {}

    bool send() {
        m_missing = m_answerBytes;
        return ::send(m_socket, kRequest.data(), kRequest.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(kRequest.size());
    }
    /// Takes what has come; false when the connection is of no use any more.
    bool receive() {
        const ssize_t size = ::recv(m_socket, m_buffer.data(), std::min(m_buffer.size(), m_missing), MSG_DONTWAIT);
        if (size < 0) {
            return errno == EAGAIN;
        }
        m_missing -= static_cast<std::size_t>(size);
        return size > 0;
    }
    [[nodiscard]] bool waits() const { return m_missing > 0; }

  private:
    int m_socket;
    std::size_t m_answerBytes, m_missing{};
    std::array<char, 16'384> m_buffer{};
};

struct Outcome {
    std::uint64_t sent{};
    std::vector<std::int64_t> times;  ///< closed: each answer's
    bool broken{};
};

Outcome closedLoop(Line& line, std::int64_t length) {
    Outcome outcome;
    outcome.times.reserve(1U << 20U);
    const std::int64_t end = now() + length;
    for (std::int64_t begin = now(); begin < end;) {
        outcome.broken = outcome.broken || !line.send();
        while (line.waits() && !outcome.broken) {
            outcome.broken = !line.receive();
        }
        if (outcome.broken) {
            return outcome;
        }
        const std::int64_t done = now();
        outcome.times.push_back(done - begin);
        ++outcome.sent;
        begin = done;
    }
    return outcome;
}

/// Connections in turn: the one that was used longest ago is the next, and the first to be looked at for its answer.
Outcome openLoop(std::vector<Line>& lines, long rate, std::int64_t length) {
    Outcome outcome;
    const auto planned = static_cast<std::uint64_t>(rate) * static_cast<std::uint64_t>(length / kSecond);
    const double gap = static_cast<double>(kSecond) / static_cast<double>(rate);
    const std::int64_t zero = now();
    std::size_t next = 0;
    std::size_t oldest = 0;
    while (outcome.sent < planned && !outcome.broken) {
        const std::int64_t due = zero + static_cast<std::int64_t>((static_cast<double>(outcome.sent) + 0.5) * gap);
        if (now() >= due && !lines[next].waits()) {
            outcome.broken = !lines[next].send();
            next = (next + 1) % lines.size();
            ++outcome.sent;
        } else if (lines[oldest].waits()) {
            outcome.broken = !lines[oldest].receive();
        }
        if (!lines[oldest].waits() && oldest != next) {
            oldest = (oldest + 1) % lines.size();
        }
    }
    for (Line& line : lines) {
        while (line.waits() && !outcome.broken) {
            outcome.broken = !line.receive();
        }
    }
    return outcome;
}

std::int64_t quantile(std::vector<std::int64_t>& values, double q) {
    if (values.empty()) {
        return 0;
    }
    const auto at = static_cast<std::size_t>(q * static_cast<double>(values.size() - 1));
    std::nth_element(values.begin(), values.begin() + static_cast<std::ptrdiff_t>(at), values.end());
    return values[at];
}

bool pinTo(long cpu) {
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(static_cast<unsigned>(cpu), &set);
    return ::sched_setaffinity(0, sizeof set, &set) == 0;
}

int fail(const std::string& sentence) {
    std::cerr << "bench_busy_client: " << sentence << '\n';
    return 2;
}

/// "open" or "closed" with numbers behind names; false when that is not what is there.
bool parse(int argc, char** argv, Numbers& numbers) {
    for (int i = 2; i + 1 < argc; i += 2) {
        if (!numbers.contains(argv[i])) {
            return false;
        }
        numbers[argv[i]] = std::strtol(argv[i + 1], nullptr, 10);
    }
    const std::string_view mode = argc > 1 ? argv[1] : "";
    const bool complete = mode == "closed" || (mode == "open" && numbers["--rate"] > 0 && numbers["--connections"] > 0);
    return complete && argc % 2 == 0 && numbers["--port"] > 0 && numbers["--seconds"] > 0;
}

std::vector<Line> connect(long count, const Numbers& numbers) {
    std::vector<Line> lines;
    for (long i = 0; i < count; ++i) {
        if (const int socket = connectTo(numbers.at("--port")); socket >= 0) {
            lines.emplace_back(socket, static_cast<std::size_t>(numbers.at("--answer-bytes")));
        }
    }
    return lines;
}

}  // namespace

int main(int argc, char** argv) {
    Numbers numbers{{"--port", 0}, {"--rate", 0}, {"--seconds", 0}, {"--connections", 16}, {"--answer-bytes", 140}, {"--cpu", -1}};
    if (!parse(argc, argv, numbers)) {
        return fail("usage: bench_busy_client open|closed --port N --seconds N [--rate N] [--connections N] [--answer-bytes N] [--cpu N]");
    }
    if (numbers["--cpu"] >= 0 && !pinTo(numbers["--cpu"])) {
        return fail("there is no processor " + std::to_string(numbers["--cpu"]) + " for this process");
    }
    const bool open = std::string_view(argv[1]) == "open";
    const long count = open ? numbers["--connections"] : 1;
    std::vector<Line> lines = connect(count, numbers);
    if (lines.size() != static_cast<std::size_t>(count)) {
        return fail("nothing listens on port " + std::to_string(numbers["--port"]));
    }
    const std::int64_t length = numbers["--seconds"] * kSecond;
    Outcome outcome = open ? openLoop(lines, numbers["--rate"], length) : closedLoop(lines[0], length);
    if (outcome.broken) {
        return fail("the server closed a connection");
    }
    std::cout << "{\"sent\": " << outcome.sent << ", \"p50_ns\": " << quantile(outcome.times, 0.5)
              << ", \"p99_ns\": " << quantile(outcome.times, 0.99) << "}\n";
    return 0;
}
