// SPDX-License-Identifier: Apache-2.0
#include "cli/interrupted.h"
#include "cli/signals.h"
#include "testkit/phrases.h"

#include <pthread.h>
#include <unistd.h>
#include <QTest>
#include <csignal>

using namespace loadgate;
using namespace loadgate::cli;
using namespace std::chrono_literals;

namespace {

RunRecord stopped(VerdictStatus status, std::string reason) {
    RunRecord record;
    record.curve = testkit::curve("0s:10 300s:10");
    record.measurement.end = 2s;
    record.measurement.stoppedEarly = true;
    record.verdict.status = status;
    record.verdict.reason = std::move(reason);
    return record;
}

}  // namespace

class InterruptTest : public QObject {
    Q_OBJECT
  private slots:
    void anInterruptedPassIsInconclusive();
    void aFailureStaysAFailure();
    void whatCouldNotBeToldSaysWhyToo();
    void atTheEndOfTheLoadItIsStillNoPass();
    void theExitCodeNamesTheSignal();
    void theFirstSignalStopsAndALaterOneLeaves();
    void bothSignalsAskForAStop_data();
    void bothSignalsAskForAStop();
};

void InterruptTest::anInterruptedPassIsInconclusive() {
    const RunRecord record = interrupted(stopped(VerdictStatus::Pass, "all objectives met"), SIGINT);
    QCOMPARE(record.verdict.status, VerdictStatus::Inconclusive);
    QCOMPARE(record.verdict.reason, std::string("interrupted after 2.0 s of 300 s"));
    QCOMPARE(record.interruptedBy, SIGINT);
}

void InterruptTest::aFailureStaysAFailure() {
    for (const VerdictStatus status : {VerdictStatus::Fail, VerdictStatus::Invalid}) {
        const RunRecord record = interrupted(stopped(status, "p99 was 410 ms"), SIGTERM);
        QCOMPARE(record.verdict.status, status);
        QCOMPARE(record.verdict.reason, std::string("p99 was 410 ms"));
    }
}

void InterruptTest::whatCouldNotBeToldSaysWhyToo() {
    const RunRecord record = interrupted(stopped(VerdictStatus::Inconclusive, "12 samples"), SIGINT);
    QCOMPARE(record.verdict.reason, std::string("interrupted after 2.0 s of 300 s: 12 samples"));
}

void InterruptTest::atTheEndOfTheLoadItIsStillNoPass() {
    RunRecord record = stopped(VerdictStatus::Pass, "");
    record.measurement.end = 300s;
    record = interrupted(record, SIGINT);
    QCOMPARE(record.verdict.status, VerdictStatus::Inconclusive);
    QCOMPARE(record.verdict.reason, std::string("interrupted after the load had ended"));
}

void InterruptTest::theExitCodeNamesTheSignal() {
    QCOMPARE(exitCodeOf(interrupted(stopped(VerdictStatus::Pass, ""), SIGINT)), 130);
    QCOMPARE(exitCodeOf(interrupted(stopped(VerdictStatus::Fail, ""), SIGTERM)), 143);
}

void InterruptTest::theFirstSignalStopsAndALaterOneLeaves() {
    loadgate::cli::StopRule rule;
    QCOMPARE(rule.onSignal(100s), loadgate::cli::StopRule::Action::Stop);
    QCOMPARE(rule.onSignal(100s), loadgate::cli::StopRule::Action::Ignore);
    QCOMPARE(rule.onSignal(100s + 999ms), loadgate::cli::StopRule::Action::Ignore);
    QCOMPARE(rule.onSignal(101s), loadgate::cli::StopRule::Action::Leave);
}

void InterruptTest::bothSignalsAskForAStop_data() {
    QTest::addColumn<int>("signal");
    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void InterruptTest::bothSignalsAskForAStop() {
    QFETCH(int, signal);
    const SignalWatch watch;
    QVERIFY(!watch.token().stop_requested());
    QCOMPARE(watch.signal(), 0);
    ::kill(::getpid(), signal);
    QTRY_VERIFY(watch.token().stop_requested());
    QCOMPARE(watch.signal(), signal);
}

/// Qt Test has a thread of its own, which must inherit the blocked signals: it would take them otherwise.
int main(int argc, char** argv) {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    InterruptTest test;
    return QTest::qExec(&test, argc, argv);
}

#include "interrupt_test.moc"
