// SPDX-License-Identifier: Apache-2.0
// What crosses between host and plugin, as it was when the SDK's ABI number was last raised. When this test fails, either undo the change
// or raise LOADGATE_SDK_ABI (plugin.h) and record the new figures. PatternInput and Call alone may grow at their end.
#include "loadgate/abi.h"
#include "loadgate/plugin.h"
#include "testkit/quiet_call.h"

#include <QtTest>

#include <cstring>

namespace {

using namespace loadgate;

/// Which place a virtual function has in its class's table (Itanium C++ ABI §2.3: a pointer to a virtual member holds 1 + its offset).
template <class Member>
int slotOf(Member member) {
    static_assert(sizeof(member) == 2 * sizeof(std::ptrdiff_t));
    std::ptrdiff_t words[2];
    std::memcpy(words, &member, sizeof(words));
    return static_cast<int>((words[0] - 1) / static_cast<std::ptrdiff_t>(sizeof(void*)));
}

template <class Whole, class Part>
int offsetIn(const Whole& whole, const Part& part) {
    return static_cast<int>(reinterpret_cast<const char*>(&part) - reinterpret_cast<const char*>(&whole));
}

}  // namespace

class AbiTest : public QObject {
    Q_OBJECT

  private slots:
    void initTestCase();
    void sizesAreAsRecorded();
    void fieldsOfPatternsLieWhereTheyWereRecorded();
    void fieldsOfTargetsLieWhereTheyWereRecorded();
    void fieldsOfCallsLieWhereTheyWereRecorded();
    void virtualsStandInTheRecordedOrder();
};

#define RECORDED(actual, expected) \
    QVERIFY2(int(actual) == (expected), qPrintable(QString(#actual " is %1, recorded " #expected).arg(int(actual))))

void AbiTest::initTestCase() {
    if (std::string_view(LOADGATE_FACE) != "libstdc++ cxx11" || sizeof(void*) != 8) {
        QSKIP("the figures were recorded for 64 bit and libstdc++'s C++11 ABI; this build is of " LOADGATE_FACE);
    }
}

void AbiTest::sizesAreAsRecorded() {
    QCOMPARE(LOADGATE_SDK_ABI, 2);
    RECORDED(sizeof(Error), 40);
    RECORDED(sizeof(Status), 48);
    RECORDED(sizeof(Load), 16);
    RECORDED(sizeof(Level), 16);
    RECORDED(sizeof(Share), 8);
    RECORDED(sizeof(ByteCount), 8);
    RECORDED(sizeof(GivenParam), 168);
    RECORDED(sizeof(ParamSpec), 256);
    RECORDED(sizeof(ParamValue), 72);
    RECORDED(sizeof(ParamValues), 48);
    RECORDED(sizeof(LoadCurve), 80);
    RECORDED(sizeof(LoadCurve::Knot), 16);
    RECORDED(sizeof(LoadCurve::Stage), 40);
    RECORDED(sizeof(PatternInput), 32);
    RECORDED(sizeof(Handle), 72);
    RECORDED(sizeof(PatternShape), 104);
    RECORDED(sizeof(Identity), 144);
    RECORDED(sizeof(ResourceSample), 352);
    RECORDED(sizeof(Address), 64);
    RECORDED(sizeof(TargetDescription), 304);
    RECORDED(sizeof(Note), 40);
    RECORDED(sizeof(Call), 32);
    RECORDED(sizeof(Result<PatternShape>), 112);
    RECORDED(sizeof(Result<TargetDescription>), 312);
}

void AbiTest::fieldsOfPatternsLieWhereTheyWereRecorded() {
    const PatternInput patternInput{};
    RECORDED(offsetIn(patternInput, patternInput.model), 0);
    RECORDED(offsetIn(patternInput, patternInput.peak), 8);
    RECORDED(offsetIn(patternInput, patternInput.length), 16);
    RECORDED(offsetIn(patternInput, patternInput.seed), 24);
    const Handle handle{};
    RECORDED(offsetIn(handle, handle.key), 0);
    RECORDED(offsetIn(handle, handle.axis), 32);
    RECORDED(offsetIn(handle, handle.at), 40);
    RECORDED(offsetIn(handle, handle.load), 48);
    RECORDED(offsetIn(handle, handle.zero), 56);
    RECORDED(offsetIn(handle, handle.unit), 64);
    const PatternShape patternShape{};
    RECORDED(offsetIn(patternShape, patternShape.curve), 0);
    RECORDED(offsetIn(patternShape, patternShape.handles), 80);
}

void AbiTest::fieldsOfTargetsLieWhereTheyWereRecorded() {
    const ResourceSample resourceSample{};
    RECORDED(offsetIn(resourceSample, resourceSample.source), 0);
    RECORDED(offsetIn(resourceSample, resourceSample.instance), 32);
    RECORDED(offsetIn(resourceSample, resourceSample.name), 64);
    RECORDED(offsetIn(resourceSample, resourceSample.at), 96);
    RECORDED(offsetIn(resourceSample, resourceSample.readAt), 104);
    RECORDED(offsetIn(resourceSample, resourceSample.running), 120);
    RECORDED(offsetIn(resourceSample, resourceSample.healthy), 121);
    RECORDED(offsetIn(resourceSample, resourceSample.oomKilled), 123);
    RECORDED(offsetIn(resourceSample, resourceSample.restarts), 128);
    RECORDED(offsetIn(resourceSample, resourceSample.exitCode), 136);
    RECORDED(offsetIn(resourceSample, resourceSample.cpuTime), 144);
    RECORDED(offsetIn(resourceSample, resourceSample.cpuCores), 160);
    RECORDED(offsetIn(resourceSample, resourceSample.cpuWindow), 176);
    RECORDED(offsetIn(resourceSample, resourceSample.cpuLimitCores), 192);
    RECORDED(offsetIn(resourceSample, resourceSample.machineCores), 208);
    RECORDED(offsetIn(resourceSample, resourceSample.memory), 224);
    RECORDED(offsetIn(resourceSample, resourceSample.memoryLimit), 240);
    RECORDED(offsetIn(resourceSample, resourceSample.received), 256);
    RECORDED(offsetIn(resourceSample, resourceSample.transmitted), 272);
    RECORDED(offsetIn(resourceSample, resourceSample.periods), 288);
    RECORDED(offsetIn(resourceSample, resourceSample.throttledPeriods), 304);
    RECORDED(offsetIn(resourceSample, resourceSample.threads), 320);
    RECORDED(offsetIn(resourceSample, resourceSample.descriptors), 336);
    const TargetDescription targetDescription{};
    RECORDED(offsetIn(targetDescription, targetDescription.name), 0);
    RECORDED(offsetIn(targetDescription, targetDescription.summary), 32);
    RECORDED(offsetIn(targetDescription, targetDescription.address), 64);
    RECORDED(offsetIn(targetDescription, targetDescription.identity), 128);
    RECORDED(offsetIn(targetDescription, targetDescription.limits), 280);
    const Identity identity{};
    RECORDED(offsetIn(identity, identity.plugin), 0);
    RECORDED(offsetIn(identity, identity.version), 32);
    RECORDED(offsetIn(identity, identity.instance), 64);
    RECORDED(offsetIn(identity, identity.facts), 96);
}

void AbiTest::fieldsOfCallsLieWhereTheyWereRecorded() {
    const Note note{};
    RECORDED(offsetIn(note, note.level), 0);
    RECORDED(offsetIn(note, note.text), 8);
    const QuietCall quiet;
    const Call& call = quiet.call;
    RECORDED(offsetIn(call, call.stop), 16);
    RECORDED(offsetIn(call, call.deadline), 24);
}

void AbiTest::virtualsStandInTheRecordedOrder() {
    RECORDED(slotOf(&Pattern::shape), 2);
    RECORDED(slotOf(&Target::describe), 2);
    RECORDED(slotOf(&Target::sample), 3);
    RECORDED(slotOf(&PatternEntry::create), 2);
    RECORDED(slotOf(&TargetEntry::create), 2);
    RECORDED(slotOf(&Clock::now), 2);
    RECORDED(slotOf(&Clock::wall), 3);
    RECORDED(slotOf(&Clock::waitUntil), 4);
    RECORDED(slotOf(&Notes::add), 2);
}

QTEST_APPLESS_MAIN(AbiTest)
#include "abi_test.moc"
