// SPDX-License-Identifier: Apache-2.0
// What happens where io_uring is forbidden, as Docker's default seccomp profile forbids it. A process of its own: a filter cannot be
// undone.
#include "engine/http1_request.h"
#include "engine/measure.h"
#include "engine/reactors.h"
#include "engine/resolve.h"
#include "testkit/phrases.h"
#include "testkit/server/test_server.h"

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <QtTest>
#include <array>
#include <cerrno>

using namespace loadgate;
using namespace loadgate::engine;
using namespace std::chrono_literals;

namespace {

class NoSink final : public MeasureSink {
  public:
    void onPhase(RunPhase, Duration) override {}
    void onInterval(const LiveInterval&) override {}
};

bool forbidUring() {
    std::array<sock_filter, 4> rules{{
        BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
        BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_io_uring_setup, 0, 1),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EPERM),
        BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
    }};
    const sock_fprog program{static_cast<unsigned short>(rules.size()), rules.data()};
    return ::prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && ::prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program) == 0;
}

Plan planFor(std::uint16_t port, ReactorChoice reactor) {
    Plan plan;
    plan.reactor = reactor;
    plan.curve = testkit::curve("0s:50 300ms:50", LoadModel::Open);
    plan.intervalLength = intervalLengthFor(plan.curve.length());
    plan.addresses = *resolve("127.0.0.1", port);
    RequestSpec request;
    request.method = "GET";
    plan.requests.push_back({"GET /", *http1Request(request, "localhost"), 1, 2s, {}, false, true});
    return plan;
}

}  // namespace

class WithoutUringTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() { QVERIFY(forbidUring()); }

    void epollSendsAndTheResultSaysWhy() {
        const testkit::TestServer server;
        NoSink sink;
        const auto m = measure(planFor(server.port(), ReactorChoice::Auto), sink, {});
        QVERIFY(m.has_value());
        QCOMPARE(m->reactor, std::string("epoll"));
        QVERIFY2(!m->whyNotUring.empty(), "the result does not say why");
        QCOMPARE(tallyOf(*m, Phase::WholeRun).ok(), 15U);
    }

    void askingForUringIsRefusedBeforeAnythingIsSent() {
        const testkit::TestServer server;
        NoSink sink;
        const auto m = measure(planFor(server.port(), ReactorChoice::Uring), sink, {});
        QVERIFY(!m.has_value());
        QVERIFY2(m.error().message.find("io_uring cannot be used here: ") == 0, m.error().message.c_str());
        QVERIFY2(m.error().message.find("use epoll") != std::string::npos, m.error().message.c_str());
        QCOMPARE(server.requests(), 0U);
    }
};

QTEST_APPLESS_MAIN(WithoutUringTest)
#include "without_uring_test.moc"
