// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/export.h"
#include "loadgate/units.h"

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>

namespace loadgate {

/// The host's clock; simulated in tests.
class LOADGATE_API Clock {
  public:
    virtual ~Clock();
    [[nodiscard]] virtual Duration now() const = 0;  ///< monotonic
    [[nodiscard]] virtual WallTime wall() const = 0;
    virtual Status waitUntil(Duration when, const std::stop_token&) = 0;  ///< Cancelled when stopped
};

struct Note {
    enum class Level : std::uint8_t { Detail, Progress, Warning };
    Level level{Level::Detail};
    std::string text;
};

/// Where a plugin says what people should know; the host adds time and plugin. A returned error is not noted as well.
class LOADGATE_API Notes {
  public:
    virtual ~Notes();
    virtual void add(Note) = 0;
};

/// What one call may use and how long it may take. Borrowed: keep nothing of it. Grows at the end without a new ABI; hence no copies.
struct LOADGATE_API Call {
    Clock& clock;
    Notes& notes;
    std::stop_token stop;
    Duration deadline{};  ///< on `clock`

    Call(Clock& c, Notes& n, std::stop_token s, Duration d) : clock(c), notes(n), stop(std::move(s)), deadline(d) {}
    Call(const Call&) = delete;
    Call& operator=(const Call&) = delete;
    /// Cancelled or Timeout when there is no point in going on.
    [[nodiscard]] Status alive() const;
};

}  // namespace loadgate
