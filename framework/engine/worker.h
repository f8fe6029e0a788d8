// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "engine/alias_table.h"
#include "engine/connection.h"
#include "engine/outcome_log.h"
#include "engine/pacer.h"
#include "engine/plan.h"
#include "engine/silence.h"
#include "engine/timing_wheel.h"
#include "engine/tls.h"
#include "engine/users.h"
#include "engine/worker_face.h"

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

namespace loadgate::engine {

/// Sends one worker's part of a plan and records what became of it. Owns its connections, timers and log; shares nothing, and in the
/// steady state allocates nothing, locks nothing, throws nothing and calls nothing virtual. All of it runs on one thread, from
/// connectFirst() on; `Reactor` is the seam to the kernel and to time, see reactor_epoll.h.
template <class Reactor>
class Worker {
  public:
    /// `plan` is borrowed until the end; reactor and TLS sides are for slotsFor() connections. `tls`: null when the plan has none.
    Worker(const Plan& plan, std::uint32_t index, Reactor reactor, std::unique_ptr<TlsSides> tls = nullptr);
    /// Most connections this worker will have at one time.
    [[nodiscard]] static std::size_t slotsFor(const Plan&, std::uint32_t index);

    /// Closed model: connects the users of the curve's first knot, no faster than the plan's handshakes a second; gives up the longest
    /// timeout after the last attempt.
    void connectFirst(const std::stop_token&);
    /// Sends the load from `zero` (reactor's clock) to the end of the curve, or until stopped, then waits for the answers.
    void run(Duration zero, const std::stop_token&);

    [[nodiscard]] OutcomeLog& log() { return m_log; }
    [[nodiscard]] const WorkerReadings& readings() const { return m_readings; }
    [[nodiscard]] WorkerFace face() { return {m_log, m_gauges, m_readings}; }

    // The reactor's handler.
    void onConnected(std::uint32_t id, int error);
    void onReceived(std::uint32_t id, std::span<const char> bytes);
    void onEnd(std::uint32_t id, int error);

  private:
    static constexpr Duration kTurn = std::chrono::milliseconds(50);  ///< longest sleep, so that stop and flush are prompt
    static constexpr Duration kPause = std::chrono::milliseconds(100);
    static constexpr Duration kBackOff = std::chrono::milliseconds(100);  ///< closed model: of a user whose attempt to connect failed
    static constexpr Duration kBlocked = std::chrono::microseconds(10);   ///< a wait this long was for something still to come
    static constexpr Duration kSpin = std::chrono::microseconds(200);     ///< precise pacing: sleeps end so long before what is due
    static constexpr Duration kCatchUp = std::chrono::milliseconds(5);    ///< of handshakes that were late follow without a pause
    static constexpr Duration kThriftyTick = std::chrono::microseconds(500);
    static constexpr int kUnresolved = -1;  ///< beside errno: the name has no address
    static constexpr int kNotSecured = -2;  ///< beside errno: TLS failed, m_tls says why
    static constexpr int kTooLong = -3;     ///< beside errno: the connect timeout
    static constexpr int kBatch = 64;
    static constexpr std::size_t kExamples = 3;  ///< of each outcome

    [[nodiscard]] bool open() const { return m_plan.curve.model() == LoadModel::Open; }
    [[nodiscard]] const PlannedRequest& requestOf(const Task& task) const { return m_plan.requests[task.endpoint]; }
    /// Closed model: the number in the whole run, from 1, of the user in a slot.
    [[nodiscard]] std::uint64_t userOf(std::uint32_t id) const { return std::uint64_t{id} * m_plan.workers + m_index + 1; }
    [[nodiscard]] bool loadIsOver(Duration now) const { return now >= m_end; }

    // The loop.
    bool turn(const std::stop_token&);
    void waitAndDispatch(Duration until);
    [[nodiscard]] bool await(Duration until);
    [[nodiscard]] Duration nextWake() const;
    void endLoadAt(Duration now, Duration drain);
    void publish(Duration now);
    void enterMeasuredPhase(Duration now);
    void finish();

    // What is due.
    void arrivalsDue(Duration now);
    void arrive(const Due&, Duration now);
    void usersDue(Duration now);
    void userComes(std::uint32_t id, Duration at);
    void userGoes(std::uint32_t id);
    void userReady(std::uint32_t id, Duration due);
    void expireWaiting(Duration now);
    void onTimeout(std::uint32_t id);
    void whileBusyTooLong(std::uint32_t id);
    void whileConnectingTooLong(std::uint32_t id);

    // Connections.
    int beginConnect(std::uint32_t id);
    int connectToSomeAddress(std::uint32_t id);
    int connectFromSomeSource(std::uint32_t id, const SocketAddress&);
    [[nodiscard]] const SocketAddress* nextSource(const SocketAddress& to);
    [[nodiscard]] Duration connectingUntil(const Connection&) const;
    [[nodiscard]] bool wornOut(const Connection&) const;
    void rest(std::uint32_t id);
    void leaveAddress(Connection&);
    void connectForWaiting();
    void connectFailed(std::uint32_t id, int error);
    void connectionReady(std::uint32_t id);
    void connectionFree(std::uint32_t id);
    void drop(std::uint32_t id, bool reset = false);
    void disconnect(std::uint32_t id, bool reset);
    void begin(std::uint32_t id, const Task&, Duration freed);
    void onPlain(std::uint32_t id, std::span<const char> bytes);
    void onSecured(std::uint32_t id, std::span<const char> bytes);
    void unasked(std::uint32_t id);
    void sendPending(std::uint32_t id);
    [[nodiscard]] std::string_view filledIn(const Task&, std::uint32_t id);
    [[nodiscard]] std::string_view kept(Connection&, std::string_view bytes);
    void releaseUnsent(Connection&);
    void retry(std::uint32_t id);

    // What became of a request.
    [[nodiscard]] Outcome classify(const Connection&) const;
    void answered(std::uint32_t id, Outcome, bool reusable);
    void next(std::uint32_t id, bool failedToConnect);
    void record(const Task&, const Connection*, OutcomeRecord::Kind, Outcome, Duration done, TimeoutKind = TimeoutKind::Total);
    void fail(std::uint32_t id, Outcome, Duration done, bool reset, TimeoutKind = TimeoutKind::Total);
    [[nodiscard]] const char* complaintOf(const Connection&, Outcome, TimeoutKind) const;
    void failConnecting(const Task&, Outcome, Duration done, int error);
    void keepExample(const Task&, Outcome, const char* what, int number, TimeoutKind = TimeoutKind::Total);
    [[nodiscard]] Outcome outcomeOf(int error);

    const Plan& m_plan;
    std::uint32_t m_index;
    Reactor m_reactor;
    std::unique_ptr<TlsSides> m_tls;  ///< null: plain connections
    AliasTable m_endpoints;
    std::vector<Connection> m_connections;
    IdleList m_idle;
    std::vector<std::uint32_t> m_unused;  ///< open model: closed connections
    WaitingQueue m_waiting;               ///< open model: arrivals without a connection
    TimingWheel m_timeouts;
    LineStash m_stash;
    std::vector<char> m_filled;           ///< room for the longest request that is filled in
    std::uint64_t m_allUsers{1};          ///< closed model: of all workers
    std::optional<Pacer> m_pacer;         ///< open model
    std::vector<UserEvent> m_userEvents;  ///< closed model
    std::size_t m_nextUserEvent{};
    ReadyHeap m_ready;  ///< closed model

    Duration m_zero{}, m_end{Duration::max()}, m_giveUp{Duration::max()};
    Duration m_now{};       ///< of the last completions
    Duration m_freeFrom{};  ///< what they freed is held to be free since then, see waitAndDispatch()
    Duration m_published{};
    std::uint32_t m_connecting{}, m_connected{}, m_users{};
    std::uint64_t m_inFlight{};  ///< on the wire
    std::uint64_t m_bound{};
    std::uint32_t m_address{};  ///< the one that the next connection tries first
    std::uint32_t m_source;     ///< the one that the next connection comes from
    Duration m_longestTimeout;  ///< of any request
    std::array<std::uint8_t, kOutcomes + kTimeoutKinds> m_exampleCounts{};
    bool m_running{}, m_measuring{};
    std::int64_t m_cpuAtStart{};

    OutcomeLog m_log;
    Gauges m_gauges;
    Silence m_silence;
    WorkerReadings m_readings;
};

}  // namespace loadgate::engine
