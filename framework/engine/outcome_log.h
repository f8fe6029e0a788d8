// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "model/measurement.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <memory>
#include <vector>

namespace loadgate::engine {

/// What became of one arrival, or of one handshake. Times in ns on the run clock; -1 where it never came to that.
struct OutcomeRecord {
    enum class Kind : std::uint8_t { Answered, InFlightAtEnd, DroppedLimit, DroppedGenerator, Connected };

    std::int64_t due{};
    std::int64_t freed{-1};  ///< a connection was free; Connected: the handshake began
    std::int64_t sent{-1};   ///< the first byte was written
    std::int64_t done{};     ///< the last byte of the answer, the failure, or the moment of giving up
    std::uint32_t bytesIn{}, bytesOut{};
    std::uint16_t endpoint{}, status{};
    Kind kind{Kind::Answered};
    Outcome outcome{Outcome::Ok};
    TimeoutKind timeout{TimeoutKind::Total};  ///< of Outcome::Timeout
    bool retried{};
};

/// The worker writes records, the collector folds them: one writer, one reader, chunks handed over by pointer. Neither waits for the
/// other: a worker whose chunks are all with a starved collector allocates another one, which is the only allocation here.
class OutcomeLog {
  public:
    static constexpr std::size_t kChunk = 2048;
    struct Chunk {
        std::array<OutcomeRecord, kChunk> records;
        std::size_t size{};
        Chunk* next{};
    };

    OutcomeLog();
    ~OutcomeLog();
    OutcomeLog(const OutcomeLog&) = delete;
    OutcomeLog& operator=(const OutcomeLog&) = delete;

    /// Worker: never blocks.
    void add(const OutcomeRecord& record) {
        m_current->records[m_current->size++] = record;
        if (m_current->size == kChunk) {
            handOver();
        }
    }
    /// Worker: makes everything so far visible to the collector.
    void flush() {
        if (m_current->size > 0) {
            handOver();
        }
    }
    /// Collector: calls use(record) for everything handed over, in order, and returns the chunks.
    template <class Use>
    void drain(Use&& use) {
        Chunk* newestFirst = m_full.exchange(nullptr, std::memory_order_acquire);
        Chunk* oldestFirst = nullptr;
        while (newestFirst != nullptr) {
            Chunk* next = newestFirst->next;
            newestFirst->next = oldestFirst;
            oldestFirst = newestFirst;
            newestFirst = next;
        }
        while (oldestFirst != nullptr) {
            for (std::size_t i = 0; i < oldestFirst->size; ++i) {
                use(oldestFirst->records[i]);
            }
            Chunk* next = oldestFirst->next;
            oldestFirst->size = 0;
            push(m_empty, oldestFirst);
            oldestFirst = next;
        }
    }

  private:
    static void push(std::atomic<Chunk*>& list, Chunk* chunk);
    void handOver();

    Chunk* m_current{};  ///< the worker's
    Chunk* m_spare{};    ///< the worker's, taken from m_empty
    std::atomic<Chunk*> m_full{}, m_empty{};
};

}  // namespace loadgate::engine
