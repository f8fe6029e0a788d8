// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_listener.h"

#include "cli/console.h"
#include "core/report/escape.h"

#include <chrono>
#include <utility>

namespace loadgate::cli {

namespace {

using namespace std::chrono_literals;

constexpr Duration kRedraw = 100ms;
constexpr Duration kBarWindow = 1s;
constexpr Duration kLineWindow = 5s;

}  // namespace

ProgressListener::ProgressListener(const Look& look, std::string opening)
    : m_look(look), m_opening(std::move(opening)), m_meter(look.progress == ProgressKind::Bar ? kBarWindow : kLineWindow) {}

void ProgressListener::onPhase(RunPhase phase, Duration at) {
    open();
    if (m_look.verbose) {
        line(humanDuration(at) + ": " + std::string(toText(phase)));
    }
}

void ProgressListener::onInterval(const LiveInterval& interval) {
    open();
    m_meter.add(interval);
    if (m_look.progress == ProgressKind::Plain && m_meter.windowEnded()) {
        line(progressLine(m_meter.moment()));
    }
    if (m_look.progress == ProgressKind::Bar && (!m_drawn || interval.at - m_drawnAt >= kRedraw)) {
        m_drawnAt = interval.at;
        draw();
    }
}

void ProgressListener::onNote(const RunNote& note) {
    open();
    if (!m_look.quiet) {
        line("note: " + forTerminal(note.text));
    }
}

void ProgressListener::finish() {
    if (m_drawn) {
        m_drawn = false;
        (void)writeForPeople(kPeople, "\r\x1b[K");
    }
}

void ProgressListener::open() {
    if (!m_opening.empty()) {
        (void)writeForPeople(kPeople, std::exchange(m_opening, {}));
    }
}

void ProgressListener::draw() {
    // The last column stays free: some terminals wrap as soon as it is written.
    const unsigned columns = columnsOfTerminal(kPeople);
    m_drawn = true;
    (void)writeForPeople(kPeople, "\r" + progressBar(m_meter.moment(), columns > 1 ? columns - 1 : columns) + "\x1b[K");
}

void ProgressListener::line(std::string_view text) {
    const bool redraw = m_drawn;
    finish();
    say(text);
    if (redraw) {
        draw();
    }
}

}  // namespace loadgate::cli
