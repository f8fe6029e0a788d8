// SPDX-License-Identifier: Apache-2.0
// What was planned is what was sent, second by second, by the server's log.
#include "acceptance/cli_run.h"
#include "testkit/server/test_server.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <cmath>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;

class CurveTest : public QObject {
    Q_OBJECT
  private slots:
    void theAreaUnderTheCurveIsWhatIsPlannedAndSent_data();
    void theAreaUnderTheCurveIsWhatIsPlannedAndSent();
    void randomArrivalsAreAsManyAsWerePlanned();
    void eachSecondFollowsTheCurve_data();
    void eachSecondFollowsTheCurve();
    void usersFollowTheCurveOfAClosedModel();
};

void CurveTest::theAreaUnderTheCurveIsWhatIsPlannedAndSent_data() {
    QTest::addColumn<QStringList>("load");
    QTest::addColumn<int>("area");
    QTest::newRow("sustained") << QStringList{"--rate", "400", "--duration", "3s"} << 1200;
    QTest::newRow("ramp") << QStringList{"--rate", "500", "--duration", "4s", "--pattern", "ramp"} << 1000;
    QTest::newRow("burst") << QStringList{"--rate", "400",      "--duration", "6s",       "--pattern", "burst",
                                          "--set",  "base=25%", "--set",      "every=2s", "--set",     "length=1s"}
                           << 1200;
}

void CurveTest::theAreaUnderTheCurveIsWhatIsPlannedAndSent() {
    QFETCH(const QStringList, load);
    QFETCH(const int, area);
    TestServer server;
    const QStringList target{"--target", QString::fromStdString(server.url())};
    const Cli cli;
    const CliResult plan = cli.call(QStringList{"plan"} + load + target);
    QCOMPARE(plan.exitCode, 0);
    // "1200 requests", "1,200 requests", "requests  1,200": the number is what counts.
    const QString number = QString::number(area).insert(QString::number(area).size() - 3, ",?");
    QVERIFY2(plan.out.contains(QRegularExpression("\\b" + number + "\\b")), plan.told());
    QCOMPARE(server.requests(), std::size_t{0});

    const CliResult result = cli.run(load + target);
    server.stop();
    QCOMPARE(result.number("requests.planned"), static_cast<double>(area));
    QCOMPARE(result.number("requests.sent"), static_cast<double>(area));
    QCOMPARE(server.log().size(), static_cast<std::size_t>(area));
}

void CurveTest::randomArrivalsAreAsManyAsWerePlanned() {
    TestServer server;
    const CliResult result =
        Cli().run({"--rate", "400", "--duration", "3s", "--arrivals", "poisson", "--target", QString::fromStdString(server.url())});
    server.stop();
    const auto logged = static_cast<double>(server.log().size());
    QCOMPARE(result.number("requests.sent"), logged);
    QCOMPARE(result.number("requests.planned"), logged);
    // Their number is drawn: the area under the curve is its mean and its variance.
    QVERIFY2(std::abs(logged - 1200) <= 5 * std::sqrt(1200.0), qPrintable(QString::number(logged)));
}

void CurveTest::eachSecondFollowsTheCurve_data() {
    QTest::addColumn<QStringList>("load");
    QTest::addColumn<QList<int>>("perSecond");
    QTest::newRow("ramp from 20 %") << QStringList{"--rate", "500", "--duration", "4s", "--pattern", "ramp", "--set", "from=20%"}
                                    << QList<int>{150, 250, 350, 450};
    QTest::newRow("burst") << QStringList{"--rate", "400",      "--duration", "6s",       "--pattern", "burst",
                                          "--set",  "base=25%", "--set",      "every=2s", "--set",     "length=1s"}
                           << QList<int>{100, 100, 400, 100, 400, 100};
}

void CurveTest::eachSecondFollowsTheCurve() {
    QFETCH(const QStringList, load);
    QFETCH(const QList<int>, perSecond);
    TestServer server;
    (void)Cli().run(load + QStringList{"--target", QString::fromStdString(server.url())});
    server.stop();
    const RequestLog log = server.log();
    QVERIFY(!log.empty());
    // The first request is due within the first hundredth of a second of both curves.
    const std::vector<std::uint64_t> counts = countBySecond(log, log.front().received);
    for (qsizetype second = 0; second < perSecond.size(); ++second) {
        const int expected = perSecond[second];
        const int got = static_cast<int>(counts.at(static_cast<std::size_t>(second)));
        QVERIFY2(std::abs(got - expected) <= 6 + expected / 50,
                 qPrintable(QString("second %1: %2 requests, the curve says %3").arg(second).arg(got).arg(expected)));
    }
}

void CurveTest::usersFollowTheCurveOfAClosedModel() {
    // Each user asks every 100 ms, so requests per second tell how many there are: 5 on average in the first half of the ramp, 15 in the
    // second.
    TestServer server({.delay = std::chrono::milliseconds(100)});
    (void)Cli().run({"--concurrency", "20", "--duration", "4s", "--pattern", "ramp", "--target", QString::fromStdString(server.url())});
    server.stop();
    const RequestLog log = server.log();
    const std::vector<std::uint64_t> counts = countBySecond(log, server.log().front().received);
    const double first = static_cast<double>(counts.at(0) + counts.at(1)) / 2;
    const double second = static_cast<double>(counts.at(2) + counts.at(3)) / 2;
    QVERIFY2(first > 35 && first < 70, qPrintable(QString::number(first)));
    QVERIFY2(second > 125 && second < 165, qPrintable(QString::number(second)));
}

QTEST_GUILESS_MAIN(CurveTest)
#include "curve_test.moc"
