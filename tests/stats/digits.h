// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtTest/QtTest>

#include <cmath>

/// Empty if equal to the digits shown, `places` behind the decimal point.
inline QString differenceOf(const char* what, double actual, double expected, int places) {
    if (std::abs(actual - expected) <= 0.501 * std::pow(10.0, -places)) {
        return {};
    }
    return QString("%1 is %2, expected %3").arg(what).arg(actual, 0, 'g', 12).arg(expected, 0, 'g', 12);
}
#define COMPARE_DIGITS(actual, expected, places) QCOMPARE(differenceOf(#actual, actual, expected, places), QString())
