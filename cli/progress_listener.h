// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/look.h"
#include "cli/moment.h"
#include "core/session/run_session.h"

#include <string>
#include <string_view>
#include <vector>

namespace loadgate::cli {

/// "note: …" for standard error, broken at spaces when that is a terminal.
[[nodiscard]] std::string noteLine(std::string_view text);

/// Shows a run on standard error while it goes: a view that is redrawn at most ten times a second, or a line every five seconds. The
/// terminal's size is read at each drawing, so that a window may be resized. Reads no clock: intervals carry their time.
class ProgressListener final : public RunListener {
  public:
    /// `opening` is printed once the run has begun: a run that is refused says one sentence and nothing before it. The objectives say how
    /// late the generator may be.
    ProgressListener(const Look&, std::string opening, LoadModel, std::vector<Objective> objectives);
    ~ProgressListener() override { finish(); }
    ProgressListener(const ProgressListener&) = delete;
    ProgressListener& operator=(const ProgressListener&) = delete;

    void onPhase(RunPhase, Duration at) override;
    void onInterval(const LiveInterval&) override;
    void onNote(const RunNote&) override;
    void onDetail(std::string_view text) override;
    /// Takes the view away.
    void finish();

  private:
    void open();
    void draw();
    void line(std::string_view text);

    Look m_look;
    std::string m_opening, m_note;
    ProgressMeter m_meter;
    Duration m_drawnAt{};
    bool m_drawn{};  ///< a view is shown, and shown again after each line
};

}  // namespace loadgate::cli
