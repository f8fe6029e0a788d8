// SPDX-License-Identifier: Apache-2.0
#include "loadgate/plugin.h"

#include <QTest>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

class FixedClock : public Clock {
  public:
    explicit FixedClock(Duration now) : m_now(now) {}
    [[nodiscard]] Duration now() const override { return m_now; }
    [[nodiscard]] WallTime wall() const override { return WallTime{}; }
    Status waitUntil(Duration, const std::stop_token&) override { return ok(); }

  private:
    Duration m_now;
};
class NoNotes : public Notes {
  public:
    void add(Note) override {}
};
class PlainTarget : public Target {
  public:
    Result<TargetDescription> describe(const Call&) override { return TargetDescription{}; }
};

}  // namespace

class InterfacesTest : public QObject {
    Q_OBJECT
  private slots:
    void aCallIsAliveUntilItsDeadline();
    void aStoppedCallIsCancelledEvenWhenItIsAlsoLate();
    void aTargetConsumesNothingUnlessItSays();
};

void InterfacesTest::aCallIsAliveUntilItsDeadline() {
    FixedClock clock(5s);
    NoNotes notes;
    QVERIFY(Call(clock, notes, {}, 5s + 1ns).alive().has_value());
    QCOMPARE(Call(clock, notes, {}, 5s).alive().error().code, ErrorCode::Timeout);
}

void InterfacesTest::aStoppedCallIsCancelledEvenWhenItIsAlsoLate() {
    FixedClock clock(5s);
    NoNotes notes;
    std::stop_source stop;
    stop.request_stop();
    QCOMPARE(Call(clock, notes, stop.get_token(), 9s).alive().error().code, ErrorCode::Cancelled);
    QCOMPARE(Call(clock, notes, stop.get_token(), 1s).alive().error().code, ErrorCode::Cancelled);
}

void InterfacesTest::aTargetConsumesNothingUnlessItSays() {
    FixedClock clock(0s);
    NoNotes notes;
    PlainTarget target;
    QVERIFY(target.sample(Call(clock, notes, {}, 1s)).value().empty());
}

QTEST_APPLESS_MAIN(InterfacesTest)
#include "interfaces_test.moc"
