// SPDX-License-Identifier: Apache-2.0
#include "core/config/run_config.h"
#include "show.h"

#include <QTest>

using namespace loadgate;

class ObjectivesTest : public QObject {
    Q_OBJECT

    static void expect(const std::string& text, const Objective& wanted) {
        const auto objective = parseObjective(text);
        QVERIFY2(objective.has_value(), qPrintable(test::errorOf(objective)));
        QVERIFY2(*objective == wanted, text.c_str());
    }
    static Objective make(Metric metric, double quantile, double limit, const std::string& endpoint = {}) {
        Objective objective;
        objective.metric = metric;
        objective.quantile = quantile;
        objective.limit = limit;
        objective.endpoint = endpoint;
        return objective;
    }

  private slots:
    void anExpressionSaysMetricEndpointAndLimit() {
        expect("p99(GET /orders) < 250ms", make(Metric::Latency, 0.99, 0.25, "GET /orders"));
        expect("p95(list) <= 120 ms", make(Metric::Latency, 0.95, 0.12, "list"));
        expect("  max<=10s ", make(Metric::Latency, 1, 10));
        expect("p99.9 <= 2s", make(Metric::Latency, 0.999, 2));
        expect("p5 <= 2s", make(Metric::Latency, 0.05, 2));
        expect("errors < 0.1%", make(Metric::ErrorRate, 0, 0.001));
        expect("errors(GET /x) <= 1%", make(Metric::ErrorRate, 0, 0.01, "GET /x"));
        expect("errors <= 0%", make(Metric::ErrorRate, 0, 0));
        expect("throughput >= 1000/s", make(Metric::Throughput, 0, 1000));
        expect("throughput(POST /a(b)) > 60 req/min", make(Metric::Throughput, 0, 1, "POST /a(b)"));
        expect("cpu < 80%", make(Metric::CpuShare, 0, 0.8));
        expect("cpu <= 1.5 cores", make(Metric::CpuCores, 0, 1.5));
        expect("cpu <= 1core", make(Metric::CpuCores, 0, 1));
        expect("memory < 512MiB", make(Metric::Memory, 0, 512.0 * 1024 * 1024));
        expect("throttled < 5%", make(Metric::Throttled, 0, 0.05));
        expect("throttled <= 0%", make(Metric::Throttled, 0, 0));
        expect("restarts <= 2", make(Metric::Restarts, 0, 2));
        expect("restarts < 1", make(Metric::Restarts, 0, 0));  // a count: fewer than one is none
        expect("p50(GET /a?x<=1) <= 1s", make(Metric::Latency, 0.5, 1, "GET /a?x<=1"));
    }

    void aWindowStandsBehindTheLimit() {
        Objective p99 = make(Metric::Latency, 0.99, 0.25, "GET /in each 5s");
        p99.window = std::chrono::seconds(60);
        expect("p99(GET /in each 5s) < 250ms in each 60s", p99);
        expect(" p99(GET /in each 5s)<250 ms  in\teach 1m ", p99);
        expect("p99(GET /in each 5s) <= 250 ms in each 60000 ms", p99);
        Objective minutes = make(Metric::Throughput, 0, 1);
        minutes.window = std::chrono::seconds(5);
        expect("throughput >= 60 req/min in each 5s", minutes);
        for (const char* text : {"errors <= 0.5% in each 20s", "cpu <= 80% in each 1m30s", "memory <= 1GiB in each 20s",
                                 "throttled <= 5% in each 1h", "max <= 1 s in each 20s"}) {
            const auto objective = parseObjective(text);
            QVERIFY2(objective && objective->window && toText(*objective) == text, text);
        }
    }

    void aWrongExpressionSaysWhatWouldBeRight_data() {
        QTest::addColumn<QString>("text");
        QTest::addColumn<QString>("sentence");
        const QString form = " is no objective; write one like 'p99 <= 250ms', 'errors <= 0.5%' or 'throughput >= 1000/s'";
        QTest::newRow("empty") << ""
                               << "''" + form;
        QTest::newRow("no limit") << "p99 <="
                                  << "'p99 <='" + form;
        QTest::newRow("no comparison") << "p99 250ms"
                                       << "'p99 250ms'" + form;
        QTest::newRow("spelling") << "p9 9 < 1s"
                                  << "'p9 9 < 1s'" + form;
        QTest::newRow("metric")
            << "latencyy < 1s"
            << "unknown metric 'latencyy', known are: p50, p75, p90, p95, p99, p99.9, max, errors, throughput, cpu, memory, throttled, "
               "restarts";
        QTest::newRow("near metric") << "thruput >= 1/s"
                                     << "unknown metric 'thruput', did you mean 'throughput'?";
        QTest::newRow("floor") << "throughput <= 1000/s"
                               << "'throughput' is a floor; write '>=' before the limit";
        QTest::newRow("ceiling") << "p99 >= 250ms"
                                 << "'p99' is a ceiling; write '<=' before the limit";
        QTest::newRow("equals") << "errors == 1%"
                                << "'errors' is a ceiling; write '<=' before the limit";
        QTest::newRow("unit of a latency") << "p99 < 250"
                                           << "'250' has no unit: write 250ms, 250s or 250m";
        QTest::newRow("unit of a share") << "errors < 0.1"
                                         << "'0.1' has no unit: write 0.1%";
        QTest::newRow("unit of a rate") << "throughput >= 1000"
                                        << "'1000' has no unit: write 1000/s or 1000/m";
        QTest::newRow("parenthesis") << "p99(list < 1s"
                                     << "'p99(list < 1s' has '(' without ')'";
        QTest::newRow("no name")
            << "p99() < 1s"
            << "'p99() < 1s' has empty parentheses; write a request's name, as in 'p99(GET /orders)', or leave them out";
        QTest::newRow("cpu without unit")
            << "cpu < 80"
            << "'80' is no limit for the CPU; write a share above 0 of what the target may use, '80%', or '1.5 cores'";
        QTest::newRow("no cores") << "cpu < 0 cores"
                                  << "'0 cores' is no limit for the CPU; write a number above 0 of cores, '1.5 cores', or a share, '80%'";
        QTest::newRow("memory of one request") << "memory(list) < 1MiB"
                                               << "'memory' is of the whole target, not of one request; leave out the parentheses";
        QTest::newRow("throttled without unit") << "throttled < 5"
                                                << "'5' has no unit: write 5%";
        QTest::newRow("restarts of one request") << "restarts(list) <= 1"
                                                 << "'restarts' is of the whole target, not of one request; leave out the parentheses";
        QTest::newRow("half a restart") << "restarts <= 0.5"
                                        << "'0.5' is not a whole number: write digits only, such as 100";
        QTest::newRow("fewer than none") << "restarts < 0"
                                         << "there are never fewer than 0 restarts; write 'restarts <= 0'";
        const QString lengths = "a window is 5s to 168h long, not %1";
        QTest::newRow("in") << "p99 < 1s in 60s"
                            << "'in 60s' is no window; write 'in each 60s' behind the limit";
        QTest::newRow("every") << "p99 < 1s in every 60s"
                               << "'in every 60s' is no window; write 'in each 60s' behind the limit";
        QTest::newRow("eachy") << "p99 < 1s in eachy 60s"
                               << "'in eachy 60s' is no window; write 'in each 60s' behind the limit";
        QTest::newRow("no length") << "p99 < 1s in each"
                                   << "the window has no length; write for example 'in each 60s'";
        QTest::newRow("no unit of a window") << "p99 < 1s in each 60"
                                             << "'60' has no unit: write 60ms, 60s or 60m";
        QTest::newRow("short window") << "p99 < 1s in each 4999ms" << lengths.arg("4.999s");
        QTest::newRow("long window") << "p99 < 1s in each 169h" << lengths.arg("169h");
        QTest::newRow("limit of a window") << "p99 < in each 60s"
                                           << "'p99 < in each 60s'" + form;
        QTest::newRow("two windows") << "p99 < 1s in each 60s in each 30s"
                                     << "'60s in each 30s' is not a length of time: write 300ms, 90s, 5m or 1h30m";
        QTest::newRow("window of restarts") << "restarts <= 0 in each 60s"
                                            << "restarts are counted over the whole run; leave out the window";
        QTest::newRow("a floor of restarts") << "restarts >= 1"
                                             << "'restarts' is a ceiling; write '<=' before the limit";
    }
    void aWrongExpressionSaysWhatWouldBeRight() {
        QFETCH(QString, text);
        QFETCH(QString, sentence);
        QCOMPARE(test::errorOf(parseObjective(text.toStdString())), sentence);
    }

    void anObjectiveMayBeAMapThatSaysMore() {
        const auto file = readObjectives(
            "objectives:\n  - {that: p99 < 250ms, window: 60s}\n  - that: errors < 1% in each 20s\n    required: false\n    min_samples: "
            "70\n  - p99 < 1s\nslos: [{that: cpu < 1.5 cores, required: true}]\npolicy: {min_samples: 500}\n",
            "c.yml");
        QVERIFY2(file.has_value(), qPrintable(test::errorOf(file)));
        QCOMPARE(file->objectives.size(), 4U);
        QCOMPARE(test::shown(toText(file->objectives[0])), QString("p99 <= 250 ms in each 1m"));
        QVERIFY(file->objectives[0].required && !file->objectives[0].minSamples && file->objectives[0].where == "c.yml:2");
        QCOMPARE(test::shown(toText(file->objectives[1])), QString("errors <= 1% in each 20s"));
        QVERIFY(!file->objectives[1].required && file->objectives[1].minSamples == 70U);
        QVERIFY(!file->objectives[2].window && file->objectives[2].limit == 1);  // another statement than the first
        QVERIFY(file->objectives[3].required && !file->objectives[3].window);
    }

    void theContractsFormIsRead() {
        const auto file = readObjectives(test::textOf(std::filesystem::path(LOADGATE_DEPLOY) / "performance_config.yml"),
                                         "deploy/performance_config.yml");
        QVERIFY2(file.has_value(), qPrintable(test::errorOf(file)));
        std::vector<Objective> wanted{make(Metric::Latency, 0.5, 0.1), make(Metric::Latency, 0.95, 0.25), make(Metric::Latency, 0.99, 0.4),
                                      make(Metric::ErrorRate, 0, 0.005), make(Metric::Throughput, 0, 1000)};
        const std::vector<int> lines{2, 3, 4, 5, 6};
        for (std::size_t i = 0; i < wanted.size(); ++i) {
            wanted[i].origin = Origin::File;
            wanted[i].where = "deploy/performance_config.yml:" + std::to_string(lines[i]);
        }
        QVERIFY(file->objectives == wanted);
        QVERIFY(!file->confidence && !file->minSamples && file->source == "deploy/performance_config.yml");
    }

    void theRicherFormIsRead() {
        const auto file = readObjectives(
            "latency: {p99.9: 2s, max: 10s}\nendpoints: {POST /orders: {latency: {p99: 800ms}, error_rate: 0.1%, throughput: 50 req/sec}}\n"
            "slos: [\"p95(list) < 120ms\"]\npolicy: {confidence: 99%, min_samples: 500}\n",
            "c.yml");
        QVERIFY2(file.has_value(), qPrintable(test::errorOf(file)));
        QCOMPARE(file->objectives.size(), 6U);
        QCOMPARE(file->objectives[0].quantile, 0.999);
        QCOMPARE(file->objectives[1].quantile, 1.0);
        QVERIFY(file->objectives[2].endpoint == "POST /orders" && file->objectives[4].limit == 50 &&
                file->objectives[5].endpoint == "list");
        QVERIFY(file->confidence == 0.99 && file->minSamples == 500U);
    }
};

QTEST_APPLESS_MAIN(ObjectivesTest)
#include "objectives_test.moc"
