// SPDX-License-Identifier: Apache-2.0
#include "cli/progress_view.h"
#include "cli/look.h"
#include "cli/sparkline.h"
#include "cli/wrap.h"
#include "testkit/phrases.h"

#include <QRegularExpression>
#include <QTest>

using namespace loadgate;
using namespace loadgate::cli;
using namespace std::chrono_literals;

namespace {

Moment halfWay() {
    Moment moment;
    moment.at = 10s;
    moment.total = 20s;
    moment.phase = RunPhase::Measure;
    moment.model = LoadModel::Open;
    moment.planned = 1250;
    moment.rate = 1234.4;
    moment.p50 = 840us;
    moment.p95 = 61300us;
    moment.p99 = 250ms;
    moment.completed = 12000;
    moment.failed = 12;
    moment.by[static_cast<std::size_t>(Outcome::Http5xx)] = 10;
    moment.by[static_cast<std::size_t>(Outcome::Timeout)] = 2;
    moment.inFlight = 48;
    moment.lagP99 = 200us;
    moment.cpuCores = 0.34;
    for (int n = 1; n <= 8; ++n) {
        moment.past.push_back({100.0 * n, std::chrono::milliseconds(n), 10ms, n == 3 ? std::nullopt : std::optional<Duration>(20ms)});
    }
    return moment;
}

std::string withoutColour(const std::string& line) {
    return QString::fromStdString(line).remove(QRegularExpression("\\x1b\\[[0-9;]*m")).toStdString();
}

}  // namespace

class ProgressViewTest : public QObject {
    Q_OBJECT
  private slots:
    void aWideTerminalHasALineForEachThing();
    void aTerminalThatIsNarrowOrLowHasOneLine();
    void usersAreSaidInTheClosedModel();
    void whatIsWrongIsSaid();
    void theLampHasWordsAndColours();
    void withoutColoursThereIsNoEscape();
    void noLineIsWiderThanTheTerminal();
    void anotherLocaleGetsAsciiAlone();
    void aSparklineGrowsToTheRight();
    void aDrawingLeavesTheCursorWhereItBegan();
    void theMeterCountsByClassAndKeepsTheLastMinute();
    void aLateGeneratorIsSeenWhileItRuns();
    void theLocaleSaysWhatCanBeDrawn();
};

void ProgressViewTest::aWideTerminalHasALineForEachThing() {
    const auto blanks = [](int count) { return QString(count, ' '); };
    QStringList lines;
    for (const std::string& line : progressView(halfWay(), {120, 24, false, false})) {
        lines << QString::fromStdString(line);
    }
    QCOMPARE(lines, (QStringList{"[####################--------------------] 50%   10 s of 20 s, 10 s left",
                                 "load       1,250/s planned, 1,234/s answered" + blanks(16) + ".:-=+*#@" + blanks(51),
                                 "latency    p50 840 us    .:-=+*#@" + blanks(14) + "p95 61.3 ms   @@@@@@@@" + blanks(14) +
                                     "p99 250 ms    @@ @@@@@" + blanks(11),
                                 "errors     0.10% of 12,000: 10 http_5xx, 2 timeout", "in flight  48 requests",
                                 "generator  * ok, lag p99 200 us, 0.34 cores"}));
}

void ProgressViewTest::aTerminalThatIsNarrowOrLowHasOneLine() {
    QCOMPARE(progressView(halfWay(), {99, 50}).size(), std::size_t{1});
    QCOMPARE(progressView(halfWay(), {100, 12}).size(), std::size_t{6});
    QCOMPARE(progressView(halfWay(), {200, 11}).size(), std::size_t{1});
}

void ProgressViewTest::usersAreSaidInTheClosedModel() {
    Moment moment = halfWay();
    moment.model = LoadModel::Closed;
    moment.planned = 50;
    moment.users = 49;
    QVERIFY(progressView(moment, {120, 24, false, false})[1].starts_with("load       50 users planned, 49 there, 1,234/s answered"));
}

void ProgressViewTest::whatIsWrongIsSaid() {
    Moment moment = halfWay();
    moment.shed = 7;
    moment.waiting = 3;
    moment.note = "the container was\x1b[31m restarted";
    moment.phase = RunPhase::Warmup;
    const auto lines = progressView(moment, {120, 24, false, false});
    QVERIFY(lines[0].ends_with("10 s left   warm-up, not judged"));
    moment.total = 1700ms;
    moment.at = 250ms;
    QVERIFY(progressView(moment, {120, 24, false, false})[0].find(" 14%   0.2 s of 1.7 s, 2 s left") != std::string::npos);
    QCOMPARE(lines[3], std::string("errors     0.10% of 12,000: 10 http_5xx, 2 timeout; 7 shed at the in-flight bound"));
    QCOMPARE(lines[4], std::string("in flight  48 requests, 3 waiting for a connection"));
    QVERIFY(lines[6].starts_with("note       the container was") && lines[6].find('\x1b') == std::string::npos);
}

void ProgressViewTest::theLampHasWordsAndColours() {
    const auto lamp = [](GeneratorStatus status) {
        Moment moment = halfWay();
        moment.generator.status = status;
        moment.generator.reasons = {"it sent late"};
        return progressView(moment, {120, 24, true, true})[5];
    };
    QVERIFY(lamp(GeneratorStatus::Ok).find("\x1b[32mok\x1b[0m") != std::string::npos);
    QVERIFY(lamp(GeneratorStatus::Suspect).find("\x1b[1;33m● \x1b[0m\x1b[1;33msuspect\x1b[0m: it sent late") != std::string::npos);
    QVERIFY(lamp(GeneratorStatus::Saturated).find("\x1b[1;31msaturated\x1b[0m: it sent late") != std::string::npos);
    Moment early = halfWay();
    early.lagP99 = std::nullopt;
    QVERIFY(progressView(early, {120, 24, false, false})[5] == "generator  * nothing measured yet");
}

void ProgressViewTest::withoutColoursThereIsNoEscape() {
    for (const std::string& line : progressView(halfWay(), {150, 24, false, true})) {
        QVERIFY(line.find('\x1b') == std::string::npos);
    }
    const auto coloured = progressView(halfWay(), {150, 24, true, true});
    const auto plain = progressView(halfWay(), {150, 24, false, true});
    for (std::size_t i = 0; i < plain.size(); ++i) {
        QCOMPARE(withoutColour(coloured[i]), plain[i]);
    }
}

void ProgressViewTest::noLineIsWiderThanTheTerminal() {
    Moment much = halfWay();
    much.rate = much.planned = 12'345'678;
    much.total = 50h;
    much.inFlight = much.waiting = 10'000'000;
    much.by.fill(123'456'789);
    much.shed = 123'456'789;
    much.generator = {GeneratorStatus::Saturated, 1, {std::string(400, 'x')}};
    much.past.resize(kMostWindows, much.past.front());
    for (const Moment& moment : {halfWay(), much, Moment{}}) {
        for (unsigned columns = 1; columns <= 250; ++columns) {
            for (const std::string& line : progressView(moment, {columns, 24, true, true})) {
                const std::string shown = withoutColour(line);
                QVERIFY2(columnsOf(shown) <= std::max(columns, 2U) - 1, qPrintable(QString("%1: ").arg(columns) + shown.c_str()));
                QVERIFY(shown.find_first_of("\r\n\x1b") == std::string::npos);
            }
        }
    }
}

void ProgressViewTest::anotherLocaleGetsAsciiAlone() {
    for (const unsigned columns : {80U, 200U}) {
        for (const std::string& line : progressView(halfWay(), {columns, 24, true, false})) {
            QVERIFY2(std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; }), line.c_str());
        }
    }
}

void ProgressViewTest::aSparklineGrowsToTheRight() {
    QCOMPARE(sparkline({1, 2, 3, 4, 5, 6, 7, 8}, 10, true), std::string("▁▂▃▄▅▆▇█  "));
    QCOMPARE(sparkline({1, 2, 3, 4, 5, 6, 7, 8}, 3, false), std::string("*#@"));
    QCOMPARE(sparkline({8, std::nullopt, 0, 4}, 4, true), std::string("█ ▁▄"));
    QCOMPARE(sparkline({0, 0}, 2, true), std::string("▁▁"));
    QCOMPARE(sparkline({}, 3, true), std::string("   "));
}

void ProgressViewTest::aDrawingLeavesTheCursorWhereItBegan() {
    QCOMPARE(drawnInline({"one"}), std::string("\r\x1b[?7lone\x1b[K\x1b[J\x1b[?7h\r"));
    QCOMPARE(drawnInline({"one", "two", "three"}), std::string("\r\x1b[?7lone\x1b[K\r\ntwo\x1b[K\r\nthree\x1b[K\x1b[J\x1b[?7h\x1b[2A\r"));
    QCOMPARE(drawnOnScreen({"one", "two"}), std::string("\x1b[H\x1b[?7lone\x1b[K\r\ntwo\x1b[K\x1b[J\x1b[?7h"));
}

void ProgressViewTest::theMeterCountsByClassAndKeepsTheLastMinute() {
    ProgressMeter meter(1s, LoadModel::Open);
    LiveInterval second;
    second.length = 1s;
    second.total = 100s;
    second.plannedLoad = 20;
    second.tally.by[static_cast<std::size_t>(Outcome::Ok)] = 15;
    second.tally.by[static_cast<std::size_t>(Outcome::Refused)] = 3;
    second.tally.droppedLimit = 2;
    second.response = testkit::histogram("10ms*18");
    for (int n = 1; n <= 70; ++n) {
        second.at = std::chrono::seconds(n);
        meter.add(second);
    }
    const Moment& moment = meter.moment();
    QCOMPARE(moment.by[static_cast<std::size_t>(Outcome::Refused)], std::uint64_t{210});
    QCOMPARE(moment.shed, std::uint64_t{140});
    QCOMPARE(moment.planned, 20.0);
    QCOMPARE(moment.past.size(), kMostWindows);
    QCOMPARE(moment.past.back().rate, 18.0);
    QVERIFY(moment.past.back().p95 >= 10ms);
}

void ProgressViewTest::aLateGeneratorIsSeenWhileItRuns() {
    Objective p95;
    p95.metric = Metric::Latency;
    p95.quantile = 0.95;
    p95.limit = 0.2;  // so that 20 ms of lag are too much, and 4 ms are suspect
    const auto after = [&](const char* lag, RunPhase phase, std::uint64_t dropped = 0) {
        ProgressMeter meter(1s, LoadModel::Open, {p95});
        LiveInterval second;
        second.at = second.length = 1s;
        second.total = 100s;
        second.phase = phase;
        second.plannedLoad = 1000;
        second.lag = testkit::histogram(lag);
        second.tally.droppedGenerator = dropped;
        meter.add(second);
        return meter.moment();
    };
    QCOMPARE(after("1ms*100", RunPhase::Measure).generator.status, GeneratorStatus::Ok);
    QCOMPARE(after("6ms*100", RunPhase::Measure).generator.status, GeneratorStatus::Suspect);
    QCOMPARE(after("30ms*100", RunPhase::Measure).generator.status, GeneratorStatus::Saturated);
    QCOMPARE(after("1ms*100", RunPhase::Measure, 20).generator.status, GeneratorStatus::Saturated);
    QVERIFY(!after("30ms*100", RunPhase::Warmup).lagP99);
}

void ProgressViewTest::theLocaleSaysWhatCanBeDrawn() {
    QVERIFY(isUtf8Locale(nullptr, nullptr, "de_DE.UTF-8"));
    QVERIFY(isUtf8Locale("", "C.utf8", "C"));
    QVERIFY(!isUtf8Locale("C", "C.utf8", "en_US.UTF-8"));
    QVERIFY(!isUtf8Locale(nullptr, nullptr, nullptr));
    QVERIFY(hasAlternateScreen("xterm-256color") && hasAlternateScreen("tmux") && hasAlternateScreen("screen"));
    QVERIFY(!hasAlternateScreen("linux") && !hasAlternateScreen("vt220") && !hasAlternateScreen(""));
}

QTEST_APPLESS_MAIN(ProgressViewTest)
#include "progress_view_test.moc"
