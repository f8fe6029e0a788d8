// SPDX-License-Identifier: Apache-2.0
// Nothing is allocated for a request: counted, over both reactors (TEST_REACTOR), for a number of requests and not for a time, so that the
// machine's speed does not matter. TEST_STEADY_REQUESTS: how many.
#include "counted_allocations.h"
#include "each_reactor.h"
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/outcome_log.h"
#include "engine/reactors.h"
#include "engine/resolve.h"
#include "testkit/phrases.h"

#include <QtTest>

#include <arpa/inet.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <unistd.h>
#include <array>
#include <stop_token>
#include <thread>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

std::uint64_t requestsToCount() {
    const qulonglong wanted = qEnvironmentVariable("TEST_STEADY_REQUESTS").toULongLong();
    return wanted > 0 ? wanted : 150'000;
}

/// Answers whatever it reads, as fast as one thread can; a request is so small that it comes in one piece.
class QuickServer {
  public:
    QuickServer() {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t length = sizeof address;
        auto* const any = reinterpret_cast<sockaddr*>(&address);
        if (::bind(m_listener, any, length) != 0 || ::listen(m_listener, 1024) != 0 || ::getsockname(m_listener, any, &length) != 0) {
            qFatal("no server: %s", std::strerror(errno));
        }
        m_port = ntohs(address.sin_port);
        m_thread = std::jthread([this](const std::stop_token& stop) { serve(stop); });
    }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  private:
    void serve(const std::stop_token& stop) {
        counted::thisIsNoWorker();
        constexpr std::string_view kAnswer = "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 2\r\n\r\nok";
        const int epoll = ::epoll_create1(0);
        watch(epoll, m_listener);
        std::array<epoll_event, 256> events{};
        std::array<char, 4096> bytes{};
        while (!stop.stop_requested()) {
            const int ready = ::epoll_wait(epoll, events.data(), static_cast<int>(events.size()), 50);
            for (int i = 0; i < ready; ++i) {
                const int fd = events[static_cast<std::size_t>(i)].data.fd;
                if (fd == m_listener) {
                    watch(epoll, ::accept(m_listener, nullptr, nullptr));
                } else if (::recv(fd, bytes.data(), bytes.size(), 0) <= 0 || ::send(fd, kAnswer.data(), kAnswer.size(), MSG_NOSIGNAL) < 0) {
                    ::close(fd);
                }
            }
        }
        ::close(epoll);
        ::close(m_listener);
    }
    static void watch(int epoll, int fd) {
        epoll_event event{};
        event.events = EPOLLIN;
        event.data.fd = fd;
        ::epoll_ctl(epoll, EPOLL_CTL_ADD, fd, &event);
    }

    int m_listener{::socket(AF_INET, SOCK_STREAM, 0)};
    std::uint16_t m_port{};
    std::jthread m_thread;
};

/// Counts between two numbers of requests, then stops the run.
class CountingSink final : public MeasureSink {
  public:
    explicit CountingSink(std::uint64_t wanted) : m_wanted(wanted) {}
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval& interval) override {
        const std::uint64_t before = m_seen;
        m_seen += interval.tally.sent;
        if (before < m_wanted / 5 && m_seen >= m_wanted / 5) {
            m_from = m_seen;
            counted::start(sizeof(OutcomeLog::Chunk));
        } else if (m_seen >= m_wanted / 5) {
            ++intervals;
        }
        if (m_seen >= m_wanted + m_wanted / 5 && !m_stop.stop_requested()) {
            allocations = counted::stop();
            requests = m_seen - m_from;
            m_stop.request_stop();
        }
    }
    [[nodiscard]] std::stop_token stop() const { return m_stop.get_token(); }

    counted::Allocations allocations;
    std::uint64_t requests{}, intervals{};

  private:
    std::uint64_t m_wanted, m_seen{}, m_from{};
    std::stop_source m_stop;
};

}  // namespace

class AllocationsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        counted::thisIsNoWorker();
        if (const QString why = whyNotHere(); !why.isEmpty()) {
            QSKIP(qPrintable(why));
        }
    }

    void theCounterCounts() {
        counted::start(0);
        std::jthread([] { std::vector<int>(1000).swap(*std::make_unique<std::vector<int>>()); }).join();
        const std::vector<int> mine(1000);
        const counted::Allocations seen = counted::stop();
        QVERIFY(seen.here >= mine.size() / 1000);
        QVERIFY(seen.workers >= 2);
    }

    void noRequestAllocates_data() {
        QTest::addColumn<QString>("curve");
        QTest::addColumn<QString>("path");
        QTest::addColumn<int>("part");
        QTest::addColumn<unsigned>("most");
        const QString users("0s:64 1h:64");
        QTest::newRow("closed") << users << QString("/") << 1 << 0U;
        // Where the reactor sends later, such a request is kept until then: in the end there is a place for each of the connections.
        QTest::newRow("closed, each request its own") << users << QString("/{{uuid}}?{{random:1:100}}") << 4 << (overUring() ? 64U : 0U);
        QTest::newRow("open") << QString("0s:5000 1h:5000") << QString("/") << 10 << 0U;
    }
    void noRequestAllocates() {
        QFETCH(QString, curve);
        QFETCH(QString, path);
        QFETCH(int, part);
        QFETCH(unsigned, most);
        const QuickServer server;
        Plan plan;
        plan.curve = testkit::curve(curve.toStdString(), curve.startsWith("0s:64") ? LoadModel::Closed : LoadModel::Open);
        plan.reactor = overUring() ? ReactorChoice::Uring : ReactorChoice::Epoll;
        plan.intervalLength = 100ms;
        plan.addresses = *resolve("127.0.0.1", server.port());
        RequestSpec request;
        request.path = path.toStdString();
        plan.requests.push_back({"GET /", *http1Request(request, "localhost"), 1, 10min, {}, false, true});
        CountingSink sink(requestsToCount() / static_cast<std::uint64_t>(part));
        const auto measured = measure(plan, sink, sink.stop());
        QVERIFY2(measured, measured ? "" : measured.error().message.c_str());
        QCOMPARE(tallyOf(*measured, Phase::WholeRun).failed(), 0U);
        const counted::Allocations seen = sink.allocations;
        qInfo("%llu requests, %llu intervals: workers %llu and %llu chunks, collector %llu", static_cast<unsigned long long>(sink.requests),
              static_cast<unsigned long long>(sink.intervals), static_cast<unsigned long long>(seen.workers),
              static_cast<unsigned long long>(seen.expected), static_cast<unsigned long long>(seen.here));
        QVERIFY(sink.requests > 0);
        QVERIFY(seen.workers <= most);
        // A starved collector makes the worker take another chunk for its records: for thousands of requests one.
        QVERIFY(seen.expected <= sink.requests / OutcomeLog::kChunk + 1);
        // Each interval is a new value, and so is what watchers are told; how many requests it had does not matter.
        QVERIFY(seen.here <= 150 * (sink.intervals + 1));
    }
};

QTEST_GUILESS_MAIN(AllocationsTest)
#include "allocations_test.moc"
