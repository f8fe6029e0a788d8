// SPDX-License-Identifier: Apache-2.0
#include "built_record.h"
#include "core/metrics/courier.h"
#include "core/metrics/metrics_options.h"
#include "core/metrics/prometheus_client.h"
#include "core/metrics/run_metrics.h"
#include "core/report/figures.h"
#include "core/report/reports.h"
#include "show.h"

#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTest>

#include <algorithm>
#include <future>
#include <set>

using namespace loadgate;
using namespace std::chrono_literals;
namespace fs = std::filesystem;

namespace {

const MetricFamily* family(const MetricFamilies& families, std::string_view name) {
    const auto found = std::find_if(families.begin(), families.end(), [&](const MetricFamily& f) { return f.name == name; });
    return found == families.end() ? nullptr : &*found;
}

std::string label(const MetricSample& sample, std::string_view name) {
    for (const MetricLabel& one : sample.labels) {
        if (one.name == name) {
            return one.value;
        }
    }
    return {};
}

/// The series that has all of these labels; with `endpoint` "", the one that has no endpoint.
const MetricSample* series(const MetricFamilies& families, std::string_view name, const std::string& endpoint = {},
                           const std::string& key = "endpoint", const std::string& value = {}) {
    const MetricFamily* of = family(families, name);
    for (std::size_t i = 0; of != nullptr && i < of->samples.size(); ++i) {
        if (label(of->samples[i], "endpoint") == endpoint && (value.empty() || label(of->samples[i], key) == value)) {
            return &of->samples[i];
        }
    }
    return nullptr;
}

double value(const MetricFamilies& families, std::string_view name, const std::string& endpoint = {}, const std::string& key = "endpoint",
             const std::string& of = {}) {
    const MetricSample* found = series(families, name, endpoint, key, of);
    return found == nullptr ? std::numeric_limits<double>::quiet_NaN() : found->value;
}

MetricFamilies finished(const RunRecord& record) { return RunMetrics::finished(record).families(RunMetrics::RunId::Left); }

QJsonObject jsonOf(const RunRecord& record) { return QJsonDocument::fromJson(QByteArray::fromStdString(jsonReport(record))).object(); }

RunRecord recordWithEndpoints(std::size_t count) {
    RunRecord record = test::builtRecord();
    record.requests.clear();
    record.measurement.endpoints.clear();
    Interval& interval = record.measurement.intervals.back();
    interval.series.clear();
    for (std::size_t i = 0; i < count; ++i) {
        RequestSpec request;
        request.name = "GET /" + std::to_string(i);
        record.requests.push_back(request);
        record.measurement.endpoints.push_back(request.name);
        interval.series.push_back(test::series(static_cast<std::uint16_t>(i), 2, "20ms*2"));
    }
    record.measurement.intervals = {interval};
    return record;
}

/// The intervals of a record as they would have been told while the run went.
std::vector<LiveInterval> livedThrough(const Measurement& m) {
    std::vector<LiveInterval> all;
    for (const Interval& interval : m.intervals) {
        LiveInterval live;
        live.at = interval.from + interval.length;
        live.length = interval.length;
        live.phase = interval.warmup ? RunPhase::Warmup : RunPhase::Measure;
        live.endpoints = interval.series;
        all.push_back(live);
    }
    return all;
}

const Courier::Newest kNothing = [] { return MetricFamilies{}; };

}  // namespace

class MetricsTest : public QObject {
    Q_OBJECT

  private slots:
    void theFinalFiguresAreTheJsons() {
        RunRecord record = test::builtRecord();
        test::addResources(record.measurement);
        const MetricFamilies families = finished(record);
        const QJsonObject json = jsonOf(record);
        for (const char* name : {"p50", "p95", "p99"}) {
            QCOMPARE(value(families, std::string("loadtest_latency_") + name), json["latency_s"].toObject()[name].toDouble());
            QCOMPARE(value(families, std::string("loadtest_latency_") + name, "GET /odd|name"),
                     json["endpoints"].toArray()[1].toObject()["latency_s"].toObject()[name].toDouble());
        }
        QCOMPARE(value(families, "loadtest_throughput_rps"), json["throughput_rps"].toDouble());
        QCOMPARE(value(families, "loadtest_throughput_rps", "list"),
                 json["endpoints"].toArray()[0].toObject()["throughput_rps"].toDouble());
        QCOMPARE(value(families, "loadtest_error_rate"), json["error_rate"].toDouble());
        QCOMPARE(value(families, "loadtest_generator_lag_seconds"), json["generator"].toObject()["lag_s"].toObject()["p99"].toDouble());
        const QJsonObject used = json["resources"].toArray()[0].toObject();
        QCOMPARE(value(families, "loadtest_target_cpu_cores"), used["cpu_cores"].toObject()["mean"].toDouble());
        QCOMPARE(value(families, "loadtest_target_memory_bytes"), used["memory_bytes"].toObject()["max"].toDouble());
        const double ended = std::chrono::duration<double>((record.started + record.measurement.end).time_since_epoch()).count();
        QCOMPARE(value(families, "loadtest_last_run_timestamp_seconds"), ended);
        QCOMPARE(value(families, "loadtest_valid"), 1.0);
    }

    void requestsAndTheHistogramCoverTheWholeRun() {
        const RunRecord record = test::builtRecord();
        const MetricFamilies families = finished(record);
        const Tally whole = tallyOf(record.measurement, Phase::WholeRun);
        for (std::size_t i = 0; i < kOutcomes; ++i) {
            const auto outcome = static_cast<Outcome>(i);
            double sum = 0;
            for (const std::string endpoint : {"list", "GET /odd|name"}) {
                sum += value(families, "loadtest_requests_total", endpoint, "outcome", std::string(toText(outcome)));
            }
            QCOMPARE(sum, static_cast<double>(whole.of(outcome)));
        }
        QCOMPARE(series(families, "loadtest_latency_seconds", "list")->count, std::uint64_t{5 * 150});
    }

    void whatHasNoAnswerIsInNoBucket() {
        const MetricFamilies families = finished(test::builtRecord());
        const MetricSample* odd = series(families, "loadtest_latency_seconds", "GET /odd|name");
        QCOMPARE(odd->buckets.back().upTo, 30.0);
        QCOMPARE(odd->count - odd->buckets.back().count, std::uint64_t{12});
        QVERIFY(std::is_sorted(odd->buckets.begin(), odd->buckets.end(), [](const auto& a, const auto& b) { return a.count < b.count; }));
    }

    void whatIsToldWhileTheRunGoesEndsAtTheRecord() {
        const RunRecord record = test::builtRecord();
        RunMetrics live(record);
        for (const LiveInterval& interval : livedThrough(record.measurement)) {
            live.add(interval);
        }
        const MetricFamilies told = live.families(RunMetrics::RunId::Left);
        const MetricFamilies last = finished(record);
        for (const char* name : {"loadtest_latency_p50", "loadtest_latency_p99", "loadtest_throughput_rps", "loadtest_error_rate",
                                 "loadtest_latency_seconds", "loadtest_requests_total", "loadtest_last_run_timestamp_seconds"}) {
            QVERIFY2(*family(told, name) == *family(last, name), name);
        }
        QVERIFY(family(told, "loadtest_verdict") == nullptr);
    }

    void aRunThatHasJustBegunHasNoLatencyYet() {
        const MetricFamilies families = RunMetrics(test::builtRecord()).families(RunMetrics::RunId::Shown);
        for (const char* name :
             {"loadtest_latency_p95", "loadtest_error_rate", "loadtest_throughput_rps", "loadtest_verdict", "loadtest_users",
              "loadtest_target_cpu_cores", "loadtest_target_memory_bytes", "loadtest_generator_lag_seconds"}) {
            QVERIFY2(family(families, name) == nullptr, name);
        }
        QCOMPARE(value(families, "loadtest_requests_total", "list", "outcome", "ok"), 0.0);
        QCOMPARE(value(families, "loadtest_run_info", "", "run", "0123abcd"), 1.0);
    }

    void onlyTheClosedModelHasUsers() {
        RunRecord record = test::builtRecord();
        record.curve = testkit::curve("0s:7 10s:7", LoadModel::Closed);
        RunMetrics live(record);
        LiveInterval interval;
        interval.users = 7;
        live.add(interval);
        QCOMPARE(value(live.families(RunMetrics::RunId::Left), "loadtest_users"), 7.0);
        record.measurement.model = LoadModel::Closed;
        QCOMPARE(value(finished(record), "loadtest_users"), 0.0);
    }

    void theVerdictIsOneOfFour() {
        const MetricFamilies families = finished(test::builtRecord());
        QCOMPARE(family(families, "loadtest_verdict")->samples.size(), std::size_t{4});
        QCOMPARE(value(families, "loadtest_verdict", "", "status", "FAIL"), 1.0);
        QCOMPARE(value(families, "loadtest_verdict", "", "status", "PASS"), 0.0);
        RunRecord invalid = test::builtRecord();
        invalid.verdict.status = VerdictStatus::Invalid;
        QCOMPARE(value(finished(invalid), "loadtest_valid"), 0.0);
    }

    void theRunsIdIsNowhereThatOutlivesTheRun() {
        const RunRecord record = test::builtRecord();
        for (const MetricFamily& one : finished(record)) {
            for (const MetricSample& sample : one.samples) {
                QVERIFY(std::none_of(sample.labels.begin(), sample.labels.end(), [&](const auto& l) { return l.value == record.id; }));
            }
        }
    }

    void fiftyEndpointsHaveTheirOwnLabelAndMoreShareTheLast() {
        const auto labels = [](std::size_t endpoints) {
            std::set<std::string> all;
            const MetricFamilies families = finished(recordWithEndpoints(endpoints));
            for (const MetricSample& sample : family(families, "loadtest_requests_total")->samples) {
                all.insert(label(sample, "endpoint"));
            }
            return all;
        };
        QCOMPARE(labels(50).size(), std::size_t{50});
        QVERIFY(!labels(50).contains("other"));
        QCOMPARE(labels(51).size(), std::size_t{50});
        QVERIFY(labels(51).contains("GET /48") && !labels(51).contains("GET /49") && labels(51).contains("other"));
        QCOMPARE(value(finished(recordWithEndpoints(60)), "loadtest_requests_total", "other", "outcome", "ok"), 11.0 * 2);
    }

    void namesThatReadTheSameAreOneSeries() {
        RunRecord record = recordWithEndpoints(2);
        record.requests[0].name = "GET /\x01";
        record.requests[1].name = "GET /\x02";
        const MetricFamilies families = finished(record);
        QCOMPARE(family(families, "loadtest_latency_seconds")->samples.size(), std::size_t{1});
        QCOMPARE(family(families, "loadtest_latency_seconds")->samples[0].count, std::uint64_t{4});
    }

    void theTextIsWellFormedWhateverTheNames_data() {
        QTest::addColumn<QByteArray>("bytes");
        for (const auto& entry : fs::directory_iterator(fs::path(LOADGATE_TEST_DATA) / "hostile")) {
            const std::string text = test::textOf(entry.path());
            QTest::newRow(entry.path().stem().c_str()) << QByteArray(text.data(), static_cast<qsizetype>(text.size()));
        }
    }
    void theTextIsWellFormedWhateverTheNames() {
        QFETCH(QByteArray, bytes);
        RunRecord record = test::builtRecord();
        record.name = record.targetName = record.requests[0].name = record.id = bytes.toStdString();
        const auto client = loadPrometheusClient();
        QVERIFY2(client, client ? "" : client.error().message.c_str());
        const std::string text = (*client)->text(RunMetrics::finished(record).families(RunMetrics::RunId::Shown));
        static const QRegularExpression line(
            R"(^(# (HELP|TYPE) loadtest_\w+ .+|loadtest_\w+\{(\w+="([^"\\\n]|\\["\\n])*",?)+\} [-+.0-9eE]+)$)");
        for (const QString& one : QString::fromStdString(text).split('\n', Qt::SkipEmptyParts)) {
            QVERIFY2(one.contains(line), qPrintable(one));
        }
    }

    void aPasswordInTheTargetIsInNoLabel() {
        RunRecord record = test::builtRecord();
        record.targetName = record.name = "http://user:pass@host/";
        QCOMPARE(RunMetrics::finished(record).target(), std::string("http://***@host/"));
        QCOMPARE(RunMetrics::finished(record).profile(), std::string("http://***@host/"));
    }

    void aPortAloneIsThisMachineOnly_data() {
        QTest::addColumn<QString>("given");
        QTest::addColumn<QString>("address");
        QTest::newRow("port") << ":9464"
                              << "127.0.0.1:9464";
        QTest::newRow("name") << "localhost:0"
                              << "127.0.0.1:0";
        QTest::newRow("every") << "0.0.0.0:9464"
                               << "0.0.0.0:9464";
        QTest::newRow("six") << "[::1]:9464"
                             << "[::1]:9464";
        for (const char* bad :
             {"9464", "", ":", ":70000", ":-1", ": 80", "shop.test:80", "1.2.3:80", "127.0.0.1:80,0.0.0.0:81", ":80s", "[]:80"}) {
            QTest::newRow(bad) << bad << "";
        }
    }
    void aPortAloneIsThisMachineOnly() {
        QFETCH(QString, given);
        QFETCH(QString, address);
        const auto parsed = parseListenAddress(given.toStdString());
        QCOMPARE(parsed ? QString::fromStdString(*parsed) : QString(), address);
        if (!parsed) {
            QCOMPARE(QString::fromStdString(parsed.error().message),
                     "'" + given + "' is not where one can listen: write :9464 (this machine only), or ADDRESS:PORT");
        }
    }

    void credentialsOfAPushgatewayAreTakenOutOfItsAddress() {
        const auto url = parsePushgatewayUrl("https://ci:p%40ss:w@push.test:9091/prefix/");
        QVERIFY(url);
        QCOMPARE(url->base, std::string("https://push.test:9091/prefix"));
        QCOMPARE(url->user, std::string("ci"));
        QCOMPARE(url->password, std::string("p@ss:w"));
        for (const char* bad :
             {"push:9091", "ftp://u:secret@x", "http://u:secret@", "http://u:secret@x:99999", "http://u:secret@x/?q", ""}) {
            const auto refused = parsePushgatewayUrl(bad);
            QVERIFY2(!refused, bad);
            QVERIFY2(refused.error().message.find("secret") == std::string::npos, refused.error().message.c_str());
        }
    }

    void aGroupHoldsAnyName() {
        const PushgatewayUrl gateway{"http://push:9091", "", ""};
        QCOMPARE(groupUrl(gateway, "backend-v2", "checkout"),
                 std::string("http://push:9091/metrics/job/loadgate/target/backend-v2/profile/checkout"));
        QCOMPARE(groupUrl(gateway, "a/b c?", ""),
                 std::string("http://push:9091/metrics/job/loadgate/target@base64/YS9iIGM_/profile@base64/="));
        QCOMPARE(groupUrl(gateway, "..", "."), std::string("http://push:9091/metrics/job/loadgate/target@base64/Li4=/profile@base64/Lg=="));
    }

    void credentialsAreHiddenAlsoAsTheyAreSent() {
        MetricsOptions options;
        options.pushgateway = PushgatewayUrl{"http://push:9091", "ci", "correct-horse"};
        const Redactor redactor = redactorFor(options);
        QCOMPARE(redactor("you sent correct-horse, Y2k6Y29ycmVjdC1ob3JzZQ=="), std::string("you sent ***, ***"));
    }

    void theLastDeliveryIsOfTheNewestFigures() {
        std::atomic<int> newest{1};
        std::vector<std::size_t> delivered;
        std::promise<void> first;
        Courier courier([&] { return MetricFamilies(static_cast<std::size_t>(newest.load())); },
                        [&](const MetricFamilies& families, const std::stop_token&) {
                            delivered.push_back(families.size());
                            if (delivered.size() == 1) {
                                first.set_value();
                            }
                            return ok();
                        },
                        1h);
        first.get_future().wait();
        newest = 2;
        QVERIFY(courier.finish(10s));
        QCOMPARE(delivered, (std::vector<std::size_t>{1, 2}));
    }

    void aDeliveryFailsOnceForPeopleAndTheLastOneCounts() {
        std::atomic<int> calls{0};
        Courier courier(
            kNothing,
            [&](const MetricFamilies&, const std::stop_token&) {
                return ++calls < 4 ? Status(Error{ErrorCode::Io, "no"}) : ok();
            },
            1ms);
        std::optional<Error> trouble;
        while (!trouble) {
            trouble = courier.takeTrouble();
            std::this_thread::yield();
        }
        while (calls < 4) {
            std::this_thread::yield();
        }
        QVERIFY(!courier.takeTrouble());
        QVERIFY(courier.finish(10s));
    }

    void nobodyWaitsForADeliveryThatDoesNotEnd() {
        std::atomic<int> abandoned{0};
        Courier courier(
            kNothing,
            [&](const MetricFamilies&, const std::stop_token& stop) {
                while (!stop.stop_requested()) {
                    std::this_thread::yield();
                }
                ++abandoned;
                return Status(Error{ErrorCode::Timeout, "it did not answer in time"});
            },
            1h);
        const Status status = courier.finish(20ms);
        QCOMPARE(status.error().message, std::string("it did not answer in time"));
        QVERIFY(abandoned == 1 || abandoned == 2);  // one that was under way, and the last one
    }

    void withoutAnEndNothingMoreIsDelivered() {
        std::atomic<int> calls{0};
        {
            std::promise<void> first;
            Courier courier(
                kNothing,
                [&](const MetricFamilies&, const std::stop_token&) {
                    if (++calls == 1) {
                        first.set_value();
                    }
                    return ok();
                },
                1h);
            first.get_future().wait();
        }
        QCOMPARE(calls.load(), 1);
    }
};

QTEST_APPLESS_MAIN(MetricsTest)
#include "metrics_test.moc"
