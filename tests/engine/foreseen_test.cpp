// SPDX-License-Identifier: Apache-2.0
// What cannot be had is refused before the load starts.
#include "engine/foreseen.h"
#include "engine/descriptors.h"
#include "engine/resolve.h"
#include "testkit/phrases.h"

#include <QtTest>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace loadgate;
using namespace loadgate::engine;

namespace {

Plan planOf(const char* curve, LoadModel model = LoadModel::Closed) {
    Plan plan;
    plan.curve = testkit::curve(curve, model);
    plan.addresses.push_back(*sourceAddress("127.0.0.1"));
    return plan;
}

QString refusal(const Status& status) { return status ? QString("not refused") : QString::fromStdString(status.error().message); }

}  // namespace

class ForeseenTest : public QObject {
    Q_OBJECT
  private slots:
    void theRangeOfPortsIsReadAsTheKernelWritesIt() {
        QVERIFY(portRangeFrom("1024\t2047\n") == (PortRange{1024, 2047}));
        QCOMPARE(portRangeFrom("1024\t2047").size(), 1024U);
        QVERIFY(portRangeFrom("") == PortRange{});
        QVERIFY(portRangeFrom("2000 1000") == PortRange{});
        QVERIFY(portRangeHere().size() > 0);
    }

    void moreUsersThanPortsNeedMoreSources() {
        Plan plan = planOf("0s:2500 1s:2500");
        const PortRange range{10001, 11000};
        QCOMPARE(refusal(portsSuffice(plan, range)),
                 QString("2500 users need a port each, and one source address has 1000 (net.ipv4.ip_local_port_range is 10001 to 11000): "
                         "name 3 addresses of this machine in connections.sources of the profile, widen that range, or use fewer users"));
        plan.connections.sources = {*sourceAddress("127.0.0.2"), *sourceAddress("127.0.0.3"), *sourceAddress("::1")};
        QVERIFY(refusal(portsSuffice(plan, range)).startsWith("2500 users need a port each, and 2 source addresses have 2000 "));
        plan.connections.sources.push_back(*sourceAddress("127.0.0.4"));
        QCOMPARE(refusal(portsSuffice(plan, range)), QString("not refused"));
    }

    void theBoundOfTheOpenModelIsNotANeed() {
        Plan plan = planOf("0s:10 1s:10", LoadModel::Open);
        plan.maxInFlight = 1'000'000;
        QCOMPARE(refusal(portsSuffice(plan, {10001, 11000})), QString("not refused"));
    }

    void theSoftLimitOfDescriptorsIsRaised() {
        const pid_t child = ::fork();
        if (child == 0) {
            const rlimit soft{100, 400};
            ::setrlimit(RLIMIT_NOFILE, &soft);
            rlimit now{};
            const Plan plan = planOf("0s:200 1s:200");
            const DescriptorRoom room = descriptorRoom(plan.curve, plan.maxInFlight, plan.workers);
            const bool right = makeDescriptorRoom(room, LoadModel::Closed).has_value() && ::getrlimit(RLIMIT_NOFILE, &now) == 0;
            ::_exit(right && now.rlim_cur == 200 + room.others ? 0 : 1);
        }
        int status = -1;
        QCOMPARE(::waitpid(child, &status, 0), child);
        QCOMPARE(status, 0);
    }

    void eachWorkerIsPinnedToAProcessorThatWeMayUse() {
        Plan plan = planOf("0s:1 1s:1");
        plan.workers = 2;
        QVERIFY(processorsFor(plan, {3, 5, 7})->empty());
        plan.pinned = true;
        QVERIFY(*processorsFor(plan, {3, 5, 7}) == (std::vector{3, 5}));
        const auto refused = processorsFor(plan, {3});
        QVERIFY(!refused && refused.error().code == ErrorCode::BadInput);
        QCOMPARE(
            QString::fromStdString(refused.error().message),
            QString(
                "2 threads cannot be pinned to processors of their own: this process may use 1; use fewer threads, or leave --pin out"));
        QVERIFY(!processorsAllowed().empty());
    }
};

QTEST_GUILESS_MAIN(ForeseenTest)
#include "foreseen_test.moc"
