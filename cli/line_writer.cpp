// SPDX-License-Identifier: Apache-2.0
#include "cli/line_writer.h"

#include <poll.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <system_error>

namespace loadgate::cli {

namespace {

/// After POLLOUT a pipe takes this much without blocking (POSIX: PIPE_BUF).
constexpr std::size_t kPiece = 4096;
constexpr std::chrono::milliseconds kLook{100};

}  // namespace

LineWriter::LineWriter(int descriptor) : m_descriptor(descriptor), m_thread([this] { run(); }) {}

LineWriter::~LineWriter() {
    if (m_thread.joinable()) {
        (void)finish(std::chrono::milliseconds(0));
    }
}

void LineWriter::add(Line line) {
    const std::lock_guard lock(m_mutex);
    if (!m_ended) {
        m_lines.push_back(std::move(line));
        m_changed.notify_one();
    }
}

bool LineWriter::addIfRoom(Line line) {
    const std::lock_guard lock(m_mutex);
    if (m_ended || m_lines.size() >= kRoom) {
        return false;
    }
    m_lines.push_back(std::move(line));
    m_changed.notify_one();
    return true;
}

bool LineWriter::ended() const {
    const std::lock_guard lock(m_mutex);
    return m_ended;
}

Status LineWriter::finish(std::chrono::milliseconds patience) {
    {
        const std::lock_guard lock(m_mutex);
        m_last = true;
        m_patience = patience;
        m_changed.notify_one();
    }
    m_thread.join();
    return m_failure ? Status(*m_failure) : ok();
}

void LineWriter::run() {
    std::unique_lock lock(m_mutex);
    while (true) {
        m_changed.wait(lock, [this] { return m_last || !m_lines.empty(); });
        if (m_lines.empty() || m_ended) {
            return;
        }
        const Line line = std::move(m_lines.front());
        m_lines.pop_front();
        lock.unlock();
        write(line());
        lock.lock();
    }
}

void LineWriter::write(std::string_view text) {
    std::chrono::milliseconds waited{};
    const auto end = [this](std::optional<Error> failure) {
        const std::lock_guard lock(m_mutex);
        m_failure = std::move(failure);
        m_ended = true;
        m_lines.clear();
    };
    while (!text.empty()) {
        pollfd ready{m_descriptor, POLLOUT, 0};
        if (::poll(&ready, 1, static_cast<int>(kLook.count())) == 0) {
            waited += kLook;
            const std::lock_guard lock(m_mutex);
            if (m_patience && waited >= *m_patience) {
                m_failure = Error{ErrorCode::Io, "nobody read the last lines"};
                m_ended = true;
                return m_lines.clear();
            }
            continue;
        }
        const ssize_t written = ::write(m_descriptor, text.data(), std::min(text.size(), kPiece));
        if (written >= 0) {
            text.remove_prefix(static_cast<std::size_t>(written));
            waited = {};
        } else if (errno == EPIPE) {
            return end(std::nullopt);
        } else if (errno != EINTR && errno != EAGAIN && errno != EWOULDBLOCK) {
            return end(Error{ErrorCode::Io, std::generic_category().message(errno)});
        }
    }
}

}  // namespace loadgate::cli
