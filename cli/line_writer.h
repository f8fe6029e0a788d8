// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "loadgate/result.h"

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

namespace loadgate::cli {

/// Writes lines to a descriptor on a thread of its own, each as soon as it is there. Whoever adds a line never waits: neither for the
/// reader nor for the line's text, which is made on that thread.
class LineWriter {
  public:
    using Line = std::function<std::string()>;
    /// How many lines may wait before those that can be left out are.
    static constexpr std::size_t kRoom = 64;

    explicit LineWriter(int descriptor);
    ~LineWriter();
    LineWriter(const LineWriter&) = delete;
    LineWriter& operator=(const LineWriter&) = delete;

    void add(Line);
    /// False when too many lines wait already: this one is left out.
    bool addIfRoom(Line);
    /// The reader went away, or writing failed: nothing more is written.
    [[nodiscard]] bool ended() const;
    /// Writes the rest. A reader who takes nothing for `patience` loses it. Io when writing failed or the rest was lost; a reader that went
    /// away is no failure.
    [[nodiscard]] Status finish(std::chrono::milliseconds patience);

  private:
    void run();
    void write(std::string_view text);

    const int m_descriptor;
    mutable std::mutex m_mutex;
    std::condition_variable m_changed;
    std::deque<Line> m_lines;
    bool m_last{};  ///< no line comes any more
    bool m_ended{};
    std::optional<std::chrono::milliseconds> m_patience;
    std::optional<Error> m_failure;
    std::thread m_thread;
};

}  // namespace loadgate::cli
