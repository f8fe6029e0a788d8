// SPDX-License-Identifier: Apache-2.0
#include "loadgate/result.h"

#include <QTest>
#include <memory>

using namespace loadgate;

namespace {

struct Animal {
    virtual ~Animal() = default;
    [[nodiscard]] virtual std::string says() const = 0;
};
struct Dog : Animal {
    [[nodiscard]] std::string says() const override { return "woof"; }
};

Result<int> half(int number) {
    if (number % 2 != 0) {
        return Error{ErrorCode::BadInput, std::to_string(number) + " is odd"};
    }
    return number / 2;
}
Result<int> quarter(int number) {
    // Two on one line must not collide.
    // clang-format off
    LOADGATE_TRY(const int once, half(number)); LOADGATE_TRY(const int twice, half(once));
    // clang-format on
    return twice;
}
Status even(int number) {
    LOADGATE_CHECK(half(number).has_value() ? ok() : Status(Error{ErrorCode::Conflict, "odd"}));
    return ok();
}
Result<std::unique_ptr<Dog>> dog() { return std::make_unique<Dog>(); }

}  // namespace

class ResultTest : public QObject {
    Q_OBJECT
  private slots:
    void holdsAValueOrTheErrorWhyThereIsNone();
    void aFailedStepEndsTheFunctionWithItsError();
    void anErrorSaysWhereFromTheInsideOut();
    void aValuePassesThroughItsContext();
    void aPointerToTheDerivedIsOneToTheBase();
    void moveOnlyValuesLeaveByMoving();
};

void ResultTest::holdsAValueOrTheErrorWhyThereIsNone() {
    const Result<int> good = half(4);
    QVERIFY(good.has_value());
    QCOMPARE(*good, 2);
    const Result<int> bad = half(3);
    QVERIFY(!bad);
    QCOMPARE(bad.error(), (Error{ErrorCode::BadInput, "3 is odd"}));
}

void ResultTest::aFailedStepEndsTheFunctionWithItsError() {
    QCOMPARE(quarter(8).value(), 2);
    QCOMPARE(quarter(6).error().message, std::string("3 is odd"));
    QVERIFY(even(2).has_value());
    QCOMPARE(even(3).error().code, ErrorCode::Conflict);
}

void ResultTest::anErrorSaysWhereFromTheInsideOut() {
    const auto failed = quarter(5).within("weight").within("checkout.yml:7");
    QCOMPARE(failed.error().message, std::string("checkout.yml:7: weight: 5 is odd"));
    QCOMPARE(failed.error().code, ErrorCode::BadInput);
}

void ResultTest::aValuePassesThroughItsContext() { QCOMPARE(quarter(4).within("nowhere").value(), 1); }

void ResultTest::aPointerToTheDerivedIsOneToTheBase() {
    Result<std::unique_ptr<Animal>> animal = dog();
    QCOMPARE(animal.value()->says(), std::string("woof"));
}

void ResultTest::moveOnlyValuesLeaveByMoving() {
    const std::unique_ptr<Dog> mine = dog().value();
    QVERIFY(mine != nullptr);
    Result<std::unique_ptr<Dog>> again = dog();
    const std::unique_ptr<Dog> taken = *std::move(again);
    QVERIFY(taken != nullptr);
}

QTEST_APPLESS_MAIN(ResultTest)
#include "result_test.moc"
