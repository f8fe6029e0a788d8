// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "stats/distributions.h"
#include "stats/intervals.h"
#include "stats/share_ladder.h"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>
#include <vector>

using namespace loadgate::stats;

namespace {

/// The same numbers on every machine, unlike the standard library's distributions.
class Dice {
  public:
    explicit Dice(std::uint64_t seed) : m_state(seed) {}
    /// Uniform in (0, 1). SplitMix64: Steele, Lea & Flood 2014.
    double roll() {
        std::uint64_t z = (m_state += 0x9E3779B97F4A7C15U);
        z = (z ^ (z >> 30U)) * 0xBF58476D1CE4E5B9U;
        z = (z ^ (z >> 27U)) * 0x94D049BB133111EBU;
        return (static_cast<double>((z ^ (z >> 31U)) >> 11U) + 0.5) / 9007199254740992.0;
    }
    double exponential(double mean) { return -mean * std::log(roll()); }
    std::uint64_t badOf(int due, double share) {
        std::uint64_t bad = 0;
        for (int i = 0; i < due; ++i) {
            bad += roll() < share ? 1U : 0U;
        }
        return bad;
    }

  private:
    std::uint64_t m_state;
};

constexpr int kSeconds = 300;
constexpr int kDue = 100;
constexpr double kLimit = 0.01;
constexpr int kRuns = 1000;

Counts independent(Dice& dice) {
    Counts counts;
    for (int t = 0; t < kSeconds; ++t) {
        counts.due.push_back(kDue);
        counts.bad.push_back(dice.badOf(kDue, kLimit));
    }
    return counts;
}

/// 30 % of the bad requests spread out, 70 % in stalls of exponential length every 10 s on average.
Counts stalling(Dice& dice) {
    constexpr double kSpacing = 10;
    const double length = 0.7 * kLimit * kSpacing;
    std::vector<double> stalled(kSeconds);
    for (double at = dice.exponential(kSpacing); at < kSeconds; at += dice.exponential(kSpacing)) {
        for (double left = dice.exponential(length), from = at; left > 0 && from < kSeconds;) {
            const double part = std::min(left, std::floor(from) + 1 - from);
            stalled[static_cast<std::size_t>(from)] += part;
            left -= part;
            from = std::floor(from) + 1;
        }
    }
    Counts counts;
    for (const double share : stalled) {
        counts.due.push_back(kDue);
        counts.bad.push_back(dice.badOf(kDue, std::min(1.0, share + 0.3 * kLimit)));
    }
    return counts;
}

struct Errors {
    int falsePass{}, falseFail{};
    int binomialPass{};  ///< what bounds for independent requests would have passed
};

template <class Service>
Errors errorsOn(Service service) {
    Errors errors;
    Dice dice(20);
    for (int run = 0; run < kRuns; ++run) {
        const Counts counts = service(dice);
        const ShareLadder ladder(counts);
        errors.falsePass += ladder.upperBelow(kLimit, 0.05) ? 1 : 0;
        errors.falseFail += ladder.lowerAbove(kLimit, 0.05) ? 1 : 0;
        const double bad = std::accumulate(counts.bad.begin(), counts.bad.end(), 0.0);
        errors.binomialPass += betaAbove(kLimit, bad + 1, kSeconds * kDue - bad) < 0.025 ? 1 : 0;
    }
    return errors;
}

}  // namespace

/// Services whose true share lies exactly on the limit: either decisive verdict is wrong, and 25 in 1,000 of each are promised.
class HonestyTest : public QObject {
    Q_OBJECT

  private slots:
    void independentRequestsAreSeldomJudgedWrongly() {
        const Errors errors = errorsOn(independent);
        QVERIFY2(errors.falsePass <= 25 && errors.falseFail <= 25,
                 qPrintable(QString("%1 %2").arg(errors.falsePass).arg(errors.falseFail)));
    }

    void stallsAreSeldomJudgedWronglyThoughBinomialBoundsErrTenTimesAsOften() {
        const Errors errors = errorsOn(stalling);
        QVERIFY2(errors.falsePass <= 25 && errors.falseFail <= 25,
                 qPrintable(QString("%1 %2").arg(errors.falsePass).arg(errors.falseFail)));
        QVERIFY2(errors.binomialPass >= 10 * std::max(errors.falsePass, 1), qPrintable(QString::number(errors.binomialPass)));
        // And yet the intervals are not merely wide: at half of the limit the same service passes more often than not.
        Dice dice(7);
        int passes = 0;
        for (int run = 0; run < 200; ++run) {
            passes += ShareLadder(stalling(dice)).upperBelow(2 * kLimit, 0.05) ? 1 : 0;
        }
        QVERIFY2(passes > 100, qPrintable(QString::number(passes)));
    }
};

QTEST_APPLESS_MAIN(HonestyTest)
#include "honesty_test.moc"
