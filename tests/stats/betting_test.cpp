// SPDX-License-Identifier: Apache-2.0
#include "stats/betting.h"
#include "digits.h"
#include "stats/budget.h"

#include <cmath>
#include <cstdint>
#include <functional>

using namespace loadgate::stats;

namespace {

using PerSecond = std::function<std::uint64_t(std::uint64_t)>;

Counts countsOf(std::uint64_t seconds, const PerSecond& due, const PerSecond& bad) {
    Counts counts;
    for (std::uint64_t t = 0; t < seconds; ++t) {
        counts.due.push_back(due(t));
        counts.bad.push_back(bad(t));
    }
    return counts;
}
std::uint64_t hundred(std::uint64_t) { return 100; }
std::uint64_t none(std::uint64_t) { return 0; }

/// Of 100 a second: a few always, and two bad seconds in every twenty.
Counts stuttering() {
    return countsOf(300, hundred, [](std::uint64_t t) { return (t * t + 3 * t) % 4 + (t % 20 == 5 || t % 20 == 6 ? 25 : 0); });
}
/// Slow swings: the oracle of the intervals.
Counts bursty(std::uint64_t seconds) {
    return countsOf(
        seconds, [](std::uint64_t t) { return 50 + 7 * t % 11; },
        [](std::uint64_t t) { return (3 * t * t + t) % 5 + (t >= 20 && t <= 22 ? 20 : 0); });
}

std::size_t alarmAt(const Counts& counts, double limit, double alpha) {
    for (const Bet& bet : betsOn(counts, limit)) {
        if (bet.logWealth >= std::log(1 / alpha)) {
            return bet.end;
        }
    }
    return 0;
}

}  // namespace

class BettingTest : public QObject {
    Q_OBJECT

  private slots:
    void blocksBetAsTheOracleSays() {
        const std::vector<Bet> bets = betsOn(stuttering(), 0.01);
        const std::vector<Bet> wanted{{10, 0.058, 0, 0},
                                      {21, 0.0109091, 13.498313, 0.0121965},
                                      {32, 0.0563636, 13.096359, 0.4866868},
                                      {42, 0.008, 15.592782, 0.4550046},
                                      {52, 0.062, 14.929921, 1.0295687}};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            QCOMPARE(bets.at(i).end, wanted[i].end);
            COMPARE_DIGITS(bets.at(i).share, wanted[i].share, 7);
            COMPARE_DIGITS(bets.at(i).stake, wanted[i].stake, 6);
            COMPARE_DIGITS(bets.at(i).logWealth, wanted[i].logWealth, 7);
        }
    }

    void theAlarmComesWhenTheOracleSays() {
        const Counts counts = stuttering();
        QCOMPARE(alarmAt(counts, 0.01, 0.05), std::size_t{132});
        QCOMPARE(alarmAt(counts, 0.01, 0.01), std::size_t{192});
        for (const Bet& bet : betsOn(counts, 0.01)) {
            if (bet.end == 132) {
                COMPARE_DIGITS(bet.logWealth, 3.320064, 6);
            }
            if (bet.end == 192) {
                COMPARE_DIGITS(bet.logWealth, 5.096324, 6);
            }
        }
    }

    void varianceIsInflatedAsTheOracleSays() {
        const Counts counts = stuttering();
        const auto first = [&](std::size_t t) {
            return Counts{{counts.due.begin(), counts.due.begin() + static_cast<std::ptrdiff_t>(t)},
                          {counts.bad.begin(), counts.bad.begin() + static_cast<std::ptrdiff_t>(t)}};
        };
        COMPARE_DIGITS(varianceInflation(first(50), 0.01), 2.7646450, 7);
        COMPARE_DIGITS(varianceInflation(first(100), 0.01), 2.6957450, 7);
        COMPARE_DIGITS(varianceInflation(bursty(10), 0.02), 1, 7);
        COMPARE_DIGITS(varianceInflation(bursty(20), 0.02), 1, 7);
        COMPARE_DIGITS(varianceInflation(bursty(30), 0.02), 4.516728, 6);
        COMPARE_DIGITS(varianceInflation(bursty(40), 0.02), 4.151143, 6);
    }

    void withoutABadRequestNothingIsEverStaked() {
        for (const Bet& bet : betsOn(countsOf(300, hundred, none), 0.01)) {
            QCOMPARE(bet.stake, 0.0);
            QCOMPARE(bet.logWealth, 0.0);
        }
    }

    void aQuarterOfTheWealthIsAlwaysKept() {
        // The boldest stake, and then blocks without a bad request.
        const Counts counts = countsOf(400, hundred, [](std::uint64_t t) { return t < 100 ? 10 : 0; });
        bool bold = false;
        for (const Bet& bet : betsOn(counts, 0.01)) {
            QVERIFY(1 + bet.stake * (bet.share - 0.01) >= 0.25);
            bold = bold || bet.stake > 5;
        }
        QVERIFY(bold);
    }

    void aBlockWithoutRequestsMovesNothing() {
        const Counts counts = countsOf(
            60, [](std::uint64_t t) { return t >= 20 && t < 40 ? 0 : 100; }, [](std::uint64_t t) { return t >= 20 && t < 40 ? 0 : 5; });
        const std::vector<Bet> bets = betsOn(counts, 0.01);
        QCOMPARE(bets.size(), std::size_t{4});
        QCOMPARE(bets.at(1).end, std::size_t{20});
        QCOMPARE(bets.at(2).end, std::size_t{50});
    }

    void aThinBlockCountsByItsRequests() {
        const Counts counts = countsOf(
            20, [](std::uint64_t t) { return t < 10 ? 100 : 1; }, [](std::uint64_t t) { return t < 10 ? 1 : 1; });
        // 10 bad of 10, but a tenth of a hundredth of the usual 1,000.
        COMPARE_DIGITS(betsOn(counts, 0.01).at(1).share, 0.01 + (10 - 0.1) / 1000, 9);
    }

    void aBudgetIsSpentByOneMoreThanItHolds() {
        QVERIFY(!budgetSpent(100, 10'000, 0.01));
        QVERIFY(budgetSpent(101, 10'000, 0.01));
        QVERIFY(budgetSpent(1, 10'000, 0));
        QVERIFY(!budgetSpent(0, 10'000, 0));
    }

    void aGrossBreachIsCertainOnlyWhenTheRestCannotUndoIt() {
        // g(1 %) = 4.80769 %
        QVERIFY(!grosslySpent(480, 10'000, 0.01));
        QVERIFY(grosslySpent(481, 10'000, 0.01));
        QVERIFY(!grosslySpent(10'000, 10'000, 0.5));
        for (std::uint64_t bad = 0; bad < 1000; ++bad) {
            QVERIFY(!grosslySpent(bad, 10'000, 0.01) || grosslySpent(bad + 1, 10'000, 0.01));
        }
    }
};

QTEST_APPLESS_MAIN(BettingTest)
#include "betting_test.moc"
