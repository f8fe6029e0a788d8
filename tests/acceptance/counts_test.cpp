// SPDX-License-Identifier: Apache-2.0
// What we say we sent is what a real server wrote into its access log.
#include "acceptance/cli_run.h"
#include "acceptance/nginx.h"

#include <QtCore/QMap>
#include <QtCore/QRegularExpression>
#include <QtCore/QSet>
#include <QtTest/QTest>

#include <cmath>

using namespace loadgate::acceptance;

namespace {

const QStringList kEndpoints{"--endpoint", "GET /items?page=1 70", "--endpoint", "GET /orders 20",
                             "--endpoint", "POST /missing/cart 7", "--endpoint", "HEAD /broken 3"};

double at(const std::map<int, std::uint64_t>& counts, int status) {
    const auto found = counts.find(status);
    return found == counts.end() ? 0 : static_cast<double>(found->second);
}

}  // namespace

class CountsTest : public QObject {
    Q_OBJECT
  private slots:
    void requestsEqualTheAccessLogOnBothModels_data();
    void requestsEqualTheAccessLogOnBothModels();
    void sharesFollowTheWeights();
    void theSameSeedSendsTheSameSequence();
    void theSameSeedSendsTheSameOnAnyNumberOfThreads_data();
    void theSameSeedSendsTheSameOnAnyNumberOfThreads();
    void whatIsFilledInArrivesAsPromised();

  private:
    static std::vector<AccessLine> sequence(const QString& seed);
};

void CountsTest::requestsEqualTheAccessLogOnBothModels_data() {
    QTest::addColumn<QStringList>("load");
    QTest::newRow("closed, 500 users") << QStringList{"--concurrency", "500"};
    QTest::newRow("closed, 3 users with think time") << QStringList{"--concurrency", "3", "--think-time", "3ms"};
    QTest::newRow("open, constant arrivals") << QStringList{"--rate", "3000/s"};
    QTest::newRow("open, Poisson arrivals") << QStringList{"--rate", "60000/m", "--arrivals", "poisson"};
}

void CountsTest::requestsEqualTheAccessLogOnBothModels() {
    QFETCH(const QStringList, load);
    Nginx nginx;
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const Cli cli;
    // Ten in a hundred of these answers are errors. The warm-up is in the log, so it must be in our counts.
    const CliResult result = cli.run(
        load + kEndpoints +
        QStringList{"--duration", seconds(acceptanceLength()), "--target", nginx.url(), "--error-rate", "20%", "--warmup", "1s", "--yes"});
    // Whatever the verdict, the counts must be right.
    QVERIFY2(!result.status().isEmpty(), result.told());

    const std::vector<AccessLine> log = nginx.stopAndReadLog();
    QVERIFY(log.size() > 1000);
    QCOMPARE(result.number("requests.sent"), static_cast<double>(log.size()));
    QCOMPARE(result.number("requests.in_flight_at_end"), 0.0);
    const auto byStatus = countByStatus(log);
    QCOMPARE(result.number("requests.ok"), at(byStatus, 200));
    for (const int status : {200, 404, 500}) {
        QCOMPARE(result.number(QString("statuses.%1").arg(status)), at(byStatus, status));
    }
    QCOMPARE(byStatus.size(), std::size_t{3});
    for (const auto& [endpoint, count] : countByEndpoint(log)) {
        // An endpoint's name has no query unless it was named.
        const QString name = QString(endpoint).remove("?page=1");
        const double sent = std::max(result.endpoint(name, "requests.sent"), result.endpoint(endpoint, "requests.sent"));
        QVERIFY2(std::lround(sent) == static_cast<long>(count),
                 qPrintable(endpoint + ": " + QString::number(sent) + " of " + QString::number(count)));
    }
}

void CountsTest::sharesFollowTheWeights() {
    Nginx nginx;
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const Cli cli;
    const CliResult result = cli.run({"--rate", "4000", "--duration", "6s", "--target", nginx.url(), "--yes", "--endpoint", "GET /a 70",
                                      "--endpoint", "GET /b 20", "--endpoint", "GET /c 10"});
    QVERIFY2(!result.status().isEmpty(), result.told());
    const std::vector<AccessLine> log = nginx.stopAndReadLog();
    const auto n = static_cast<double>(log.size());
    QVERIFY(n >= 20'000);
    const auto counts = countByEndpoint(log);
    for (const auto& [name, share] : {std::pair{"GET /a", 0.7}, std::pair{"GET /b", 0.2}, std::pair{"GET /c", 0.1}}) {
        const double off = std::abs(static_cast<double>(counts.at(name)) - n * share);
        const double fiveSigma = 5 * std::sqrt(n * share * (1 - share));
        QVERIFY2(off <= fiveSigma, qPrintable(QString("%1 is off by %2, five sigma are %3").arg(name).arg(off).arg(fiveSigma)));
    }
}

std::vector<AccessLine> CountsTest::sequence(const QString& seed) {
    Nginx nginx;
    if (!nginx.running()) {
        return {};
    }
    // Ten milliseconds apart, so that the log's order is the order of the request numbers.
    (void)Cli().run({"--rate", "100", "--duration", "3s", "--threads", "1", "--seed", seed, "--target", nginx.url(), "--endpoint",
                     "GET /a 5", "--endpoint", "GET /b 3", "--endpoint", "GET /c 2"});
    return nginx.stopAndReadLog();
}

void CountsTest::theSameSeedSendsTheSameSequence() {
    const auto endpoints = [](const std::vector<AccessLine>& log) {
        QStringList all;
        for (const AccessLine& line : log) {
            all << line.endpoint;
        }
        return all;
    };
    const QStringList first = endpoints(sequence("7"));
    QCOMPARE(first.size(), 300);
    QCOMPARE(endpoints(sequence("7")), first);
    QVERIFY(endpoints(sequence("8")) != first);
}

void CountsTest::theSameSeedSendsTheSameOnAnyNumberOfThreads_data() {
    QTest::addColumn<QStringList>("load");
    QTest::addColumn<bool>("open");
    for (const QString reactor : {"epoll", "io_uring"}) {
        QTest::newRow(qPrintable("open, by number, " + reactor)) << QStringList{"--rate", "400", "--reactor", reactor} << true;
        QTest::newRow(qPrintable("closed, by user, " + reactor))
            << QStringList{"--concurrency", "7", "--think-time", "5ms", "--reactor", reactor} << false;
    }
}

void CountsTest::theSameSeedSendsTheSameOnAnyNumberOfThreads() {
    QFETCH(const QStringList, load);
    QFETCH(const bool, open);
    // {{seq}} is the number of the request; in the closed model the n-th of user u of 7 is u + 7 n, so it tells both.
    const auto byNumber = [&load](const QString& threads) {
        Nginx nginx;
        const Cli cli;
        cli.write("shop.yml",
                  "version: 1\nseed: 7\nrequests:\n"
                  "  - {get: \"/a?n={{seq}}&u={{uuid}}\", weight: 5}\n  - {get: \"/b?n={{seq}}&r={{random:1:1000}}\", weight: 3}\n");
        (void)cli.run(QStringList{cli.path("shop.yml"), "--threads", threads, "--duration", "1s", "--target", nginx.url()} + load);
        static const QRegularExpression kNumber("[?&]n=([0-9]+)");
        QMap<int, QString> lines;
        for (const AccessLine& line : nginx.stopAndReadLog()) {
            lines.insert(kNumber.match(line.endpoint).captured(1).toInt(), line.endpoint);
        }
        return lines;
    };
    const QMap<int, QString> one = byNumber("1");
    const QMap<int, QString> four = byNumber("4");
    QVERIFY2(one.size() >= 400 && four.size() >= 400, qPrintable(QString("%1 and %2").arg(one.size()).arg(four.size())));
    if (open) {
        QCOMPARE(one.size(), 400);
        QCOMPARE(four, one);
        return;
    }
    // How far each user got is a matter of time, what it sent is not.
    int common = 0;
    for (auto line = one.begin(); line != one.end(); ++line) {
        if (four.contains(line.key())) {
            QCOMPARE(four.value(line.key()), line.value());
            ++common;
        }
    }
    QVERIFY2(common >= 300, qPrintable(QString::number(common)));
}

void CountsTest::whatIsFilledInArrivesAsPromised() {
    Nginx nginx;
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const Cli cli;
    cli.write("shop.yml",
              "version: 1\nrequests:\n  - {post: \"/items/{{random:1:9}}?u={{uuid}}&n={{seq}}\", name: item,\n"
              "     headers: {X-Id: \"{{uuid}}\"}, body: \"{{random:1:1000000}}\"}\n");
    const CliResult result =
        cli.run({cli.path("shop.yml"), "--rate", "500", "--duration", "2s", "--threads", "2", "--target", nginx.url()});
    QVERIFY2(!result.status().isEmpty(), result.told());
    static const QRegularExpression kLine("^POST /items/([1-9])\\?u=([0-9a-f-]{36})&n=([0-9]+)$");
    QMap<QString, int> digits;
    QSet<QString> uuids;
    QSet<int> numbers;
    for (const AccessLine& line : nginx.stopAndReadLog()) {
        QCOMPARE(line.status, 200);
        const QRegularExpressionMatch match = kLine.match(line.endpoint);
        QVERIFY2(match.hasMatch(), qPrintable(line.endpoint));
        ++digits[match.captured(1)];
        uuids << match.captured(2);
        numbers << match.captured(3).toInt();
    }
    QCOMPARE(uuids.size(), 1000);
    QCOMPARE(digits.size(), 9);
    QCOMPARE(numbers.size(), 1000);
    QVERIFY(numbers.contains(1) && numbers.contains(1000));
    QCOMPARE(result.number("requests.ok"), 1000.0);
}

QTEST_GUILESS_MAIN(CountsTest)
#include "counts_test.moc"
