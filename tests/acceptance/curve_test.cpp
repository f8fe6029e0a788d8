// SPDX-License-Identifier: Apache-2.0
// What was planned is what was sent, second by second, by the server's log.
#include "acceptance/cli_run.h"
#include "testkit/server/test_server.h"

#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <cmath>
#include <numeric>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;

class CurveTest : public QObject {
    Q_OBJECT
  private slots:
    void everyPatternSendsTheAreaUnderItsCurveSecondBySecond_data();
    void everyPatternSendsTheAreaUnderItsCurveSecondBySecond();
    void randomArrivalsAreAsManyAsWerePlanned();
    void usersFollowTheCurveOfAClosedModel();
};

void CurveTest::everyPatternSendsTheAreaUnderItsCurveSecondBySecond_data() {
    QTest::addColumn<QString>("load");
    QTest::addColumn<QList<int>>("perSecond");
    QTest::newRow("sustained") << "--rate 400 --duration 2s" << QList<int>{400, 400};
    QTest::newRow("ramp") << "--rate 500 --duration 4s --pattern ramp --set from=20%" << QList<int>{150, 250, 350, 450};
    QTest::newRow("burst") << "--rate 400 --duration 6s --pattern burst --set base=25% --set every=2s --set length=1s"
                           << QList<int>{100, 100, 400, 100, 400, 100};
    QTest::newRow("step") << "--rate 300 --duration 3s --pattern step --set steps=3" << QList<int>{100, 200, 300};
    // From 100 up to 400 between 1 s and 1.5 s, back between 2.5 s and 3 s.
    QTest::newRow("spike") << "--rate 400 --duration 4s --pattern spike --set base=25% --set at=25% --set rise=500ms --set length=25%"
                           << QList<int>{100, 325, 325, 100};
    // 250 - 150 cos(pi t/2): 250 - 300/pi in the first second; straight lines make it 155.05.
    QTest::newRow("wave") << "--rate 400 --duration 4s --pattern wave --set base=25% --set period=4s" << QList<int>{155, 345, 345, 155};
    // The file's own length and levels, and twice its peak.
    QTest::newRow("replay") << "--rate 300 --pattern replay --set curve=recorded.txt" << QList<int>{100, 300, 200};
    QTest::newRow("replay at twice its peak") << "--rate 600 --pattern replay --set curve=recorded.txt" << QList<int>{200, 600, 400};
}

void CurveTest::everyPatternSendsTheAreaUnderItsCurveSecondBySecond() {
    QFETCH(const QString, load);
    QFETCH(const QList<int>, perSecond);
    TestServer server;
    const QStringList words = load.split(' ') + QStringList{"--target", QString::fromStdString(server.url())};
    const int area = std::accumulate(perSecond.begin(), perSecond.end(), 0);
    const Cli cli;
    cli.write("recorded.txt", "0 100\n1 100\n1 300\n2 300\n3 100\n");
    const CliResult plan = cli.call(QStringList{"plan"} + words);
    QCOMPARE(plan.exitCode, 0);
    // "1200 requests", "1,200 requests", "requests  1,200": the number is what counts.
    const QString number = QString::number(area).insert(QString::number(area).size() - 3, ",?");
    QVERIFY2(plan.out.contains(QRegularExpression("\\b" + number + "\\b")), plan.told());
    QCOMPARE(server.requests(), std::size_t{0});

    const CliResult result = cli.run(words);
    server.stop();
    const RequestLog log = server.log();
    QCOMPARE(result.number("requests.planned"), static_cast<double>(area));
    QCOMPARE(result.number("requests.sent"), static_cast<double>(area));
    QCOMPARE(log.size(), static_cast<std::size_t>(area));
    // The first request is due within the first hundredth of a second of every curve.
    const std::vector<std::uint64_t> counts = countBySecond(log, log.front().received);
    for (qsizetype second = 0; second < perSecond.size(); ++second) {
        const int expected = perSecond[second];
        const int got = static_cast<int>(counts.at(static_cast<std::size_t>(second)));
        QVERIFY2(std::abs(got - expected) <= 6 + expected / 50,
                 qPrintable(QString("second %1: %2 requests, the curve says %3").arg(second).arg(got).arg(expected)));
    }
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
