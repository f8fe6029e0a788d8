// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/line_writer.h"
#include "cli/outputs.h"
#include "core/report/events.h"
#include "core/session/run_session.h"

#include <memory>
#include <optional>
#include <string>

namespace loadgate::cli {

/// --events: tells what happens in lines of loadgate.events/1, and passes everything on to who shows it to people. A reader who is slow
/// loses interval lines, seen in a gap of `seq`; one who goes away ends the stream with one note, and never the run.
class EventStream final : public RunListener {
  public:
    /// `output` empty: no stream, everything is passed on.
    [[nodiscard]] static Result<std::unique_ptr<EventStream>> open(const std::optional<Output>& output, std::string command,
                                                                   RunListener& people);
    ~EventStream() override;
    EventStream(const EventStream&) = delete;
    EventStream& operator=(const EventStream&) = delete;

    void onStarted(const PreparedRun&, const RunRecord&) override;
    void onPhase(RunPhase, Duration at) override;
    void onInterval(const LiveInterval&) override;
    void onNote(const RunNote&) override;
    void onDetail(std::string_view text) override { m_people.onDetail(text); }
    void onCheck(const Check&, CheckState, Duration at) override;

    /// The last line; everything else is on disk by now. `record` null: the run could not be measured, `error` says why. Io when the stream
    /// could not be written.
    [[nodiscard]] Status finish(int exitCode, std::shared_ptr<const RunRecord> record, std::string error);

  private:
    EventStream(std::optional<Output> output, int descriptor, std::string command, RunListener& people);
    [[nodiscard]] EventPlace place(Duration at);
    void tellStage(Duration at);
    void noteIfClosed();

    std::optional<Output> m_output;
    int m_descriptor;
    std::string m_command;
    RunListener& m_people;
    std::unique_ptr<LineWriter> m_writer;
    std::uint64_t m_seq{};
    Duration m_at{};
    LoadCurve m_curve;
    RunPhase m_phase{RunPhase::Connect};
    std::string m_stage;
    EventTotals m_totals;
    bool m_closedSaid{};
};

}  // namespace loadgate::cli
