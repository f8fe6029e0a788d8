// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/units.h"

#include <algorithm>

namespace loadgate::engine {

/// The longest time with requests on the wire and no byte of any answer, as one worker saw it.
class Silence {
  public:
    void measureFrom(Duration start) {
        m_since = std::max(m_since, start);
        m_longest = {};
    }
    void onFirstInFlight(Duration now) { m_since = now; }
    void onBytes(Duration now) { end(now); }
    /// At the end of the load, requests still in flight.
    void end(Duration now) {
        m_longest = std::max(m_longest, now - m_since);
        m_since = now;
    }
    [[nodiscard]] Duration longest() const { return m_longest; }

  private:
    Duration m_since{}, m_longest{};
};

}  // namespace loadgate::engine
