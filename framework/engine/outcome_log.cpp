// SPDX-License-Identifier: Apache-2.0
#include "engine/outcome_log.h"

namespace loadgate::engine {

namespace {

constexpr int kFirstChunks = 6;

template <class Chunk>
void deleteAll(Chunk* list) {
    while (list != nullptr) {
        Chunk* next = list->next;
        delete list;
        list = next;
    }
}

}  // namespace

OutcomeLog::OutcomeLog() : m_current(std::make_unique<Chunk>().release()) {
    for (int i = 0; i < kFirstChunks; ++i) {
        auto chunk = std::make_unique<Chunk>();
        chunk->next = m_spare;
        m_spare = chunk.release();
    }
}

OutcomeLog::~OutcomeLog() {
    delete m_current;
    deleteAll(m_spare);
    deleteAll(m_full.load());
    deleteAll(m_empty.load());
}

// Both lists are only ever emptied whole, by exchange, so pushing needs no protection against a recycled head.
void OutcomeLog::push(std::atomic<Chunk*>& list, Chunk* chunk) {
    chunk->next = list.load(std::memory_order_relaxed);
    while (!list.compare_exchange_weak(chunk->next, chunk, std::memory_order_release, std::memory_order_relaxed)) {
    }
}

void OutcomeLog::handOver() {
    push(m_full, m_current);
    if (m_spare == nullptr) {
        m_spare = m_empty.exchange(nullptr, std::memory_order_acquire);
    }
    if (m_spare == nullptr) {
        m_current = std::make_unique<Chunk>().release();
        return;
    }
    m_current = m_spare;
    m_spare = m_spare->next;
    m_current->next = nullptr;
}

}  // namespace loadgate::engine
