// SPDX-License-Identifier: Apache-2.0
#include "cli/signals.h"

#include "cli/console.h"

#include <sys/eventfd.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include <poll.h>
#include <pthread.h>
#include <array>
#include <chrono>
#include <csignal>
#include <string>

namespace loadgate::cli {

namespace {

using namespace std::chrono_literals;

sigset_t stopSignals() {
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    return set;
}

/// Below the ^C that a terminal shows; with a view it goes away together with that.
std::string newLine() { return !takeViewAway() && isTerminal(kPeople) ? "\n" : ""; }

}  // namespace

StopRule::Action StopRule::onSignal(Duration now) {
    if (!m_first) {
        m_first = now;
        return Action::Stop;
    }
    return now - *m_first < 1s ? Action::Ignore : Action::Leave;
}

SignalWatch::SignalWatch() {
    const sigset_t set = stopSignals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    m_signals = ::signalfd(-1, &set, SFD_CLOEXEC);
    m_end = ::eventfd(0, EFD_CLOEXEC);
    m_thread = std::thread([this] { watch(); });
}

SignalWatch::~SignalWatch() {
    const std::uint64_t one = 1;
    (void)!::write(m_end, &one, sizeof one);
    m_thread.join();
    ::close(m_signals);
    ::close(m_end);
    // Signals stay blocked: what is pending now came while the command was finishing, and finishing takes no time.
}

void SignalWatch::watch() {
    std::array<pollfd, 2> waits{pollfd{m_signals, POLLIN, 0}, pollfd{m_end, POLLIN, 0}};
    while (true) {
        if (::poll(waits.data(), waits.size(), -1) < 0) {
            continue;
        }
        if ((waits[0].revents & POLLIN) != 0) {
            signalfd_siginfo info{};
            if (::read(m_signals, &info, sizeof info) == static_cast<ssize_t>(sizeof info)) {
                onSignal(static_cast<int>(info.ssi_signo));
            }
        }
        if ((waits[1].revents & POLLIN) != 0) {
            return;
        }
    }
}

void SignalWatch::onSignal(int signal) {
    switch (m_rule.onSignal(std::chrono::steady_clock::now().time_since_epoch())) {
        case StopRule::Action::Ignore: return;
        case StopRule::Action::Leave: leave("loadgate: left at once, without a report", 128 + signal);
        case StopRule::Action::Stop:
            m_signal = signal;
            say(newLine() + "loadgate: stopping; a report of what was measured follows, a second signal leaves at once");
            m_stop.request_stop();
            return;
    }
}

void ignoreBrokenPipes() { std::signal(SIGPIPE, SIG_IGN); }

}  // namespace loadgate::cli
