// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <iterator>
#include <vector>

namespace loadgate {

/// How often a histogram's bucket was hit.
struct HistogramCell {
    std::uint32_t bucket{};
    std::uint64_t count{};
    bool operator==(const HistogramCell&) const = default;
};

/// Cells in ascending order, none empty. A run keeps thousands of histograms to its end, so a cell takes two or three bytes: the gap to the
/// bucket before and the count, as LEB128 numbers. Read from the first to the last only.
class PackedCells {
  public:
    class Iterator {
      public:
        using iterator_category = std::input_iterator_tag;
        using value_type = HistogramCell;
        using difference_type = std::ptrdiff_t;
        using pointer = const HistogramCell*;
        using reference = const HistogramCell&;

        Iterator() = default;
        Iterator(const std::uint8_t* at, const std::uint8_t* end) : m_at(at), m_end(end) { read(); }
        const HistogramCell& operator*() const { return m_cell; }
        const HistogramCell* operator->() const { return &m_cell; }
        Iterator& operator++() {
            m_at = m_next;
            read();
            return *this;
        }
        bool operator==(const Iterator& other) const { return m_at == other.m_at; }

      private:
        void read() {
            m_next = m_at;
            if (m_at != m_end) {
                m_cell.bucket += static_cast<std::uint32_t>(number());
                m_cell.count = number();
            }
        }
        std::uint64_t number() {
            std::uint64_t value = *m_next & 0x7FU;
            for (unsigned shift = 7; *m_next++ >= 0x80; shift += 7) {
                value |= std::uint64_t{*m_next & 0x7FU} << shift;
            }
            return value;
        }

        const std::uint8_t *m_at{}, *m_next{}, *m_end{};
        HistogramCell m_cell;
    };

    [[nodiscard]] bool empty() const { return m_bytes.empty(); }
    [[nodiscard]] Iterator begin() const { return {m_bytes.data(), m_bytes.data() + m_bytes.size()}; }
    [[nodiscard]] Iterator end() const { return {m_bytes.data() + m_bytes.size(), m_bytes.data() + m_bytes.size()}; }
    [[nodiscard]] std::uint32_t lastBucket() const { return m_last; }
    /// `cell`: behind all others, its count above 0.
    void push(HistogramCell cell) {
        put(cell.bucket - m_last);
        put(cell.count);
        m_last = cell.bucket;
    }
    /// Gives back what was reserved and not used.
    void shrink() { m_bytes.shrink_to_fit(); }
    bool operator==(const PackedCells&) const = default;

  private:
    void put(std::uint64_t number) {
        for (; number >= 0x80; number >>= 7U) {
            m_bytes.push_back(static_cast<std::uint8_t>(number | 0x80U));
        }
        m_bytes.push_back(static_cast<std::uint8_t>(number));
    }

    std::vector<std::uint8_t> m_bytes;
    std::uint32_t m_last{};
};

}  // namespace loadgate
