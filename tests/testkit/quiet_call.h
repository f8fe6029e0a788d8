// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/host.h"

namespace loadgate {

/// A call in which time stands still and nobody listens: for plugins that only compute.
class QuietCall {
    class StillClock final : public Clock {
      public:
        [[nodiscard]] Duration now() const override { return Duration{}; }
        [[nodiscard]] WallTime wall() const override { return WallTime{}; }
        Status waitUntil(Duration /*when*/, const std::stop_token& /*stop*/) override { return ok(); }
    };
    class UnheardNotes final : public Notes {
      public:
        void add(Note /*note*/) override {}
    };

    StillClock m_clock;
    UnheardNotes m_notes;

  public:
    Call call{m_clock, m_notes, {}, std::chrono::seconds(10)};
};

}  // namespace loadgate
