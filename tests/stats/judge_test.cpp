// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/intervals.h"
#include "stats/judge.h"
#include "stats/wording.h"

#include <cmath>
#include <limits>

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

using Objectives = std::vector<Objective>;

Verdict judged(const Objectives& objectives, const BuiltRun& run) { return judge(objectives, run.build(), {}); }
Verdict judgedSaturated(const Objectives& objectives, const BuiltRun& run) {
    return judge(objectives, run.build(), {.status = GeneratorStatus::Saturated, .reasons = {"it ran out of ports"}});
}

BuiltRun healthy() { return std::move(BuiltRun().each(100, 20ms)); }
/// 10 of 100 requests a second are slow.
BuiltRun slow() { return std::move(BuiltRun().each(90, 20ms).each(10, 400ms)); }

}  // namespace

#define STATUS(verdict, wanted)                         \
    QVERIFY2((verdict).status == VerdictStatus::wanted, \
             qPrintable(QString("%1: %2").arg(toText((verdict).status).data(), QString::fromStdString((verdict).reason))))
#define SAYS(text, part) QVERIFY2((text).find(part) != std::string::npos, (text).c_str())
#define SENTENCE(text, wanted) QCOMPARE(QString::fromStdString(text), QString(wanted))

class JudgeTest : public QObject {
    Q_OBJECT

  private slots:
    // --- one check ---

    void aHealthyRunPassesAndSaysWhatItCouldNotSee() {
        BuiltRun run = healthy();
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Pass);
        SENTENCE(verdict.reason, "p95 was 20 ms, limit 250 ms; could not see what happens less than once in 30 s");
        const Check& check = verdict.checks.at(0);
        QCOMPARE(check.samples, std::uint64_t{30'000});
        QCOMPARE(check.effectiveSamples, 30'000.0);
        QVERIFY(check.interval && check.interval->first <= *check.observed && *check.observed <= check.interval->second);
    }

    void aSlowTailFailsWithTheShareThatWasSlow() {
        BuiltRun run = slow();
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Fail);
        SENTENCE(verdict.reason, "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may");
    }

    void aFastFailureIsNoFastAnswer() {
        BuiltRun run;
        run.each(90, 20ms).each(10, 1ms, Outcome::Refused);
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Fail);
        QVERIFY(*verdict.checks.at(0).observed < 0.021);
        SENTENCE(verdict.reason, "p95 was 20 ms (1–20 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may");
    }

    void aLimitNobodyDeclaredIsJudgedFromTheHistogramAndTheFailures() {
        BuiltRun run = slow();
        STATUS(judged({latency(0.95, 0.3)}, run), Fail);
        STATUS(judged({latency(0.95, 0.5)}, run), Pass);
        BuiltRun failing;
        failing.each(90, 20ms).each(10, 1ms, Outcome::Reset);
        STATUS(judged({latency(0.95, 0.3)}, failing), Fail);
    }

    void aDeclaredLimitIsExactWhereABucketIsNot() {
        // All of these lie in one bucket of the histogram.
        BuiltRun within;
        within.limits({100ms}).each(100, 100ms);
        STATUS(judged({latency(0.95, 0.1)}, within), Pass);
        BuiltRun beyond;
        beyond.limits({100ms}).each(100, 100ms + 1us);
        STATUS(judged({latency(0.95, 0.1)}, beyond), Fail);
    }

    void aCollapseInMidRunFailsAsAGrossBreach() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, 100, t < 200 ? 20ms : 900ms);
        }
        const Verdict verdict = judged({latency(0.99, 0.25)}, run);
        STATUS(verdict, Fail);
        SAYS(verdict.reason, "a gross breach");
    }

    void whatSwingsAroundTheLimitIsInconclusiveAndSaysHowLongWouldDo() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            const std::uint64_t bad = t % 60 < 3 ? 70 : 0;
            run.add(t, 100 - bad, 20ms).add(t, bad, 400ms);
        }
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Inconclusive);
        SAYS(verdict.reason, "3.5 % of 30,000 requests were slower or failed (");
        SAYS(verdict.reason, "in all would decide");
        QVERIFY(verdict.checks.at(0).effectiveSamples < 1000);
    }

    void aSlowSwingAsksForLengthAndNotForRequests() {
        BuiltRun run;
        for (std::size_t t = 0; t < 300; ++t) {
            const std::uint64_t bad = t < 150 ? 8 : 1;
            run.add(t, 100 - bad, 20ms).add(t, bad, 400ms);
        }
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Inconclusive);
        SAYS(verdict.reason, "the level drifted or swung slowly during the run");
    }

    void minimumSamplesBindPassOnly() {
        BuiltRun few(30);
        few.each(10, 20ms);
        const Verdict verdict = judged({latency(0.95, 0.25)}, few);
        STATUS(verdict, Inconclusive);
        SENTENCE(verdict.reason,
                 "p95 was 20 ms, limit 250 ms; 300 requests are too few for a PASS, which needs 1,000 (about 100 s at this rate)");
        BuiltRun fewAndSlow(30);
        fewAndSlow.each(10, 400ms);
        STATUS(judged({latency(0.95, 0.25)}, fewAndSlow), Fail);
        Objective content = latency(0.95, 0.25);
        content.minSamples = 300;
        STATUS(judged({content}, few), Pass);
    }

    void minimumSamplesFollowTheQuantile() {
        QCOMPARE(minimumSamples(latency(0.5, 1)), std::uint64_t{200});
        QCOMPARE(minimumSamples(latency(0.9, 1)), std::uint64_t{500});
        QCOMPARE(minimumSamples(latency(0.95, 1)), std::uint64_t{1000});
        QCOMPARE(minimumSamples(latency(0.99, 1)), std::uint64_t{5000});
        QCOMPARE(minimumSamples(latency(0.999, 1)), std::uint64_t{50'000});
        QCOMPARE(minimumSamples(latency(1, 1)), std::uint64_t{200});
        QCOMPARE(minimumSamples(errors(0.01)), std::uint64_t{0});
    }

    void belowTheAbsoluteFloorNothingIsComputed() {
        const auto verdictOf = [](std::size_t requests) {
            BuiltRun run(60);
            for (std::size_t t = 0; t < requests; ++t) {
                run.add(t, 1, t == 0 ? 10ms : 400ms);
            }
            return judged({latency(0.95, 0.25)}, run);
        };
        STATUS(verdictOf(59), Fail);
        const Verdict verdict = verdictOf(58);
        STATUS(verdict, Inconclusive);
        SAYS(verdict.reason, "58 requests are too few to bound it at all, which needs 59");
        QVERIFY(!verdict.checks.at(0).interval);
    }

    void twentyIntervalsAndFiveSecondsAreTheLeast_data() {
        QTest::addColumn<int>("intervals");
        QTest::addColumn<int>("ms");
        QTest::addColumn<bool>("enough");
        QTest::newRow("4.9 s") << 49 << 100 << false;
        QTest::newRow("5 s") << 50 << 100 << true;
        QTest::newRow("19 intervals") << 19 << 1000 << false;
        QTest::newRow("20 intervals") << 20 << 1000 << true;
    }
    void twentyIntervalsAndFiveSecondsAreTheLeast() {
        QFETCH(int, intervals);
        QFETCH(int, ms);
        QFETCH(bool, enough);
        BuiltRun run(static_cast<std::size_t>(intervals), LoadModel::Closed, std::chrono::milliseconds(ms));
        run.each(200, 20ms);
        for (const Objective& objective : {latency(0.95, 0.25), errors(0.01), throughput(100)}) {
            const Verdict verdict = judged({objective}, run);
            QCOMPARE(verdict.status, enough ? VerdictStatus::Pass : VerdictStatus::Inconclusive);
            SAYS(verdict.reason, enough ? "could not see" : "is too short to judge, which needs 5 s and 20 intervals");
        }
    }

    void aQuantileAmongTimeoutsIsAtLeastTheTimeout() {
        BuiltRun run;
        run.each(90, 20ms).each(10, 10s, Outcome::Timeout);
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Fail);
        SAYS(verdict.reason, "p95 was at least 10 s (20 ms or more), limit 250 ms");
        QVERIFY(verdict.checks.at(0).observedIsLowerBound);
        QVERIFY(std::isinf(verdict.checks.at(0).interval->second));
    }

    void maxIsACountOfTheseRequests() {
        BuiltRun run = healthy();
        const Verdict passed = judged({latency(1, 0.25)}, run);
        STATUS(passed, Pass);
        SAYS(passed.reason, "max was 20 ms, limit 250 ms; true of these 30,000 requests and no more");
        run.add(17, 1, 400ms);
        const Verdict failed = judged({latency(1, 0.25)}, run);
        STATUS(failed, Fail);
        SENTENCE(failed.reason, "max was 400 ms, limit 250 ms; 1 of 30,001 requests were slower or failed, none may");
    }

    void noErrorAllowedIsACountToo() {
        BuiltRun run = healthy();
        STATUS(judged({errors(0)}, run), Pass);
        run.add(17, 1, 1ms, Outcome::Http5xx);
        STATUS(judged({errors(0)}, run), Fail);
    }

    void errorsAreNamedByKind() {
        BuiltRun run;
        run.each(95, 20ms).each(3, 1ms, Outcome::Http5xx).each(2, 1ms, Outcome::Refused);
        const Verdict failed = judged({errors(0.01)}, run);
        STATUS(failed, Fail);
        SAYS(failed.reason, "errors were 5 % (");
        SAYS(failed.reason, "): 900 http_5xx, 600 refused of 30,000 requests, limit 1 %");
        BuiltRun clean = healthy();
        const Verdict passed = judged({errors(0.01)}, clean);
        STATUS(passed, Pass);
        SENTENCE(passed.reason,
                 "errors were 0 % (0–0.0148 %) of 30,000 requests, limit 1 %; could not see what happens less than once in 30 s");
    }

    void aTimeoutSaysWhichTimeRanOut() {
        Tally tally;
        tally.by[static_cast<std::size_t>(Outcome::Timeout)] = 31;
        tally.timeouts = {31, 0, 0};
        SENTENCE(failuresText(tally), "31 timeout");
        tally.timeouts = {1, 20, 10};
        SENTENCE(failuresText(tally), "31 timeout (20 connecting, 10 before the first byte)");
    }

    void whatWasNeverAnsweredCountsAsBad() {
        BuiltRun shedding;
        shedding.each(90, 20ms);
        for (std::size_t t = 0; t < 300; ++t) {
            shedding.shed(t, 10);
        }
        const Verdict verdict = judged({errors(0.01), latency(0.95, 0.25)}, shedding);
        QCOMPARE(verdict.checks.at(0).status, VerdictStatus::Fail);
        QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Fail);
        SAYS(verdict.checks.at(0).reason, "3,000 shed at the in-flight bound of 30,000 requests");
        QCOMPARE(*verdict.checks.at(0).observed, 0.1);
        BuiltRun onlyShed(60);
        for (std::size_t t = 0; t < 60; ++t) {
            onlyShed.shed(t, 10);
        }
        STATUS(judged({errors(0.01)}, onlyShed), Fail);
    }

    void aServiceThatNeverAnswersFailsAndIsNotWithoutData() {
        BuiltRun run(30, LoadModel::Closed);
        run.unansweredAtEnd(0, 10, 30s);
        const Verdict verdict = judged({errors(0.01)}, run);
        STATUS(verdict, Fail);
        SAYS(verdict.reason, "10 unanswered at the end");
    }

    void whenNothingWorkedNoStatisticsAreNeeded() {
        BuiltRun run(20, LoadModel::Closed, 100ms);
        run.each(10, 1ms, Outcome::Refused);
        const Verdict verdict = judged({errors(0.01)}, run);
        STATUS(verdict, Fail);
        SENTENCE(verdict.reason,
                 "errors were 100 %: 200 refused of 200 requests, limit 1 %; not one of 200 requests succeeded, which needs no statistics");
        run.add(3, 1, 20ms);
        STATUS(judged({errors(0.01)}, run), Inconclusive);
    }

    void whenNothingWasInTimeNoStatisticsAreNeeded() {
        BuiltRun run(20, LoadModel::Closed, 100ms);
        run.each(10, 400ms);
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Fail);
        SAYS(verdict.reason, "not one of 200 requests was answered well in time");
        run.add(3, 1, 20ms);
        STATUS(judged({latency(0.95, 0.25)}, run), Inconclusive);
    }

    void warmUpIsNotJudged() {
        BuiltRun run(330);
        for (std::size_t t = 0; t < 330; ++t) {
            run.add(t, 100, t < 30 ? 900ms : 20ms);
        }
        STATUS(judged({latency(1, 0.25)}, run), Fail);
        run.warmup(30);
        const Verdict verdict = judged({latency(1, 0.25), errors(0.01), throughput(100)}, run);
        STATUS(verdict, Pass);
        QCOMPARE(verdict.checks.at(0).samples, std::uint64_t{30'000});
        SAYS(verdict.reason, "less than once in 30 s");
    }

    void aPartialLastIntervalCountsButIsNoRung() {
        BuiltRun run = healthy();
        run.partial(400ms).add(300, 40, 900ms);
        const Verdict verdict = judged({latency(0.95, 0.25)}, run);
        STATUS(verdict, Pass);
        QCOMPARE(verdict.checks.at(0).samples, std::uint64_t{30'040});
        QCOMPARE(verdict.checks.at(0).effectiveSamples, 30'000.0);
        BuiltRun longer = healthy();
        longer.partial(600ms).add(300, 60, 900ms);
        QVERIFY(judged({latency(0.95, 0.25)}, longer).checks.at(0).effectiveSamples < 30'000);
    }

    // --- throughput ---

    void openThroughputIsACountWithHalfAPercentForTheEdges() {
        BuiltRun run;
        run.each(100, 20ms);
        STATUS(judged({throughput(100.5)}, run), Pass);
        const Verdict verdict = judged({throughput(100.6)}, run);
        STATUS(verdict, Fail);
        SENTENCE(verdict.reason, "throughput was 100 req/s: 30,000 good answers in 300 s, floor 101 req/s (99.5 % of it is enough)");
    }

    void onlyGoodAnswersAreThroughput() {
        BuiltRun run;
        run.each(90, 20ms).each(10, 1ms, Outcome::Http5xx);
        QCOMPARE(*judged({throughput(80)}, run).checks.at(0).observed, 90.0);
        STATUS(judged({throughput(95)}, run), Fail);
    }

    void closedThroughputIsAnInterval() {
        BuiltRun run(300, LoadModel::Closed);
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, 95 + t % 11, 20ms);
        }
        STATUS(judged({throughput(95)}, run), Pass);
        STATUS(judged({throughput(105)}, run), Fail);
        const Verdict verdict = judged({throughput(100.05)}, run);
        STATUS(verdict, Inconclusive);
        SAYS(verdict.reason, "in all would decide");
        QVERIFY(verdict.checks.at(0).interval->first < 100 && verdict.checks.at(0).interval->second > 100);
    }

    // --- no data ---

    void noDataIsNeverAPass() {
        BuiltRun run;
        for (const Objective& objective : {latency(0.95, 0.25), latency(1, 0.25), errors(0.01), errors(0), throughput(0), throughput(10)}) {
            const Verdict verdict = judged({objective}, run);
            STATUS(verdict, Invalid);
            SENTENCE(verdict.reason, "no request was answered or failed: there is nothing to judge");
        }
        BuiltRun nothing(0);
        STATUS(judged({errors(0.01)}, nothing), Invalid);
    }

    void anEndpointWithoutRequestsIsInvalid() {
        BuiltRun run = healthy();
        const Verdict verdict = judged({latency(0.95, 0.25), latency(0.95, 0.25, "GET /rare")}, run);
        STATUS(verdict, Invalid);
        SENTENCE(verdict.reason, "p95(GET /rare) has no data: not one request to it was due");
        QCOMPARE(verdict.checks.at(0).status, VerdictStatus::Pass);
        STATUS(judged({latency(0.95, 0.25, "GET /nobody")}, run), Invalid);
    }

    void anObjectiveThatCannotBeJudgedIsInvalid() {
        BuiltRun run = healthy();
        STATUS(judged({latency(0.95, std::numeric_limits<double>::quiet_NaN())}, run), Invalid);
        STATUS(judged({latency(0, 0.25)}, run), Invalid);
        STATUS(judged({}, run), Inconclusive);
    }

    void endpointsAreJudgedByTheirOwnRequests() {
        BuiltRun run = healthy();
        for (std::size_t t = 0; t < 300; ++t) {
            run.add(t, 4, 900ms, Outcome::Ok, 1);
        }
        const Verdict verdict = judged({latency(0.95, 0.25), latency(0.95, 0.25, "GET /rare")}, run);
        QCOMPARE(verdict.checks.at(0).status, VerdictStatus::Pass);
        QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Fail);
        QCOMPARE(verdict.checks.at(1).samples, std::uint64_t{1200});
    }

    // --- precedence ---

    void failOutranksInconclusiveAndInconclusiveOutranksPass() {
        BuiltRun run = slow();
        const Objective fails = latency(0.95, 0.25);
        const Objective passes = errors(0.01);
        Objective unsure = latency(0.5, 0.25);
        unsure.minSamples = 1'000'000;
        STATUS(judged({passes, unsure, fails}, run), Fail);
        STATUS(judged({passes, unsure}, run), Inconclusive);
        STATUS(judged({passes}, run), Pass);
    }

    void onlyRequiredChecksDecide() {
        BuiltRun run = slow();
        const Verdict verdict = judged({errors(0.01), optional(latency(0.95, 0.25))}, run);
        STATUS(verdict, Pass);
        QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Fail);
        const Verdict nothing = judged({optional(errors(0.01))}, run);
        STATUS(nothing, Inconclusive);
        SENTENCE(nothing.reason, "no required check ran: there is nothing to pass");
    }

    void theReasonNamesEveryDecidingCheck() {
        BuiltRun run = slow();
        const Verdict failed = judged({latency(0.95, 0.25), errors(0.01), latency(0.99, 0.25)}, run);
        SENTENCE(
            failed.reason,
            "p95 was 400 ms (20–400 ms), limit 250 ms; 10 % of 30,000 requests were slower or failed, 5 % may; the same verdict on p99");
        const Verdict passed = judged({latency(0.5, 0.25), errors(0.01)}, run);
        SENTENCE(passed.reason, "all 2 checks passed (p50 <= 250 ms, errors <= 1%); could not see what happens less than once in 30 s");
    }

    void aSaturatedGeneratorMakesNothingPass() {
        BuiltRun run = healthy();
        const Verdict verdict = judgedSaturated({latency(0.95, 0.25), throughput(50), errors(0.01)}, run);
        STATUS(verdict, Invalid);
        for (const Check& check : verdict.checks) {
            QCOMPARE(check.status, VerdictStatus::Invalid);
        }
        SENTENCE(verdict.reason, "the load generator was saturated: it ran out of ports");
    }

    void latencyMeasuredByASaturatedGeneratorNeverFails() {
        BuiltRun run = slow();
        STATUS(judgedSaturated({latency(0.95, 0.25), throughput(1000)}, run), Invalid);
    }

    void refusedConnectionsFailWhateverTheGenerator() {
        BuiltRun run;
        run.each(100, 1ms, Outcome::Refused);
        const Verdict verdict = judgedSaturated({latency(0.95, 0.25), errors(0.01)}, run);
        STATUS(verdict, Fail);
        QCOMPARE(verdict.checks.at(0).status, VerdictStatus::Invalid);
        QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Fail);
        SAYS(verdict.reason, "30,000 refused");
    }

    void errorsThatASaturatedGeneratorMayHaveCausedStayAFailedCheckInAnInvalidRun() {
        for (const Outcome outcome : {Outcome::Http5xx, Outcome::Timeout}) {
            BuiltRun run;
            run.each(90, 20ms).each(10, 1s, outcome);
            const Verdict verdict = judgedSaturated({latency(0.95, 0.25), errors(0.01)}, run);
            STATUS(verdict, Invalid);
            QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Fail);
            SAYS(verdict.reason, "the load generator was saturated: it ran out of ports; all the same, errors were 10 %");
        }
    }

    void withACleanGeneratorAFailureOutranksACheckWithoutData() {
        BuiltRun run = slow();
        STATUS(judged({latency(0.95, 0.25), latency(0.95, 0.25, "GET /rare")}, run), Fail);
        STATUS(judgedSaturated({latency(0.95, 0.25), latency(0.95, 0.25, "GET /rare")}, run), Invalid);
    }

    void aSuspectGeneratorStillJudges() {
        BuiltRun run = healthy();
        const Verdict verdict = judge(Objectives{errors(0.01)}, run.build(), {.status = GeneratorStatus::Suspect, .reasons = {"steal"}});
        STATUS(verdict, Pass);
    }

    // --- several checks ---

    void aBreachBarelyBeyondChanceDoesNotFailAmongMany() {
        BuiltRun run;
        Counts counts;
        for (std::size_t t = 0; t < 300; ++t) {
            const std::uint64_t bad = (t * t + 3 * t) % 5 == 0 ? 3 : (7 * t) % 4;
            run.add(t, 100 - bad, 20ms).add(t, bad, 1ms, Outcome::Http5xx);
            counts.due.push_back(100);
            counts.bad.push_back(bad);
        }
        double low = 0.005;
        double high = 0.02;
        while (std::abs(failPValue(counts, (low + high) / 2) - 0.015) > 1e-6) {
            (failPValue(counts, (low + high) / 2) < 0.015 ? low : high) = (low + high) / 2;
        }
        const Objective borderline = errors((low + high) / 2);
        STATUS(judged({borderline}, run), Fail);
        const Verdict verdict = judged({borderline, latency(0.5, 0.25), latency(0.95, 0.25)}, run);
        STATUS(verdict, Inconclusive);
        SAYS(verdict.reason, "over the limit, not significant among 3 checks");
        STATUS(judged({borderline, optional(latency(0.5, 0.25)), optional(latency(0.95, 0.25))}, run), Fail);
    }
};

QTEST_APPLESS_MAIN(JudgeTest)
#include "judge_test.moc"
