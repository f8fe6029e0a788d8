// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "built_run.h"
#include "stats/early_stop.h"
#include "stats/judge.h"

using namespace loadgate;
using namespace loadgate::stats;
using namespace loadgate::tests;

namespace {

EarlyStopPlan planFor(std::vector<Objective> objectives, int seconds, Duration interval) {
    EarlyStopPlan plan;
    plan.objectives = std::move(objectives);
    plan.endpoints = {"GET /", "GET /rare"};
    plan.limits = {250ms};
    plan.intervalLength = interval;
    plan.measured = seconds * 1s;
    return plan;
}
/// An open run of 100 requests a second for `seconds`: how many are still to come is known.
EarlyStop watching(std::vector<Objective> objectives, int seconds = 300, Duration interval = 1s) {
    EarlyStopPlan plan = planFor(std::move(objectives), seconds, interval);
    const auto planned = static_cast<double>(100 * seconds);
    plan.mostToCome = [planned](Duration, std::uint64_t counted) { return std::optional(planned - static_cast<double>(counted)); };
    return EarlyStop(std::move(plan));
}
/// A run of users who do not pause: nobody knows how many requests are still to come, and only evidence is left.
EarlyStop withoutEnd(std::vector<Objective> objectives) { return EarlyStop(planFor(std::move(objectives), 300, 1s)); }

/// Fed interval by interval; what it says in the end, and how many intervals that took.
std::optional<EarlyFailure> failureIn(const BuiltRun& run, EarlyStop early) {
    for (const Interval& interval : run.build().intervals) {
        early.add(interval);
    }
    return early.failure();
}

/// `bad` of 100 requests in second t take too long.
template <class Bad>
BuiltRun slowBy(Bad bad, std::size_t seconds = 300) {
    BuiltRun run(seconds);
    for (std::size_t t = 0; t < seconds; ++t) {
        run.add(t, 100 - bad(t), 20ms).add(t, bad(t), 400ms);
    }
    return run;
}
std::uint64_t tenth(std::size_t) { return 10; }
std::uint64_t stuttering(std::size_t t) { return (t * t + 3 * t) % 4 + (t % 20 == 5 || t % 20 == 6 ? 25 : 0); }

/// The run up to where it was stopped.
BuiltRun cut(const EarlyFailure& early, std::uint64_t (*bad)(std::size_t)) { return slowBy(bad, static_cast<std::size_t>(early.at / 1s)); }

}  // namespace

#define SENTENCE(text, wanted) QCOMPARE(QString::fromStdString(text), QString(wanted))

class EarlyStopTest : public QObject {
    Q_OBJECT

  private slots:
    void evidenceStopsWhenTheOracleSays() {
        const auto early = failureIn(slowBy(stuttering), withoutEnd({latency(0.99, 0.25)}));
        QVERIFY(early);
        QCOMPARE(early->rule, StopRule::Evidence);
        QCOMPARE(early->at, Duration(192s));
        QCOMPARE(early->due, std::uint64_t{19'200});
        QVERIFY(early->pValue < 0.0062 && early->pValue > 0.0061);
    }

    void theSentenceSaysWhichCheckWhenAndByWhichRule() {
        const auto early = failureIn(slowBy(stuttering), withoutEnd({latency(0.99, 0.25)}));
        const Verdict verdict = judge(std::vector{latency(0.99, 0.25)}, cut(*early, stuttering).build(), {}, early);
        QCOMPARE(verdict.status, VerdictStatus::Fail);
        QCOMPARE(verdict.early, early);
        SENTENCE(verdict.reason,
                 "p99 was 400 ms (20–400 ms), limit 250 ms; certain by 192 s, so the run was stopped: 3.6 % of 19,200 requests due by "
                 "then were bad where 1 % may, evidence of 163 to 1 against the limit (betting e-process)");
    }

    void aHealthyRunIsNotStopped() {
        QVERIFY(!failureIn(slowBy([](std::size_t) { return std::uint64_t{0}; }), watching({latency(0.99, 0.25), errors(0.01)})));
        // On the limit itself, evenly.
        QVERIFY(!failureIn(slowBy([](std::size_t) { return std::uint64_t{1}; }), watching({latency(0.99, 0.25)})));
    }

    void aBudgetThatTheRestCannotSaveStopsTheRun() {
        // All bad from 100 s on: 1,443 are more than 4.81 % of 30,000 after 15 s of it, before a block has told the betting.
        const auto early = failureIn(slowBy([](std::size_t t) { return t < 100 ? std::uint64_t{0} : std::uint64_t{100}; }),
                                     watching({latency(0.99, 0.25)}));
        QVERIFY(early);
        QCOMPARE(early->rule, StopRule::Budget);
        QCOMPARE(early->at, Duration(115s));
        QCOMPARE(early->bad, std::uint64_t{1500});
        QCOMPARE(early->planned, 30'000.0);
        SENTENCE(earlyText(*early, latency(0.99, 0.25)),
                 "certain by 115 s, so the run was stopped: 1,500 of at most 30,000 requests in the whole run were bad by then, more than "
                 "4.81 % (five-fold odds of the limit) even if every other one were good (budget of the run)");
    }

    void aSpentBudgetStopsTheRunOnlyWhenTheBoundSaysSoToo() {
        // The budget of 300 is spent at 84 s, long before the betting is sure; what was bad until then came often enough to tell.
        const auto often = failureIn(slowBy(stuttering), watching({latency(0.99, 0.25)}));
        QVERIFY(often);
        QCOMPARE(often->rule, StopRule::Bound);
        QCOMPARE(often->at, Duration(86s));
        SENTENCE(earlyText(*often, latency(0.99, 0.25)),
                 "certain by 86 s, so the run was stopped: 3.59 % of 8,600 requests due by then were bad where 1 % may, which spent the "
                 "budget of the whole run, and the lower bound was above the limit");
        // One bad stretch spends it too, but says little about the long run, and is less than five-fold odds.
        const auto once = failureIn(slowBy([](std::size_t t) { return t >= 40 && t < 50 ? std::uint64_t{40} : std::uint64_t{0}; }),
                                    watching({latency(0.99, 0.25)}));
        QVERIFY(!once);
    }

    void noneMayBeBadIsCertainWithTheFirst() {
        const auto early =
            failureIn(slowBy([](std::size_t t) { return t == 17 ? std::uint64_t{1} : std::uint64_t{0}; }), watching({latency(1, 0.25)}));
        QVERIFY(early);
        QCOMPARE(early->at, Duration(18s));
        SENTENCE(earlyText(*early, latency(1, 0.25)),
                 "certain by 18 s, so the run was stopped: 1 of 1,800 requests due by then were bad, none may");
    }

    void withSeveralChecksMoreEvidenceIsAsked() {
        const BuiltRun run = slowBy(stuttering);
        const auto alone = failureIn(run, withoutEnd({latency(0.99, 0.25)}));
        const auto among = failureIn(run, withoutEnd({latency(0.99, 0.25), errors(0.01), latency(0.5, 0.25), latency(0.95, 0.25)}));
        QVERIFY(alone && among);
        QVERIFY(among->at > alone->at);
        QVERIFY(among->pValue <= 0.01 / 4);
        QCOMPARE(stopLevel(0.95, 4), 0.0025);
        QVERIFY(std::abs(stopLevel(0.999, 1) - 0.0005) < 1e-12);  // stricter than 1 %, as the objective is
    }

    void anOptionalCheckNeitherStopsNorCounts() {
        QVERIFY(!failureIn(slowBy(tenth), watching({optional(latency(0.99, 0.25)), errors(0.01)})));
        const BuiltRun run = slowBy(stuttering);
        QCOMPARE(failureIn(run, withoutEnd({latency(0.99, 0.25), optional(errors(0.01))}))->at, Duration(192s));
    }

    void windowsThroughputAndResourcesAreLeftToTheJudge() {
        Objective inEach = latency(0.99, 0.25);
        inEach.window = 60s;
        Objective cpu;
        cpu.metric = Metric::CpuShare;
        cpu.limit = 0.1;
        QVERIFY(!failureIn(slowBy(tenth), watching({inEach, throughput(1000), cpu})));
    }

    void warmUpIsNoEvidence() {
        BuiltRun run = slowBy([](std::size_t t) { return t < 60 ? std::uint64_t{100} : std::uint64_t{0}; });
        QVERIFY(failureIn(run, watching({latency(0.99, 0.25)})));
        run.warmup(60);
        QVERIFY(!failureIn(run, watching({latency(0.99, 0.25)})));
    }

    void failuresCountAsTheJudgeCountsThem() {
        BuiltRun run(120);
        for (std::size_t t = 0; t < 120; ++t) {
            run.add(t, 80, 20ms).shed(t, 10);
            run.add(t, 10, 1ms, Outcome::Refused);
        }
        const auto early = failureIn(run, watching({errors(0.01)}, 120));
        QVERIFY(early);
        QCOMPARE(early->bad, 20 * early->due / 100);
        QVERIFY(failureIn(run, watching({latency(0.99, 0.25)}, 120)));
    }

    void anEndpointIsJudgedByItsOwnRequests() {
        BuiltRun run(200);
        for (std::size_t t = 0; t < 200; ++t) {
            run.add(t, 90, 20ms).add(t, 10, 400ms, Outcome::Ok, 1);
        }
        QVERIFY(!failureIn(run, watching({latency(0.5, 0.25, "GET /")}, 200)));
        const auto early = failureIn(run, watching({latency(0.5, 0.25, "GET /rare")}, 200));
        QVERIFY(early);
        QCOMPARE(early->bad, early->due);
    }

    void intervalsShorterThanASecondAreTakenTogether() {
        BuiltRun run(600, LoadModel::Open, 500ms);
        for (std::size_t t = 0; t < 600; ++t) {
            run.add(t, 50, t % 2 == 0 ? 20ms : 400ms);
        }
        const auto early = failureIn(run, watching({latency(0.9, 0.25)}, 300, 500ms));
        QVERIFY(early);
        QCOMPARE(early->at % 1s, Duration{});
        QVERIFY(early->at >= 20s);
    }

    void withoutAnEndInSightOnlyEvidenceStops() {
        const auto early = failureIn(slowBy(tenth), withoutEnd({latency(0.99, 0.25)}));
        QVERIFY(early);
        QCOMPARE(early->rule, StopRule::Evidence);
        QVERIFY(early->at > failureIn(slowBy(tenth), watching({latency(0.99, 0.25)}))->at);
    }

    void aStoppedRunNeverPassesWhateverItsIntervalSays() {
        // The judge alone would pass what is left of it.
        const BuiltRun run = slowBy([](std::size_t) { return std::uint64_t{0}; });
        EarlyFailure early;
        early.at = 200s;
        early.due = 20'000;
        early.bad = 900;
        early.pValue = 0.004;
        QCOMPARE(judge(std::vector{latency(0.99, 0.25)}, run.build(), {}).status, VerdictStatus::Pass);
        const std::vector several{latency(0.99, 0.25), errors(0.01), latency(0.5, 0.25)};
        early.pValue = 0.01 / 3;
        const Verdict verdict = judge(several, run.build(), {}, early);
        QCOMPARE(verdict.status, VerdictStatus::Fail);
        QCOMPARE(verdict.checks.at(0).status, VerdictStatus::Fail);
        QCOMPARE(verdict.checks.at(1).status, VerdictStatus::Pass);
    }

    void aSaturatedGeneratorMakesEvenACertainFailureInvalid() {
        const auto early = failureIn(slowBy(stuttering), withoutEnd({latency(0.99, 0.25)}));
        const Verdict verdict = judge(std::vector{latency(0.99, 0.25)}, cut(*early, stuttering).build(),
                                      {.status = GeneratorStatus::Saturated, .reasons = {"it ran out of ports"}}, early);
        QCOMPARE(verdict.status, VerdictStatus::Invalid);
    }
};

QTEST_APPLESS_MAIN(EarlyStopTest)
#include "early_stop_test.moc"
