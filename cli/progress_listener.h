// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "cli/look.h"
#include "cli/progress.h"
#include "core/session/run_session.h"

#include <string>
#include <string_view>

namespace loadgate::cli {

/// Shows a run on standard error while it goes: a bar that is redrawn at most ten times a second, or a line every five seconds. The
/// width of the terminal is read at each drawing, so that a window may be resized. Reads no clock: intervals carry their time.
class ProgressListener final : public RunListener {
  public:
    /// `opening` is printed once the run has begun: a run that is refused says one sentence and nothing before it.
    ProgressListener(const Look&, std::string opening);
    ~ProgressListener() override { finish(); }
    ProgressListener(const ProgressListener&) = delete;
    ProgressListener& operator=(const ProgressListener&) = delete;

    void onPhase(RunPhase, Duration at) override;
    void onInterval(const LiveInterval&) override;
    void onNote(const RunNote&) override;
    /// Takes the bar away.
    void finish();

  private:
    void open();
    void draw();
    void line(std::string_view text);

    Look m_look;
    std::string m_opening;
    ProgressMeter m_meter;
    Duration m_drawnAt{};
    bool m_drawn{};  ///< a bar stands on the terminal's last line
};

}  // namespace loadgate::cli
