// SPDX-License-Identifier: Apache-2.0
#include "model/objective.h"

#include <QTest>

using namespace loadgate;

namespace {

Objective latency(double quantile, double limit, std::string endpoint = {}) {
    Objective made;
    made.quantile = quantile;
    made.limit = limit;
    made.endpoint = std::move(endpoint);
    return made;
}

Objective other(Metric metric, double limit, std::string endpoint = {}) {
    Objective made = latency(0, limit, std::move(endpoint));
    made.metric = metric;
    return made;
}

}  // namespace

class ObjectiveTest : public QObject {
    Q_OBJECT
  private slots:
    void quantilesAreNamedAsPeopleNameThem();
    void metricsHaveTheContractsNamesAndUnits();
    void anObjectiveReadsAsOneWouldWriteIt();
    void aLimitIsNeverRounded();
    void onlyThroughputIsBoundedFromBelow();
    void originsHaveTheirNames();
};

void ObjectiveTest::quantilesAreNamedAsPeopleNameThem() {
    QCOMPARE(quantileName(0.5), std::string("p50"));
    QCOMPARE(quantileName(0.07), std::string("p7"));
    QCOMPARE(quantileName(0.99), std::string("p99"));
    QCOMPARE(quantileName(0.999), std::string("p99.9"));
    QCOMPARE(quantileName(0.9999), std::string("p99.99"));
    QCOMPARE(quantileName(1), std::string("max"));
}

void ObjectiveTest::metricsHaveTheContractsNamesAndUnits() {
    QCOMPARE(metricName(latency(0.95, 1)), std::string("latency.p95"));
    QCOMPARE(metricName(latency(1, 1)), std::string("latency.max"));
    QCOMPARE(metricName(other(Metric::ErrorRate, 1)), std::string("error_rate"));
    QCOMPARE(metricName(other(Metric::Throughput, 1)), std::string("throughput"));
    QCOMPARE(unitOf(Metric::Latency), std::string_view("s"));
    QCOMPARE(unitOf(Metric::ErrorRate), std::string_view("ratio"));
    QCOMPARE(unitOf(Metric::Throughput), std::string_view("req/s"));
    QCOMPARE(metricName(other(Metric::Throttled, 1)), std::string("throttled"));
    QCOMPARE(metricName(other(Metric::Restarts, 1)), std::string("restarts"));
    QCOMPARE(unitOf(Metric::Throttled), std::string_view("ratio"));
    QCOMPARE(unitOf(Metric::Restarts), std::string_view("count"));
}

void ObjectiveTest::anObjectiveReadsAsOneWouldWriteIt() {
    QCOMPARE(toText(latency(0.95, 0.25)), std::string("p95 <= 250 ms"));
    QCOMPARE(toText(latency(0.99, 0.25, "GET /orders")), std::string("p99(GET /orders) <= 250 ms"));
    QCOMPARE(toText(latency(1, 10)), std::string("max <= 10 s"));
    QCOMPARE(toText(latency(0.5, 0.00084)), std::string("p50 <= 840 µs"));
    QCOMPARE(toText(latency(0.5, 5e-7)), std::string("p50 <= 500 ns"));
    QCOMPARE(toText(other(Metric::ErrorRate, 0.005)), std::string("errors <= 0.5%"));
    QCOMPARE(toText(other(Metric::ErrorRate, 0.001, "list")), std::string("errors(list) <= 0.1%"));
    QCOMPARE(toText(other(Metric::Throughput, 1000)), std::string("throughput >= 1000/s"));
    QCOMPARE(toText(other(Metric::Throttled, 0.05)), std::string("throttled <= 5%"));
    QCOMPARE(toText(other(Metric::Restarts, 0)), std::string("restarts <= 0"));
}

void ObjectiveTest::aLimitIsNeverRounded() {
    QCOMPARE(toText(latency(0.95, 1.2345)), std::string("p95 <= 1.2345 s"));
    QCOMPARE(toText(latency(0.95, 0.250001)), std::string("p95 <= 250.001 ms"));
}

void ObjectiveTest::onlyThroughputIsBoundedFromBelow() {
    QVERIFY(latency(0.95, 1).upperBound());
    QVERIFY(other(Metric::ErrorRate, 1).upperBound());
    QVERIFY(!other(Metric::Throughput, 1).upperBound());
}

void ObjectiveTest::originsHaveTheirNames() {
    QCOMPARE(toText(Origin::Default), std::string_view("default"));
    QCOMPARE(toText(Origin::File), std::string_view("file"));
    QCOMPARE(toText(Origin::Environment), std::string_view("environment"));
    QCOMPARE(toText(Origin::Option), std::string_view("option"));
}

QTEST_APPLESS_MAIN(ObjectiveTest)
#include "objective_test.moc"
