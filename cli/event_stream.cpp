// SPDX-License-Identifier: Apache-2.0
#include "cli/event_stream.h"

#include "cli/console.h"

#include <fcntl.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

namespace loadgate::cli {

namespace {

/// A reader who is still there has this long to take the next piece of the last lines.
constexpr std::chrono::milliseconds kPatience{1500};

std::string stageAt(const LoadCurve& curve, Duration at) {
    std::string name;
    for (const LoadCurve::Stage& stage : curve.stages()) {
        name = stage.from <= at ? stage.name : name;
    }
    return name;
}

}  // namespace

Result<std::unique_ptr<EventStream>> EventStream::open(const std::optional<Output>& output, std::string command, RunListener& people) {
    int descriptor = kResults;
    if (output && !output->toResults()) {
        descriptor = ::open(output->path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC | O_NOCTTY, 0666);
        if (descriptor < 0) {
            return Error{ErrorCode::Io,
                         output->option + " " + output->path + ": cannot be written: " + std::generic_category().message(errno)};
        }
    }
    return std::unique_ptr<EventStream>(new EventStream(output, descriptor, std::move(command), people));
}

EventStream::EventStream(std::optional<Output> output, int descriptor, std::string command, RunListener& people)
    : m_output(std::move(output)), m_descriptor(descriptor), m_command(std::move(command)), m_people(people) {
    if (m_output) {
        m_writer = std::make_unique<LineWriter>(m_descriptor);
    }
}

EventStream::~EventStream() {
    m_writer.reset();
    if (m_output && !m_output->toResults()) {
        ::close(m_descriptor);
    }
}

EventPlace EventStream::place(Duration at) {
    m_at = std::max(m_at, at);
    return {m_seq++, at};
}

void EventStream::onStarted(const PreparedRun& run, const RunRecord& record) {
    m_people.onStarted(run, record);
    m_curve = run.curve;
    if (m_writer) {
        m_writer->add([line = startedEvent(place(Duration{}), run, record, m_command)] { return line; });
    }
}

void EventStream::onPhase(RunPhase phase, Duration at) {
    m_people.onPhase(phase, at);
    m_phase = phase;
    m_stage = stageAt(m_curve, at);
    tellStage(at);
}

void EventStream::tellStage(Duration at) {
    if (m_writer) {
        m_writer->add([where = place(at), name = m_stage, phase = m_phase] { return stageEvent(where, name, phase); });
    }
}

void EventStream::onInterval(const LiveInterval& interval) {
    m_people.onInterval(interval);
    if (!m_writer) {
        return;
    }
    if (std::string stage = stageAt(m_curve, interval.at); stage != m_stage && interval.at < interval.total) {
        m_stage = std::move(stage);
        tellStage(interval.at);
    }
    m_totals.add(interval);
    (void)m_writer->addIfRoom([where = place(interval.at), interval, totals = m_totals, model = m_curve.model()] {
        return intervalEvent(where, interval, totals, model);
    });
    noteIfClosed();
}

void EventStream::onNote(const RunNote& note) {
    m_people.onNote(note);
    if (m_writer) {
        m_writer->add([seq = place(note.at).seq, note] { return noteEvent(seq, note); });
    }
}

void EventStream::onCheck(const Check& check, CheckState state, Duration at) {
    m_people.onCheck(check, state, at);
    if (m_writer) {
        const bool judged = m_phase == RunPhase::Judge;
        m_writer->add([where = place(at), check, state, judged] { return checkEvent(where, check, state, judged); });
    }
}

void EventStream::noteIfClosed() {
    if (!m_closedSaid && m_writer->ended()) {
        m_closedSaid = true;
        m_people.onNote(
            {m_at, Note::Level::Warning, "session", "the reader of " + m_output->option + " went away; the run goes on without it"});
    }
}

Status EventStream::finish(int exitCode, std::shared_ptr<const RunRecord> record, std::string error) {
    if (!m_writer) {
        return ok();
    }
    m_writer->add([where = place(m_at), exitCode, record = std::move(record), error = std::move(error)] {
        return finishedEvent(where, exitCode, record.get(), error);
    });
    const Status written = m_writer->finish(kPatience);
    return Status(written).within(m_output->option + " " + m_output->path + ": the events could not be written");
}

}  // namespace loadgate::cli
