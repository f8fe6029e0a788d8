// SPDX-License-Identifier: Apache-2.0
#include "core/session/resource_sampler.h"

#include <algorithm>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <stop_token>

namespace loadgate {

namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration kPeriod = seconds(1);
constexpr Duration kDeadline = milliseconds(900);
constexpr Duration kBetweenComplaints = seconds(60);
/// A plugin that says something in each call must not fill the report.
constexpr int kMostNotes = 20;

/// What a plugin says in one call.
class HeardNotes final : public Notes {
  public:
    void add(Note note) override { m_notes.push_back(std::move(note)); }
    [[nodiscard]] std::vector<Note>& all() { return m_notes; }

  private:
    std::vector<Note> m_notes;
};

}  // namespace

/// Shared with the thread, so that a plugin that never comes back can be left behind.
struct ResourceSampler::State {
    State(std::shared_ptr<Target> theTarget, std::string thePlugin, std::shared_ptr<Clock> theClock)
        : target(std::move(theTarget)), plugin(std::move(thePlugin)), clock(std::move(theClock)) {}

    void run();
    void sampleOnce();
    void complain(Duration at, const std::string& sentence);
    void note(Duration at, Note::Level level, std::string source, std::string text);
    News takeAll();

    const std::shared_ptr<Target> target;
    const std::string plugin;
    const std::shared_ptr<Clock> clock;
    std::stop_source over;                  ///< the load is over: one more sample
    std::stop_source noMore;                ///< nobody waits for an answer any more
    std::optional<Duration> lastComplaint;  ///< the thread's own
    int notesLeft{kMostNotes};              ///< the thread's own

    std::mutex mutex;
    std::condition_variable changed;
    News news;  ///< on `clock`
    std::optional<Duration> zero;
    bool ended{};
};

void ResourceSampler::State::run() {
    Duration next = clock->now();
    while (!over.stop_requested()) {
        sampleOnce();
        const Duration late = clock->now() - next;
        next += (late / kPeriod + 1) * kPeriod;  // what was missed is not made up for
        (void)clock->waitUntil(next, over.get_token());
    }
    sampleOnce();
    const std::lock_guard lock(mutex);
    ended = true;
    changed.notify_all();
}

void ResourceSampler::State::sampleOnce() {
    HeardNotes heard;
    const Duration before = clock->now();
    const Call call(*clock, heard, noMore.get_token(), before + kDeadline);
    auto samples = target->sample(call);
    const Duration after = clock->now();
    for (Note& one : heard.all()) {
        if (notesLeft-- > 0) {
            note(after, one.level, plugin, std::move(one.text));
        }
    }
    if (!samples) {
        return complain(after, samples.error().message);
    }
    if (after - before > kDeadline) {
        return complain(after, "a sample took " + toText(std::chrono::duration_cast<milliseconds>(after - before)) + ", at most " +
                                   toText(kDeadline) + " is of use");
    }
    const std::lock_guard lock(mutex);
    for (ResourceSample& sample : *samples) {
        sample.at = before + (after - before) / 2;
        news.samples.push_back(std::move(sample));
    }
}

void ResourceSampler::State::complain(Duration at, const std::string& sentence) {
    if (lastComplaint && at - *lastComplaint < kBetweenComplaints) {
        return;
    }
    lastComplaint = at;
    note(at, Note::Level::Warning, "session", "resources are not measured at this time: " + sentence);
}

void ResourceSampler::State::note(Duration at, Note::Level level, std::string source, std::string text) {
    const std::lock_guard lock(mutex);
    news.notes.push_back({at, level, std::move(source), std::move(text)});
}

ResourceSampler::News ResourceSampler::State::takeAll() {
    if (!zero) {
        return {};
    }
    News taken = std::exchange(news, {});
    std::ranges::for_each(taken.samples, [this](ResourceSample& sample) { sample.at -= *zero; });
    std::ranges::for_each(taken.notes, [this](RunNote& one) { one.at = std::max(Duration{}, one.at - *zero); });
    return taken;
}

ResourceSampler::ResourceSampler(std::shared_ptr<Target> target, std::string plugin, std::shared_ptr<Clock> clock)
    : m_state(std::make_shared<State>(std::move(target), std::move(plugin), std::move(clock))),
      m_thread([state = m_state] { state->run(); }) {}

ResourceSampler::~ResourceSampler() {
    if (m_thread.joinable()) {
        (void)finish();
    }
}

void ResourceSampler::setZero(Duration zero) {
    const std::lock_guard lock(m_state->mutex);
    m_state->zero = zero;
}

ResourceSampler::News ResourceSampler::take() {
    const std::lock_guard lock(m_state->mutex);
    return m_state->takeAll();
}

ResourceSampler::News ResourceSampler::finish() {
    m_state->over.request_stop();
    std::unique_lock lock(m_state->mutex);
    // The call under way, and the last one.
    if (m_state->changed.wait_for(lock, 2 * kDeadline, [this] { return m_state->ended; })) {
        lock.unlock();
        m_thread.join();
        lock.lock();
        return m_state->takeAll();
    }
    m_state->noMore.request_stop();
    m_thread.detach();
    News rest = m_state->takeAll();
    const Duration at = rest.samples.empty() ? Duration{} : rest.samples.back().at;
    rest.notes.push_back(
        {at, Note::Level::Warning, "session", "the plugin '" + m_state->plugin + "' did not come back from a sample; it is left behind"});
    return rest;
}

}  // namespace loadgate
