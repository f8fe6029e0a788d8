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
/// 2.8 % of 20,000 are bad, in a rhythm that leaves much to chance: without the rule that stopped it, INCONCLUSIVE. Or 7.3 %.
BuiltRun stopped(bool grossly = false) {
    return slowBy([grossly](std::size_t t) { return t % 30 < 3 ? (grossly ? 61U : 18U) : 1U; }, 200);
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
Objective everyMinute(Objective objective) {
    objective.rhythm = 60s;
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
    early.bad = rule == StopRule::Budget ? 1460 : 557;
    early.planned = rule == StopRule::Evidence ? 0 : 30'000;
    early.pValue = rule == StopRule::Budget ? 0 : 0.0004;
    return early;
}

std::vector<Example> passes() {
    return {{"PASS: below the limit",
             {tail()},
             evenly(0),
             VerdictStatus::Pass,
             "p95 was 20 ms, limit 250 ms; could not see what happens less than once in 30 s"},
            {"PASS: all of several",
             {tail(), errors(0.01)},
             evenly(0),
             VerdictStatus::Pass,
             "all 2 checks passed (p95 <= 250 ms, errors <= 1%); could not see what happens less than once in 30 s"},
            {"PASS: none may be bad, none was",
             {errors(0)},
             evenly(0),
             VerdictStatus::Pass,
             "errors were 0 % of 30,000 requests, limit 0 %; true of these 30,000 requests and no more; could not see what happens less "
             "than once in 30 s"},
            {"PASS: a throughput is counted",
             {throughput(100)},
             evenly(0),
             VerdictStatus::Pass,
             "throughput was 100 req/s: 30,000 good answers in 300 s, floor 100 req/s (99.5 % of it is enough)"}};
}

std::vector<Example> failures() {
    return {
        {"FAIL: the lower bound is above the limit",
         {tail()},
         evenly(10),
         VerdictStatus::Fail,
         "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may"},
        {"FAIL: a gross breach",
         {latency(0.99, 0.25)},
         slowBy([](std::size_t t) { return t < 200 ? 0U : 50U; }),
         VerdictStatus::Fail,
         "p99 was 400 ms (20–400 ms), limit 250 ms; 16.7 % of 30,000 requests were slower or failed, 1 % may; a gross breach: more than "
         "five-fold odds over the whole run, whenever it began"},
        {"FAIL: none may be bad, one was",
         {errors(0)},
         slowBy([](std::size_t) { return 0U; }).add(7, 1, 1ms, Outcome::Http5xx),
         VerdictStatus::Fail,
         "errors were 0.00333 %: 1 http_5xx of 30,001 requests, limit 0 %"},
        {"FAIL: nothing worked",
         {errors(0.01)},
         failing(100, Outcome::Refused, 10),
         VerdictStatus::Fail,
         "errors were 100 %: 1,000 refused of 1,000 requests, limit 1 %; not one of 1,000 requests succeeded, which needs no statistics"},
        {"FAIL: a throughput is counted",
         {throughput(120)},
         evenly(0),
         VerdictStatus::Fail,
         "throughput was 100 req/s: 30,000 good answers in 300 s, floor 120 req/s (99.5 % of it is enough)"},
        {"FAIL: certain by evidence",
         {latency(0.99, 0.25)},
         stopped(),
         VerdictStatus::Fail,
         "p99 was 400 ms (20–400 ms), limit 250 ms; certain by 200 s, so the run was stopped: 2.79 % of 20,000 requests due by then were "
         "bad where 1 % may, evidence of 2,500 to 1 against the limit (betting e-process)",
         {},
         certain(StopRule::Evidence)},
        {"FAIL: certain by the budget",
         {latency(0.99, 0.25)},
         stopped(true),
         VerdictStatus::Fail,
         "p99 was 400 ms (20–400 ms), limit 250 ms; certain by 200 s, so the run was stopped: 1,460 of at most 30,000 requests in the "
         "whole run were bad by then, more than 4.81 % (five-fold odds of the limit) even if every other one were good (budget of the run)",
         {},
         certain(StopRule::Budget)},
        {"FAIL: certain by the bound",
         {latency(0.99, 0.25)},
         stopped(),
         VerdictStatus::Fail,
         "p99 was 400 ms (20–400 ms), limit 250 ms; certain by 200 s, so the run was stopped: 2.79 % of 20,000 requests due by then were "
         "bad where 1 % may, which spent the budget of the whole run, and the lower bound was above the limit",
         {},
         certain(StopRule::Bound)}};
}

std::vector<Example> inconclusive() {
    return {
        {"INCONCLUSIVE: too short",
         {tail()},
         evenly(0, 10),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms, limit 250 ms; 10 s in 10 intervals is too short to judge, which needs 5 s and 20 intervals"},
        {"INCONCLUSIVE: too few to bound",
         {tail()},
         few(),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms, limit 250 ms; 58 requests are too few to bound it at all, which needs 59"},
        {"INCONCLUSIVE: too few for a PASS",
         {latency(0.99, 0.25)},
         evenly(0, 30),
         VerdictStatus::Inconclusive,
         "p99 was 20 ms, limit 250 ms; 3,000 requests are too few for a PASS, which needs 5,000 (about 50 s at this rate)"},
        {"INCONCLUSIVE: below the limit, within chance",
         {tail()},
         slowBy([](std::size_t t) { return t % 30 < 2 ? 45U : 1U; }),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms (20–400 ms), limit 250 ms; 3.93 % of 30,000 requests were slower or failed (2.11–6.81 %) where 5 % may: about 37 "
         "min in all would decide"},
        {"INCONCLUSIVE: above the limit, within chance",
         {tail()},
         slowBy([](std::size_t t) { return t % 30 < 3 ? 60U : 1U; }),
         VerdictStatus::Inconclusive,
         "p95 was 400 ms (20–400 ms), limit 250 ms; 6.9 % of 30,000 requests were slower or failed (3.23–12.9 %) where 5 % may: about 19 "
         "min in all would decide; the level drifted or swung slowly during the run, so longer or repeated runs help, not more requests"},
        {"INCONCLUSIVE: on the limit",
         {tail()},
         evenly(5),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms (20–400 ms), limit 250 ms; 5 % of 30,000 requests were slower or failed (4.72–5.29 %) where 5 % may: on the limit "
         "itself, which no length decides"},
        {"INCONCLUSIVE: the level drifted",
         {tail()},
         slowBy([](std::size_t t) { return static_cast<std::uint64_t>(t / 40); }),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms (20–400 ms), limit 250 ms; 3.27 % of 30,000 requests were slower or failed (0.0483–19.2 %) where 5 % may: about "
         "7.1 h in all would decide; the level drifted or swung slowly during the run, so longer or repeated runs help, not more requests"},
        {"INCONCLUSIVE: too short for a rhythm that matters",
         {everyMinute(tail())},
         evenly(0),
         VerdictStatus::Inconclusive,
         "p95 was 20 ms, limit 250 ms; 300 s is too short for a PASS, which needs ten times the rhythm of 60 s that the policy names: "
         "10 min"},
        {"INCONCLUSIVE: the same where none may be bad",
         {everyMinute(errors(0))},
         evenly(0),
         VerdictStatus::Inconclusive,
         "errors were 0 % of 30,000 requests, limit 0 %; 300 s is too short for a PASS, which needs ten times the rhythm of 60 s that "
         "the policy names: 10 min"},
        {"FAIL: however short for a rhythm that matters",
         {everyMinute(tail())},
         evenly(10),
         VerdictStatus::Fail,
         "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may"},
        {"PASS: ten times a rhythm that matters",
         {everyMinute(tail())},
         evenly(0, 600),
         VerdictStatus::Pass,
         "p95 was 20 ms, limit 250 ms; could not see what happens less than once in 60 s"},
        {"INCONCLUSIVE: nothing required",
         {optional(tail())},
         evenly(0),
         VerdictStatus::Inconclusive,
         "no required check ran: there is nothing to pass"}};
}

std::vector<Example> invalid() {
    return {
        {"INVALID: no data", {tail()}, BuiltRun(), VerdictStatus::Invalid, "no request was answered or failed: there is nothing to judge"},
        {"INVALID: no data of an endpoint",
         {rare()},
         evenly(0),
         VerdictStatus::Invalid,
         "p95(GET /rare) has no data: not one request to it was due"},
        {"INVALID: no limit", {unlimited()}, evenly(0), VerdictStatus::Invalid, "p95 has no limit that could be judged"},
        {"INVALID: the generator was saturated",
         {tail()},
         evenly(0),
         VerdictStatus::Invalid,
         "the load generator was saturated: it ran out of ports",
         saturated()}};
}

std::vector<Example> precedence() {
    return {{"FAIL outranks INCONCLUSIVE and PASS",
             {errors(0.01), many(latency(0.5, 0.25)), tail()},
             evenly(10),
             VerdictStatus::Fail,
             "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may"},
            {"INCONCLUSIVE outranks PASS",
             {errors(0.01), many(latency(0.5, 0.25))},
             evenly(10),
             VerdictStatus::Inconclusive,
             "p50 was 20 ms, limit 250 ms; 30,000 requests are too few for a PASS, which needs 1,000,000 (about 2.8 h at this rate)"},
            {"INVALID outranks PASS",
             {tail(), rare()},
             evenly(0),
             VerdictStatus::Invalid,
             "p95(GET /rare) has no data: not one request to it was due"},
            {"INVALID outranks INCONCLUSIVE",
             {many(tail()), rare()},
             evenly(0),
             VerdictStatus::Invalid,
             "p95(GET /rare) has no data: not one request to it was due"},
            {"with a clean generator FAIL outranks a check without data",
             {tail(), rare()},
             evenly(10),
             VerdictStatus::Fail,
             "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may"},
            {"INVALID by a saturated generator outranks FAIL",
             {tail(), errors(0.01)},
             failing(10, Outcome::Http5xx),
             VerdictStatus::Invalid,
             "the load generator was saturated: it ran out of ports; all the same, errors were 10 % (9.61–10.4 %): 3,000 http_5xx of "
             "30,000 requests, limit 1 %",
             saturated()},
            {"a slow answer of a saturated generator is no failure",
             {tail()},
             evenly(50),
             VerdictStatus::Invalid,
             "the load generator was saturated: it ran out of ports",
             saturated()},
            {"refused connections outrank a saturated generator",
             {tail(), errors(0.01)},
             failing(50, Outcome::Refused),
             VerdictStatus::Fail,
             "errors were 50 % (49.3–50.7 %): 15,000 refused of 30,000 requests, limit 1 %",
             saturated()},
            {"a suspect generator changes no verdict",
             {tail()},
             evenly(0),
             VerdictStatus::Pass,
             "p95 was 20 ms, limit 250 ms; could not see what happens less than once in 30 s",
             suspect()},
            {"an optional check decides nothing",
             {errors(0.01), optional(tail())},
             evenly(10),
             VerdictStatus::Pass,
             "errors were 0 % (0–0.0148 %) of 30,000 requests, limit 1 %; could not see what happens less than once in 30 s"},
            {"a certain failure outranks what would pass",
             {latency(0.99, 0.25), latency(0.5, 0.25)},
             stopped(),
             VerdictStatus::Fail,
             "p99 was 400 ms (20–400 ms), limit 250 ms; certain by 200 s, so the run was stopped: 2.79 % of 20,000 requests due by then "
             "were bad where 1 % may, evidence of 2,500 to 1 against the limit (betting e-process)",
             {},
             certain(StopRule::Evidence)},
            {"a saturated generator outranks a certain failure",
             {latency(0.99, 0.25)},
             stopped(),
             VerdictStatus::Invalid,
             "the load generator was saturated: it ran out of ports",
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
        for (std::size_t i = 0; i < m_all.size(); ++i) {
            QTest::newRow(m_all[i].rule) << static_cast<int>(i);
        }
    }
    void eachHasItsMeasurementAndItsSentence() {
        QFETCH(int, index);
        const Example& example = m_all.at(static_cast<std::size_t>(index));
        const Verdict verdict = judge(example.objectives, example.run.build(), example.generator, example.early);
        QCOMPARE(QString::fromStdString(verdict.reason), QString(example.sentence));
        QCOMPARE(verdict.status, example.status);
    }

  private:
    const std::vector<Example> m_all = examples();
};

QTEST_APPLESS_MAIN(VerdictsTest)
#include "verdicts_test.moc"
