// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/host.h"

#include <string>
#include <vector>

namespace loadgate {

/// The machine's monotonic and wall clocks.
class SystemClock final : public Clock {
  public:
    [[nodiscard]] Duration now() const override;
    [[nodiscard]] WallTime wall() const override;
    Status waitUntil(Duration when, const std::stop_token&) override;
};

/// Keeps what plugins say until somebody reads it. One thread.
class CollectedNotes final : public Notes {
  public:
    void add(Note note) override { m_notes.push_back(std::move(note)); }
    [[nodiscard]] const std::vector<Note>& notes() const { return m_notes; }

  private:
    std::vector<Note> m_notes;
};

}  // namespace loadgate
