// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <span>
#include <vector>

namespace loadgate::engine {

/// Picks an index with given weights in constant time (Walker 1977, set up as in Vose 1991).
class AliasTable {
  public:
    /// Weights > 0, 1 to 65,535 of them.
    explicit AliasTable(std::span<const double> weights);

    /// `random`: 64 uniform bits. The high half chooses the column, the low half decides between it and its alias.
    [[nodiscard]] std::uint16_t pick(std::uint64_t random) const {
        const auto column = static_cast<std::uint32_t>(((random >> 32U) * m_columns.size()) >> 32U);
        const Column& c = m_columns[column];
        return (random & 0xffffffffULL) < c.keep ? static_cast<std::uint16_t>(column) : c.alias;
    }

  private:
    struct Column {
        std::uint64_t keep{};  ///< of 2^32
        std::uint16_t alias{};
    };
    std::vector<Column> m_columns;
};

}  // namespace loadgate::engine
