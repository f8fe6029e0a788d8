// SPDX-License-Identifier: Apache-2.0
// What must hold for every curve, tried on many seeded ones.
#include "loadgate/load_curve.h"

#include <QTest>
#include <algorithm>
#include <cmath>
#include <random>

using namespace loadgate;
using namespace std::chrono_literals;

namespace {

constexpr int kCurves = 200;

/// Ramps, plateaus, steps, pauses and spikes of no length; round and odd numbers.
LoadCurve randomCurve(std::uint64_t seed, LoadModel model, double highest) {
    std::mt19937_64 random(seed);
    const auto pick = [&random](std::uint64_t below) { return random() % below; };
    const auto load = [&] {
        switch (pick(4)) {
            case 0: return 0.0;
            case 1: return static_cast<double>(pick(static_cast<std::uint64_t>(highest)));
            default: return std::generate_canonical<double, 53>(random) * highest;
        }
    };
    std::vector<LoadCurve::Knot> knots{{Duration{}, load()}};
    const std::uint64_t count = 2 + pick(12);
    for (std::uint64_t i = 0; i < count; ++i) {
        const auto gap = pick(4) == 0 ? Duration{} : pick(2) == 0 ? Duration(1s * (1 + pick(5))) : Duration(1 + pick(3'000'000'000));
        knots.push_back({knots.back().at + gap, pick(3) == 0 ? knots.back().load : load()});
    }
    knots.push_back({knots.back().at + Duration(1 + pick(2'000'000'000)), load()});
    return LoadCurve::through(model, std::move(knots)).value();
}

bool near(double a, double b, double scale) { return std::fabs(a - b) <= 1e-9 * std::max(1.0, scale); }

/// The sum of a user's presence, seconds.
double secondsOf(const LoadCurve& curve, std::uint64_t user) {
    double sum = 0;
    for (const auto& span : curve.presence(user)) {
        sum += toSeconds(span.to - span.from);
    }
    return sum;
}

}  // namespace

class LoadCurvePropertiesTest : public QObject {
    Q_OBJECT
  private slots:
    void theAreasOfThePartsAreTheAreaOfTheWhole();
    void thereAreExactlyAsManyDueTimesAsRequests();
    void dueTimesNeverRunBackwards();
    void eachIntervalHoldsTheRequestsThatItsAreaSays();
    void timeOfAreaIsTheInverseOfArea();
    void presenceSumsToTheAreaWithinHalfAUser();
    void theNumberPresentIsTheLoadRounded();
    void spansAreInOrderAndApart();
    void joiningAddsAndScalingMultiplies();
    void veryLargeLoadsStayCountable();
};

void LoadCurvePropertiesTest::theAreasOfThePartsAreTheAreaOfTheWhole() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Open, 5000);
        double sum = 0;
        const Duration width = curve.length() / 37 + 1ns;
        for (Duration from{}; from < curve.length(); from += width) {
            sum += curve.area(from, from + width);
        }
        QVERIFY2(near(sum, curve.area(), curve.area()), qPrintable(QString("seed %1").arg(seed)));
    }
}

void LoadCurvePropertiesTest::thereAreExactlyAsManyDueTimesAsRequests() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Open, 20);
        std::uint64_t due = 0;
        while (curve.dueTime(due + 1)) {
            ++due;
        }
        QCOMPARE(due, curve.requests());
        QVERIFY(std::fabs(static_cast<double>(due) - curve.area()) <= 0.5 + 1e-9);
    }
}

void LoadCurvePropertiesTest::dueTimesNeverRunBackwards() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Open, seed % 10 == 0 ? 100'000 : 300);
        Duration last{};
        for (std::uint64_t n = 1; n <= std::min<std::uint64_t>(curve.requests(), 5000); ++n) {
            const Duration due = curve.dueTime(n).value();
            QVERIFY2(due >= last && due <= curve.length(), qPrintable(QString("seed %1, request %2").arg(seed).arg(n)));
            last = due;
        }
    }
}

void LoadCurvePropertiesTest::eachIntervalHoldsTheRequestsThatItsAreaSays() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Open, 200);
        std::vector<Duration> due;
        for (std::uint64_t n = 1; n <= curve.requests(); ++n) {
            due.push_back(curve.dueTime(n).value());
        }
        for (Duration from{}; from < curve.length(); from += 700ms) {
            const Duration to = std::min(from + Duration(700ms), curve.length() + 1ns);
            const auto first = std::lower_bound(due.begin(), due.end(), from);
            const auto count = static_cast<double>(std::lower_bound(due.begin(), due.end(), to) - first);
            const double area = curve.area(from, to);
            // Between any two moments the number due is the area, off by less than one request.
            QVERIFY2(std::fabs(count - area) < 1 + 1e-6, qPrintable(QString("seed %1: %2 due, area %3").arg(seed).arg(count).arg(area)));
        }
    }
}

void LoadCurvePropertiesTest::timeOfAreaIsTheInverseOfArea() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Open, 1000);
        for (int i = 0; i <= 50; ++i) {
            const double area = std::min(curve.area() * i / 50, curve.area());  // the product may round up
            const Duration at = curve.timeOfArea(area).value();
            // Half a nanosecond of rounding at the highest load.
            QVERIFY2(std::fabs(curve.area(0s, at) - area) < 1e-6, qPrintable(QString("seed %1, area %2").arg(seed).arg(area)));
        }
    }
}

void LoadCurvePropertiesTest::presenceSumsToTheAreaWithinHalfAUser() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Closed, 60);
        double seconds = 0;
        for (std::uint64_t user = 1; user <= 61; ++user) {
            seconds += secondsOf(curve, user);
        }
        QVERIFY2(std::fabs(seconds - curve.area()) <= 0.5 * toSeconds(curve.length()) + 1e-6, qPrintable(QString("seed %1").arg(seed)));
    }
}

void LoadCurvePropertiesTest::theNumberPresentIsTheLoadRounded() {
    for (std::uint64_t seed = 0; seed < kCurves / 4; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Closed, 40);
        std::vector<std::vector<LoadCurve::Span>> users;
        for (std::uint64_t user = 1; user <= 41; ++user) {
            users.push_back(curve.presence(user));
        }
        for (int i = 0; i < 50; ++i) {
            const Duration at = curve.length() / 50 * i + 3ns;
            const double load = curve.loadAt(at);
            if (std::fabs(load - std::floor(load) - 0.5) < 1e-4) {
                continue;  // exactly at a half the nanosecond decides
            }
            const auto here = std::count_if(users.begin(), users.end(), [at](const auto& spans) {
                return std::any_of(spans.begin(), spans.end(), [at](const auto& span) { return span.from <= at && at < span.to; });
            });
            QCOMPARE(static_cast<double>(here), std::floor(load + 0.5));
        }
    }
}

void LoadCurvePropertiesTest::spansAreInOrderAndApart() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve curve = randomCurve(seed, LoadModel::Closed, 30);
        for (std::uint64_t user = 1; user <= 31; user += 3) {
            Duration last{-1};
            for (const auto& span : curve.presence(user)) {
                QVERIFY(span.from > last && span.to > span.from && span.to <= curve.length());
                last = span.to;
            }
        }
    }
}

void LoadCurvePropertiesTest::joiningAddsAndScalingMultiplies() {
    for (std::uint64_t seed = 0; seed < kCurves; ++seed) {
        const LoadCurve a = randomCurve(seed, LoadModel::Open, 500);
        const LoadCurve b = randomCurve(seed + 100'000, LoadModel::Open, 500);
        const LoadCurve both = a.then(b).value();
        QCOMPARE(both.length(), a.length() + b.length());
        QVERIFY(near(both.area(), a.area() + b.area(), both.area()));
        if (a.peak() > 0) {
            const LoadCurve scaled = a.scaledToPeak({777, LoadModel::Open});
            QCOMPARE(scaled.peak(), 777.0);
            QVERIFY(near(scaled.area(), a.area() * 777 / a.peak(), scaled.area()));
        }
        const LoadCurve stretched = a.stretchedTo(a.length() * 3);
        QVERIFY(near(stretched.area(), a.area() * 3, stretched.area()));
        QCOMPARE(stretched.stretchedTo(a.length()), a);
    }
}

void LoadCurvePropertiesTest::veryLargeLoadsStayCountable() {
    const LoadCurve huge = LoadCurve::through(LoadModel::Open, {{0s, 1e300}, {10s, 1e300}}).value();
    QVERIFY(huge.requests() > 0);
    QVERIFY(huge.dueTime(huge.requests()).has_value());
    QVERIFY(!huge.dueTime(huge.requests() + 1));
    const LoadCurve fast = LoadCurve::through(LoadModel::Open, {{0s, 1e8}, {3600s, 2e8}}).value();
    Duration last{};
    for (std::uint64_t n = fast.requests() - 5000; n <= fast.requests(); ++n) {
        const Duration due = fast.dueTime(n).value();
        QVERIFY(due >= last);
        last = due;
    }
}

QTEST_APPLESS_MAIN(LoadCurvePropertiesTest)
#include "load_curve_properties_test.moc"
