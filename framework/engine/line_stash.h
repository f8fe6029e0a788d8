// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <deque>
#include <string>
#include <vector>

namespace loadgate::engine {

/// Holds the beginnings of lines that a read cut in two. One per worker: buffers are lent to connections and come back with their
/// memory, so a steady load allocates nothing.
class LineStash {
  public:
    static constexpr std::uint32_t kNone = UINT32_MAX;

    [[nodiscard]] std::uint32_t take() {
        if (m_free.empty()) {
            m_lines.emplace_back();
            m_free.reserve(m_lines.size());
            return static_cast<std::uint32_t>(m_lines.size() - 1);
        }
        const std::uint32_t line = m_free.back();
        m_free.pop_back();
        return line;
    }
    void giveBack(std::uint32_t line) {
        m_lines[line].clear();
        m_free.push_back(line);
    }
    [[nodiscard]] std::string& at(std::uint32_t line) { return m_lines[line]; }

  private:
    std::deque<std::string> m_lines;  ///< never moved: a reactor may be reading one of them
    std::vector<std::uint32_t> m_free;
};

}  // namespace loadgate::engine
