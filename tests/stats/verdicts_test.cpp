// SPDX-License-Identifier: Apache-2.0
// Each verdict, each way to it, and each rule of precedence: a measurement that produces it, with the whole sentence.
#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/judge.h"

#include <functional>
#include <limits>

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

struct Example {
    const char* rule;
    std::vector<Objective> objectives;
    BuiltRun run;
    VerdictStatus status;
    const char* sentence;
    GeneratorHealth generator{};
    std::optional<EarlyFailure> early{};
};

/// `bad` of 100 requests in second t take 400 ms.
BuiltRun slowBy(const std::function<std::uint64_t(std::size_t)>& bad, std::size_t seconds = 300) {
    BuiltRun run(seconds);
    for (std::size_t t = 0; t < seconds; ++t) {
        run.add(t, 100 - bad(t), 20ms).add(t, bad(t), 400ms);
    }
    return run;
}
BuiltRun evenly(std::uint64_t bad, std::size_t seconds = 300) {
    return slowBy([bad](std::size_t) { return bad; }, seconds);
}
BuiltRun failing(std::uint64_t count, Outcome outcome, std::size_t seconds = 300) {
    return std::move(BuiltRun(seconds).each(100 - count, 20ms).each(count, 1ms, outcome));
}
BuiltRun few() {
    BuiltRun run(60);
    for (std::size_t t = 0; t < 58; ++t) {
        run.add(t, 1, 20ms);
    }
    return run;
}

Objective tail() { return latency(0.95, 0.25); }
Objective rare() { return latency(0.95, 0.25, "GET /rare"); }
Objective many(Objective objective) {
    objective.minSamples = 1'000'000;
    return objective;
}
Objective unlimited() { return latency(0.95, std::numeric_limits<double>::quiet_NaN()); }
GeneratorHealth saturated() { return {.status = GeneratorStatus::Saturated, .achievedShare = 1, .reasons = {"it ran out of ports"}}; }
GeneratorHealth suspect() { return {.status = GeneratorStatus::Suspect, .achievedShare = 1, .reasons = {"steal"}}; }
EarlyFailure certain(StopRule rule) {
    EarlyFailure early;
    early.rule = rule;
    early.at = 200s;
    early.due = 20'000;
    early.bad = 2000;
    early.planned = rule == StopRule::Evidence ? 0 : 30'000;
    early.pValue = rule == StopRule::Budget ? 0 : 0.0004;
    return early;
}

std::vector<Example> passes() {
    return {{"PASS: below the limit", {tail()}, evenly(0), VerdictStatus::Pass, "?"},
            {"PASS: all of several", {tail(), errors(0.01)}, evenly(0), VerdictStatus::Pass, "?"},
            {"PASS: none may be bad, none was", {errors(0)}, evenly(0), VerdictStatus::Pass, "?"},
            {"PASS: a throughput is counted", {throughput(100)}, evenly(0), VerdictStatus::Pass, "?"}};
}

std::vector<Example> failures() {
    return {
        {"FAIL: the lower bound is above the limit", {tail()}, evenly(10), VerdictStatus::Fail, "?"},
        {"FAIL: a gross breach", {latency(0.99, 0.25)}, slowBy([](std::size_t t) { return t < 200 ? 0U : 50U; }), VerdictStatus::Fail, "?"},
        {"FAIL: none may be bad, one was",
         {errors(0)},
         slowBy([](std::size_t) { return 0U; }).add(7, 1, 1ms, Outcome::Http5xx),
         VerdictStatus::Fail,
         "?"},
        {"FAIL: nothing worked", {errors(0.01)}, failing(100, Outcome::Refused, 10), VerdictStatus::Fail, "?"},
        {"FAIL: a throughput is counted", {throughput(120)}, evenly(0), VerdictStatus::Fail, "?"},
        {"FAIL: certain by evidence", {tail()}, evenly(5, 200), VerdictStatus::Fail, "?", {}, certain(StopRule::Evidence)},
        {"FAIL: certain by the budget", {tail()}, evenly(5, 200), VerdictStatus::Fail, "?", {}, certain(StopRule::Budget)},
        {"FAIL: certain by the bound", {tail()}, evenly(5, 200), VerdictStatus::Fail, "?", {}, certain(StopRule::Bound)}};
}

std::vector<Example> inconclusive() {
    return {{"INCONCLUSIVE: too short", {tail()}, evenly(0, 10), VerdictStatus::Inconclusive, "?"},
            {"INCONCLUSIVE: too few to bound", {tail()}, few(), VerdictStatus::Inconclusive, "?"},
            {"INCONCLUSIVE: too few for a PASS", {latency(0.99, 0.25)}, evenly(0, 30), VerdictStatus::Inconclusive, "?"},
            {"INCONCLUSIVE: below the limit, within chance",
             {tail()},
             slowBy([](std::size_t t) { return t % 30 < 2 ? 45U : 1U; }),
             VerdictStatus::Inconclusive,
             "?"},
            {"INCONCLUSIVE: above the limit, within chance",
             {tail()},
             slowBy([](std::size_t t) { return t % 30 < 3 ? 60U : 1U; }),
             VerdictStatus::Inconclusive,
             "?"},
            {"INCONCLUSIVE: on the limit", {tail()}, evenly(5), VerdictStatus::Inconclusive, "?"},
            {"INCONCLUSIVE: the level drifted",
             {tail()},
             slowBy([](std::size_t t) { return static_cast<std::uint64_t>(t / 40); }),
             VerdictStatus::Inconclusive,
             "?"},
            {"INCONCLUSIVE: nothing required", {optional(tail())}, evenly(0), VerdictStatus::Inconclusive, "?"}};
}

std::vector<Example> invalid() {
    return {{"INVALID: no data", {tail()}, BuiltRun(), VerdictStatus::Invalid, "?"},
            {"INVALID: no data of an endpoint", {rare()}, evenly(0), VerdictStatus::Invalid, "?"},
            {"INVALID: no limit", {unlimited()}, evenly(0), VerdictStatus::Invalid, "?"},
            {"INVALID: the generator was saturated", {tail()}, evenly(0), VerdictStatus::Invalid, "?", saturated()}};
}

std::vector<Example> precedence() {
    return {{"FAIL outranks INCONCLUSIVE and PASS", {errors(0.01), many(latency(0.5, 0.25)), tail()}, evenly(10), VerdictStatus::Fail, "?"},
            {"INCONCLUSIVE outranks PASS", {errors(0.01), many(latency(0.5, 0.25))}, evenly(10), VerdictStatus::Inconclusive, "?"},
            {"INVALID outranks PASS", {tail(), rare()}, evenly(0), VerdictStatus::Invalid, "?"},
            {"INVALID outranks INCONCLUSIVE", {many(tail()), rare()}, evenly(0), VerdictStatus::Invalid, "?"},
            {"with a clean generator FAIL outranks a check without data", {tail(), rare()}, evenly(10), VerdictStatus::Fail, "?"},
            {"INVALID by a saturated generator outranks FAIL",
             {tail(), errors(0.01)},
             failing(10, Outcome::Http5xx),
             VerdictStatus::Invalid,
             "?",
             saturated()},
            {"a slow answer of a saturated generator is no failure", {tail()}, evenly(50), VerdictStatus::Invalid, "?", saturated()},
            {"refused connections outrank a saturated generator",
             {tail(), errors(0.01)},
             failing(50, Outcome::Refused),
             VerdictStatus::Fail,
             "?",
             saturated()},
            {"a suspect generator changes no verdict", {tail()}, evenly(0), VerdictStatus::Pass, "?", suspect()},
            {"an optional check decides nothing", {errors(0.01), optional(tail())}, evenly(10), VerdictStatus::Pass, "?"},
            {"a certain failure outranks what would pass",
             {tail(), latency(0.5, 0.25)},
             evenly(2, 200),
             VerdictStatus::Fail,
             "?",
             {},
             certain(StopRule::Evidence)},
            {"a saturated generator outranks a certain failure",
             {tail()},
             evenly(2, 200),
             VerdictStatus::Invalid,
             "?",
             saturated(),
             certain(StopRule::Evidence)}};
}

std::vector<Example> examples() {
    std::vector<Example> all;
    for (const auto& some : {passes(), failures(), inconclusive(), invalid(), precedence()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

}  // namespace

class VerdictsTest : public QObject {
    Q_OBJECT

  private slots:
    void eachHasItsMeasurementAndItsSentence_data() {
        QTest::addColumn<int>("index");
        const std::vector<Example> all = examples();
        for (std::size_t i = 0; i < all.size(); ++i) {
            QTest::newRow(all[i].rule) << static_cast<int>(i);
        }
    }
    void eachHasItsMeasurementAndItsSentence() {
        QFETCH(int, index);
        const Example example = examples().at(static_cast<std::size_t>(index));
        const Verdict verdict = judge(example.objectives, example.run.build(), example.generator, example.early);
        QCOMPARE(QString::fromStdString(verdict.reason), QString(example.sentence));
        QCOMPARE(verdict.status, example.status);
    }
};

QTEST_APPLESS_MAIN(VerdictsTest)
#include "verdicts_test.moc"
