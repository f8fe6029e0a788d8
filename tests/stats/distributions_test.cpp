// SPDX-License-Identifier: Apache-2.0
#include "stats/distributions.h"
#include "digits.h"

#include <cmath>

using namespace loadgate::stats;

class DistributionsTest : public QObject {
    Q_OBJECT

  private slots:
    void quantilesAreThoseOfTheTables() {
        COMPARE_DIGITS(normalQuantile(0.975), 1.959963985, 9);
        COMPARE_DIGITS(normalBelow(1.959963985), 0.975, 9);
        COMPARE_DIGITS(studentUpperQuantile(9, 0.025), 2.262157163, 9);
        COMPARE_DIGITS(studentAbove(9, 2.262157163), 0.025, 9);
        COMPARE_DIGITS(studentUpperQuantile(1, 0.25), 1.0, 9);
    }

    void theIncompleteBetaIsABinomialTail() {
        // P(X >= 3) of 10 trials at 0.2.
        COMPARE_DIGITS(betaBelow(0.2, 3, 8), 0.3222004736, 9);
        COMPARE_DIGITS(betaAbove(0.2, 3, 8), 1 - 0.3222004736, 9);
        COMPARE_DIGITS(betaQuantile(0.3222004736, 3, 8), 0.2, 9);
    }

    void theInverseHoldsWhereEffectiveCountsAreBelowOne() {
        for (const double bad : {0.02, 0.3, 0.9, 5.0, 4000.0}) {
            for (const double good : {0.4, 7.0, 90.0, 2.0e6}) {
                const double x = betaQuantile(0.0118, bad, good);
                QVERIFY(x >= 0 && x <= 1);
                QVERIFY2(x < 1e-290 || std::abs(betaBelow(x, bad, good) - 0.0118) < 1e-9, qPrintable(QString("%1 %2").arg(bad).arg(good)));
            }
        }
    }

    void theEndsAreValuesAndNeverExceptions() {
        QVERIFY(std::isinf(normalQuantile(0)) && normalQuantile(0) < 0);
        QVERIFY(std::isinf(normalQuantile(1)) && normalQuantile(1) > 0);
        QCOMPARE(studentAbove(9, -normalQuantile(0)), 0.0);
        QCOMPARE(studentAbove(9, -normalQuantile(1)), 1.0);
        QCOMPARE(betaBelow(-1, 2, 3), 0.0);
        QCOMPARE(betaBelow(2, 2, 3), 1.0);
    }
};

QTEST_APPLESS_MAIN(DistributionsTest)
#include "distributions_test.moc"
