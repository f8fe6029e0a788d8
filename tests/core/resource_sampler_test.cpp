// SPDX-License-Identifier: Apache-2.0
#include "core/session/resource_sampler.h"

#include <QTest>

#include <condition_variable>
#include <functional>
#include <mutex>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

/// Time passes only by waiting, and only so often; then it stands until somebody stops the wait.
class SteppedClock final : public Clock {
  public:
    explicit SteppedClock(int waits) : m_waits(waits) {}
    [[nodiscard]] Duration now() const override {
        const std::lock_guard lock(m_mutex);
        return m_now;
    }
    [[nodiscard]] WallTime wall() const override { return WallTime{}; }
    Status waitUntil(Duration when, const std::stop_token& stop) override {
        std::unique_lock lock(m_mutex);
        if (m_waits == 0) {
            m_stands = true;
            m_changed.notify_all();
            m_changed.wait(lock, stop, [] { return false; });
            return Error{ErrorCode::Cancelled, "stopped"};
        }
        --m_waits;
        m_now = std::max(m_now, when);
        return ok();
    }
    void pass(Duration time) {
        const std::lock_guard lock(m_mutex);
        m_now += time;
    }
    void untilItStands() {
        std::unique_lock lock(m_mutex);
        m_changed.wait(lock, [this] { return m_stands; });
    }

  private:
    mutable std::mutex m_mutex;
    std::condition_variable_any m_changed;
    Duration m_now{1000s};
    int m_waits;
    bool m_stands{};
};

/// Does what it was told for its n-th call; a sample otherwise.
class ToldTarget final : public Target {
  public:
    using Answer = std::function<Result<std::vector<ResourceSample>>(int call, const Call&)>;
    explicit ToldTarget(Answer answer) : m_answer(std::move(answer)) {}
    [[nodiscard]] Result<TargetDescription> describe(const Call& /*call*/) override { return TargetDescription{}; }
    [[nodiscard]] Result<std::vector<ResourceSample>> sample(const Call& call) override { return m_answer(m_calls++, call); }

  private:
    Answer m_answer;
    int m_calls{};
};

Result<std::vector<ResourceSample>> one() { return std::vector{ResourceSample{}}; }

QStringList timesOf(const std::vector<ResourceSample>& samples) {
    QStringList times;
    for (const ResourceSample& sample : samples) {
        times << QString::number(toSeconds(sample.at));
    }
    return times;
}

QStringList textsOf(const std::vector<RunNote>& notes) {
    QStringList texts;
    for (const RunNote& note : notes) {
        texts << QString::number(toSeconds(note.at)) + " " + QString::fromStdString(note.source + ": " + note.text);
    }
    return texts;
}

/// The whole life of a sampler; the load began half a second after it.
ResourceSampler::News lived(ToldTarget::Answer answer, const std::shared_ptr<SteppedClock>& clock) {
    ResourceSampler sampler(std::make_shared<ToldTarget>(std::move(answer)), "told", clock);
    clock->untilItStands();
    if (!sampler.take().samples.empty()) {
        qFatal("samples were handed out before the run clock had a zero");
    }
    sampler.setZero(1000s + 500ms);
    return sampler.finish();
}

}  // namespace

class ResourceSamplerTest : public QObject {
    Q_OBJECT

  private slots:
    void itAsksOnceASecondAndOnceAtTheEnd() {
        const auto clock = std::make_shared<SteppedClock>(3);
        const auto news = lived([](int, const Call&) { return one(); }, clock);
        QCOMPARE(timesOf(news.samples), (QStringList{"-0.5", "0.5", "1.5", "2.5", "2.5"}));
        QVERIFY(news.notes.empty());
    }
    void aSampleIsOfTheMiddleOfItsCall() {
        const auto clock = std::make_shared<SteppedClock>(2);
        const auto answer = [clock](int, const Call& call) {
            if (call.deadline - clock->now() != 900ms) {
                qFatal("a call has 900 ms");
            }
            clock->pass(200ms);
            return one();
        };
        QCOMPARE(timesOf(lived(answer, clock).samples), (QStringList{"-0.4", "0.6", "1.6", "1.8"}));
    }
    void aFailureLeavesItsSecondOutAndIsNotedOnceAMinute() {
        const auto clock = std::make_shared<SteppedClock>(70);
        const auto answer = [](int call, const Call&) -> Result<std::vector<ResourceSample>> {
            return call < 65 ? Result<std::vector<ResourceSample>>(Error{ErrorCode::Io, "no answer"}) : one();
        };
        const auto news = lived(answer, clock);
        QCOMPARE(textsOf(news.notes), (QStringList{"0 session: resources are not measured at this time: no answer",
                                                   "59.5 session: resources are not measured at this time: no answer"}));
        QCOMPARE(news.samples.size(), std::size_t{7});
        QCOMPARE(timesOf(news.samples).front(), QString("64.5"));
    }
    void aCallThatTookTooLongIsOfNoUseAndIsNotMadeUpFor() {
        const auto clock = std::make_shared<SteppedClock>(3);
        const auto answer = [clock](int call, const Call&) {
            clock->pass(call == 1 ? 2500ms : 0ms);
            return one();
        };
        const auto news = lived(answer, clock);
        QCOMPARE(timesOf(news.samples), (QStringList{"-0.5", "3.5", "4.5", "4.5"}));
        QCOMPARE(textsOf(news.notes),
                 QStringList{"3 session: resources are not measured at this time: a sample took 2.5s, at most 900ms is of use"});
    }
    void whatAPluginSaysIsPassedOnWithoutAFlood() {
        const auto clock = std::make_shared<SteppedClock>(40);
        const auto answer = [](int, const Call& call) {
            call.notes.add({Note::Level::Detail, "hello"});
            return one();
        };
        const auto news = lived(answer, clock);
        QCOMPARE(news.notes.size(), std::size_t{20});
        QCOMPARE(textsOf(news.notes).at(1), QString("0.5 told: hello"));
    }
    void aPluginThatDoesNotComeBackIsLeftBehind() {
        struct Gate {
            std::mutex mutex;
            std::condition_variable changed;
            bool entered{}, open{}, left{};
        };
        const auto gate = std::make_shared<Gate>();
        const auto answer = [gate](int, const Call& call) {
            std::unique_lock lock(gate->mutex);
            gate->entered = true;
            gate->changed.notify_all();
            gate->changed.wait(lock, [&] { return gate->open; });
            gate->left = call.stop.stop_requested();
            gate->changed.notify_all();
            return one();
        };
        const auto clock = std::make_shared<SteppedClock>(0);
        {
            ResourceSampler sampler(std::make_shared<ToldTarget>(answer), "told", clock);
            std::unique_lock lock(gate->mutex);
            gate->changed.wait(lock, [&] { return gate->entered; });
            lock.unlock();
            sampler.setZero(1000s);
            QCOMPARE(textsOf(sampler.finish().notes),
                     QStringList{"0 session: the plugin 'told' did not come back from a sample; it is left behind"});
        }
        std::unique_lock lock(gate->mutex);
        gate->open = true;
        gate->changed.notify_all();
        gate->changed.wait(lock, [&] { return gate->left; });  // it was told that nobody waits
    }
};

QTEST_APPLESS_MAIN(ResourceSamplerTest)
#include "resource_sampler_test.moc"
