// SPDX-License-Identifier: Apache-2.0
#include "core/metrics/courier.h"

#include <utility>

namespace loadgate {

Courier::Courier(Newest newest, Deliver deliver, std::chrono::milliseconds pace)
    : m_newest(std::move(newest)), m_deliver(std::move(deliver)), m_pace(pace), m_thread([this] { run(); }) {}

/// Without finish(): nothing was measured, and nothing more is delivered.
Courier::~Courier() {
    {
        const std::lock_guard lock(m_mutex);
        m_last = m_lastBegun = true;
        m_giveUp.request_stop();
    }
    m_changed.notify_all();
    if (m_thread.joinable()) {
        m_thread.join();
    }
}

void Courier::run() {
    std::unique_lock lock(m_mutex);
    while (!m_last) {
        lock.unlock();
        deliver();
        lock.lock();
        m_changed.wait_for(lock, m_pace, [this] { return m_last; });
    }
    if (!std::exchange(m_lastBegun, true)) {
        m_giveUp = std::stop_source();
        m_changed.notify_all();
        lock.unlock();
        deliver();
        lock.lock();
    }
    m_ended = true;
    m_changed.notify_all();
}

void Courier::deliver() {
    std::stop_token stop;
    {
        const std::lock_guard lock(m_mutex);
        stop = m_giveUp.get_token();
    }
    Status outcome = m_deliver(m_newest(), stop);
    const std::lock_guard lock(m_mutex);
    if (!outcome && !m_last && !std::exchange(m_told, true)) {
        m_trouble = outcome.error();
    }
    m_outcome = std::move(outcome);
}

std::optional<Error> Courier::takeTrouble() {
    const std::lock_guard lock(m_mutex);
    return std::exchange(m_trouble, std::nullopt);
}

Status Courier::finish(std::chrono::milliseconds patience) {
    const auto deadline = std::chrono::steady_clock::now() + patience;
    {
        std::unique_lock lock(m_mutex);
        m_last = true;
        m_changed.notify_all();
        if (!m_changed.wait_until(lock, deadline - patience / 2, [this] { return m_lastBegun; })) {
            m_giveUp.request_stop();
            m_changed.wait(lock, [this] { return m_lastBegun; });
        }
        if (!m_changed.wait_until(lock, deadline, [this] { return m_ended; })) {
            m_giveUp.request_stop();
        }
    }
    m_thread.join();
    return m_outcome;
}

}  // namespace loadgate
