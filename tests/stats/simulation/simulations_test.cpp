// SPDX-License-Identifier: Apache-2.0
#include <QtTest/QtTest>

#include "simulation/studies.h"
#include "simulation/tables.h"

using namespace loadgate::simulation;

namespace {

/// With TEST_SIMULATIONS=long ten times as many runs, and services that take longer to simulate.
bool isLong() { return qEnvironmentVariable("TEST_SIMULATIONS") == "long"; }
int runs(int usual) { return isLong() ? 10 * usual : usual; }

struct Case {
    Service service;
    int seconds;
};

/// Long enough for their rhythm: 20 correlation times or 10 bursts and more.
std::vector<Case> cases() {
    std::vector<Case> all{{independent(), 300}, {stallsEvery(10), 300}, {stallsEvery(30), 300}, {swings(0.5), 300}, {swings(0.9), 1800}};
    if (isLong()) {
        all.insert(all.end(), {{independent(), 60},
                               {stallsEvery(2), 60},
                               {stallsEvery(30), 1800},
                               {stallsEvery(120), 1800},
                               {swings(0.98), 1800},
                               {badSpells(5), 1800}});
    }
    return all;
}

QString text(const Case& one, const Share& share) {
    return QString("%1, %2 s: %3 of %4, exactly %5 to %6 %")
        .arg(QString::fromStdString(one.service.name))
        .arg(one.seconds)
        .arg(share.hits)
        .arg(share.of)
        .arg(100 * share.atLeast(), 0, 'f', 2)
        .arg(100 * share.atMost(), 0, 'f', 2);
}

/// The promises, as tests of one share each. The deliberately wrong variants must fail the same ones.
bool tooManyFalse(const Share& share, double alpha) { return share.atLeast() > alpha; }
bool coversTooSeldom(const Share& share) { return share.atMost() < 0.93; }

Decisions onTheLimit(const Case& one, double alpha, Method method = Method::Ladder) {
    Decided decided;
    decided.service = one.service;
    decided.run.seconds = one.seconds;
    decided.alpha = alpha;
    decided.method = method;
    decided.runs = runs(400);
    return decide(decided);
}

Stops healthy(const Case& one, double alpha, Stopping stopping = Stopping::Rules, int usual = 200) {
    Watched watched;
    watched.service = one.service;
    watched.run.seconds = one.seconds;
    watched.alpha = alpha;
    watched.stopping = stopping;
    watched.runs = runs(usual);
    return watch(watched);
}

}  // namespace

class SimulationsTest : public QObject {
    Q_OBJECT

  private slots:
    void aServiceOnItsLimitSeldomFails_data() { alphas(); }
    void aServiceOnItsLimitSeldomFails() {
        QFETCH(double, alpha);
        for (const Case& one : cases()) {
            const Share fail = onTheLimit(one, alpha).fail;
            qInfo().noquote() << text(one, fail);
            QVERIFY2(!tooManyFalse(fail, alpha), qPrintable(text(one, fail)));
        }
    }

    void the95PercentIntervalHoldsTheTrueShare() {
        for (const Case& one : cases()) {
            const Share covered = onTheLimit(one, 0.05).covered;
            qInfo().noquote() << text(one, covered);
            QVERIFY2(!coversTooSeldom(covered), qPrintable(text(one, covered)));
        }
    }

    void intervalsThatTakeRequestsForIndependentFailBothTests() {
        for (const Case& one : {Case{stallsEvery(10), 300}, Case{swings(0.9), 1800}}) {
            const Decisions wrong = onTheLimit(one, 0.05, Method::Independent);
            QVERIFY2(tooManyFalse(wrong.fail, 0.05), qPrintable(text(one, wrong.fail)));
            QVERIFY2(coversTooSeldom(wrong.covered), qPrintable(text(one, wrong.covered)));
            const Share strict = onTheLimit(one, 0.01, Method::Independent).fail;
            QVERIFY2(tooManyFalse(strict, 0.01), qPrintable(text(one, strict)));
        }
        // Where they are right, they pass: it is the correlation that they miss.
        const Share right = onTheLimit({independent(), 300}, 0.05, Method::Independent).covered;
        QVERIFY(!coversTooSeldom(right));
    }

    void aHealthyRunIsSeldomStopped_data() { alphas(); }
    void aHealthyRunIsSeldomStopped() {
        QFETCH(double, alpha);
        for (const Case& one : watchedCases()) {
            const Share stopped = healthy(one, alpha).stopped;
            qInfo().noquote() << text(one, stopped);
            QVERIFY2(!tooManyFalse(stopped, alpha), qPrintable(text(one, stopped)));
        }
    }

    void uncorrectedPeekingFailsTheSameTest_data() {
        QTest::addColumn<int>("stopping");
        QTest::newRow("the share so far") << static_cast<int>(Stopping::PointEstimate);
        QTest::newRow("a binomial test each second") << static_cast<int>(Stopping::Binomial);
    }
    void uncorrectedPeekingFailsTheSameTest() {
        QFETCH(int, stopping);
        const Case one{swings(0.9), 1800};
        for (const double alpha : {0.05, 0.01}) {
            const Share stopped = healthy(one, alpha, static_cast<Stopping>(stopping), 60).stopped;
            qInfo().noquote() << text(one, stopped);
            QVERIFY2(tooManyFalse(stopped, alpha), qPrintable(text(one, stopped)));
        }
    }

    void evenAnHonestIntervalIsNoMeansToLookOften() {
        // It takes slow swings to show it: its own width forgives much.
        Watched watched;
        watched.service = swings(0.98);
        watched.alpha = 0.05;
        watched.stopping = Stopping::Interval;
        watched.runs = runs(200);
        const Share stopped = watch(watched).stopped;
        QVERIFY2(tooManyFalse(stopped, 0.05), qPrintable(text({watched.service, 1800}, stopped)));
    }

    void whatIsFarOverTheLimitIsFound() {
        Watched watched;
        watched.service = stallsEvery(10);
        watched.times = 5;
        watched.runs = runs(100);
        const Stops stops = watch(watched);
        QCOMPARE(stops.stopped.hits, stops.stopped.of);
        QVERIFY2(stops.median() > 0 && stops.median() < 300, qPrintable(QString::number(stops.median())));
    }

    void thePageShowsWhatIsComputed() {
        QFile file(LOADGATE_DOCS "/statistics.md");
        QVERIFY(file.open(QIODevice::ReadOnly));
        const std::string page = file.readAll().toStdString();
        // The tables take a minute: usually only the first rows.
        const std::size_t rows = isLong() ? SIZE_MAX : 1;
        for (const Table& table : {onTheLimitTable(rows), peekingTable(rows), powerTable(rows), detectionTable(rows)}) {
            std::string expected = "<!-- table " + table.name + " -->\n" + table.head;
            for (const std::string& row : table.rows) {
                expected += row;
            }
            expected += isLong() ? "<!-- end " + table.name + " -->" : "";
            QVERIFY2(page.find(expected) != std::string::npos, ("cmake --build --preset ci --target statistics_docs; " + expected).c_str());
        }
    }

    void thePlotShowsWhatIsComputed() {
        if (!isLong()) {
            return;  // it takes the longest
        }
        QFile file(LOADGATE_DOCS "/statistics.svg");
        QVERIFY(file.open(QIODevice::ReadOnly));
        QCOMPARE(QString::fromUtf8(file.readAll()), QString::fromStdString(peekingPlot()));
    }

  private:
    static void alphas() {
        QTest::addColumn<double>("alpha");
        QTest::newRow("5 %") << 0.05;
        QTest::newRow("1 %") << 0.01;
    }
    static std::vector<Case> watchedCases() {
        std::vector<Case> all{{independent(), 1800}, {stallsEvery(10), 300}, {stallsEvery(30), 1800}, {swings(0.9), 1800}};
        if (isLong()) {
            all.insert(
                all.end(),
                {{swings(0.98), 1800}, {stallsEvery(120), 1800}, {stallsEvery(300), 1800}, {badSpells(20), 1800}, {swings(0.9), 300}});
        }
        return all;
    }
};

QTEST_APPLESS_MAIN(SimulationsTest)
#include "simulations_test.moc"
