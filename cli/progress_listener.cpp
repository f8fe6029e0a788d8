// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_listener.h"

#include "cli/console.h"
#include "cli/progress.h"
#include "cli/progress_view.h"
#include "cli/wrap.h"
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

std::string noteLine(std::string_view text) {
    constexpr std::string_view kStart = "note: ";
    const std::string note = forTerminal(text);
    return std::string(kStart) + (isTerminal(kPeople) ? wrapped(note, columnsOfTerminal(kPeople), kStart.size()) : note);
}

ProgressListener::ProgressListener(const Look& look, std::string opening, LoadModel model, std::vector<Objective> objectives)
    : m_look(look),
      m_opening(std::move(opening)),
      m_meter(look.progress == ProgressKind::Bar ? kBarWindow : kLineWindow, model, std::move(objectives)) {}

void ProgressListener::onPhase(RunPhase phase, Duration at) {
    open();
    if (m_look.verbose) {
        line((at == Duration{} ? "0 s" : humanDuration(at)) + ": " + std::string(toText(phase)));
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
        m_note = note.text;
        line(noteLine(note.text));
    }
}

void ProgressListener::onDetail(std::string_view text) {
    open();
    if (m_look.verbose) {
        line(forTerminal(text));
    }
}

void ProgressListener::finish() {
    m_drawn = false;
    (void)takeViewAway();
}

void ProgressListener::open() {
    if (!m_opening.empty()) {
        (void)writeForPeople(kPeople, std::exchange(m_opening, {}));
    }
}

void ProgressListener::draw() {
    const TerminalSize size = sizeOfTerminal(kPeople);
    Moment moment = m_meter.moment();
    moment.note = m_note;
    const auto lines = progressView(moment, {size.columns, size.rows, m_look.colourPeople, m_look.utf8});
    m_drawn = true;
    const bool onScreen = lines.size() > 1 && m_look.alternateScreen;
    drawView(onScreen ? View::Screen : View::Inline, onScreen ? drawnOnScreen(lines) : drawnInline(lines));
}

void ProgressListener::line(std::string_view text) {
    say(text);
    if (m_drawn) {
        draw();
    }
}

}  // namespace loadgate::cli
