// SPDX-License-Identifier: Apache-2.0
// The real program, scraped by a real Prometheus and pushing to a real Pushgateway; the dashboard and the alert rules on top of it.
#include "acceptance/prometheus.h"
#include "acceptance/cli_run.h"

#include "testkit/server/test_server.h"

#include <QtCore/QDateTime>
#include <QtCore/QFile>
#include <QtCore/QHash>
#include <QtCore/QJsonDocument>
#include <QtCore/QRegularExpression>
#include <QtCore/QStandardPaths>
#include <QtTest/QTest>

#include <csignal>
#include <cstdlib>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;

namespace {

constexpr int kPatienceMs = 60'000;

QByteArray contents(const QString& name) {
    QFile file(name);
    if (!file.open(QIODevice::ReadOnly)) {
        qFatal("cannot read %s", qPrintable(name));
    }
    return file.readAll();
}

QString deployed(const QString& name) { return QStringLiteral(LOADGATE_SOURCE_DIR "/deploy/") + name; }

/// A target of which there are resources to be seen: another process than this one.
class Service {
  public:
    Service() {
        m_process.start(LOADGATE_TEST_SERVER, {"--delay-us", "1000"});
        if (!m_process.waitForReadyRead(20'000)) {
            qFatal("the server did not say that it listens");
        }
    }
    ~Service() {
        m_process.kill();
        m_process.waitForFinished();
    }
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;
    [[nodiscard]] QString target() const { return "process:" + QString::number(m_process.processId()); }

  private:
    QProcess m_process;
};

struct DashboardQuery {
    QString title, expression;
};

/// Every query of the dashboard as Grafana would send it with everything chosen, those of its variables included.
QList<DashboardQuery> dashboardQueries() {
    const QJsonObject dashboard = QJsonDocument::fromJson(contents(deployed("grafana/loadgate.json"))).object();
    QList<DashboardQuery> queries;
    for (const QJsonValue& panel : dashboard["panels"].toArray()) {
        for (const QJsonValue& target : panel.toObject()["targets"].toArray()) {
            queries << DashboardQuery{panel.toObject()["title"].toString(), target.toObject()["expr"].toString()};
        }
    }
    static const QRegularExpression labelValues("^label_values\\((.*), \\w+\\)$");
    for (const QJsonValue& variable : dashboard["templating"].toObject()["list"].toArray()) {
        if (const auto match = labelValues.match(variable.toObject()["definition"].toString()); match.hasMatch()) {
            queries << DashboardQuery{"variable " + variable.toObject()["name"].toString(), match.captured(1)};
        }
    }
    for (DashboardQuery& query : queries) {
        query.expression.replace("$target", ".*").replace("$profile", ".*").replace("$__rate_interval", "10s");
    }
    return queries;
}

/// The port that the program said it serves metrics at; 0 when it did not.
std::uint16_t metricsPort(QProcess& process) {
    static const QRegularExpression where("metrics are at http://127.0.0.1:(\\d+)/metrics");
    process.setReadChannel(QProcess::StandardError);
    QString said;
    while (!said.contains(where) && process.waitForReadyRead(kPatienceMs)) {
        said += QString::fromUtf8(process.readAllStandardError());
    }
    return static_cast<std::uint16_t>(where.match(said).captured(1).toUInt());
}

QByteArray configurationFor(std::uint16_t scraped, const Pushgateway& gateway) {
    return "global: {scrape_interval: 1s, evaluation_interval: 1s}\n"
           "rule_files: ['" +
           deployed("prometheus/loadgate.rules.yml").toUtf8() +
           "']\n"
           "scrape_configs:\n"
           "  - {job_name: pushgateway, honor_labels: true, static_configs: [{targets: ['127.0.0.1:" +
           QByteArray::number(gateway.port()) +
           "']}]}\n"
           "  - {job_name: loadgate_live, scrape_interval: 500ms, scrape_timeout: 500ms, static_configs: [{targets: ['127.0.0.1:" +
           QByteArray::number(scraped) + "']}]}\n";
}

/// The value of a metric of one group at a Pushgateway, without an endpoint unless one is named.
double pushed(const QJsonObject& group, const QString& metric, const QString& key = {}, const QString& value = {}) {
    for (const QJsonValue& sample : group[metric].toObject()["metrics"].toArray()) {
        const QJsonObject labels = sample.toObject()["labels"].toObject();
        if (key.isEmpty() ? !labels.contains("endpoint") : labels[key].toString() == value) {
            return sample.toObject()["value"].toString().toDouble();
        }
    }
    return -1;
}

double valueOf(const QJsonArray& result) {
    return result.isEmpty() ? -1 : result[0].toObject()["value"].toArray()[1].toString().toDouble();
}

}  // namespace

class PrometheusTest : public QObject {
    Q_OBJECT

  private slots:
    void theRulesAndTheirTestsAreClean() {
        if (QStandardPaths::findExecutable("promtool").isEmpty()) {
            QSKIP("promtool is not installed (Debian: prometheus)");
        }
        QCOMPARE(promtoolComplains({"check", "rules", deployed("prometheus/loadgate.rules.yml")}), QString());
        QCOMPARE(promtoolComplains({"check", "config", deployed("prometheus/prometheus.yml")}), QString());
        const Cli folder;
        folder.write("rules_test.yml", contents(QStringLiteral(LOADGATE_TEST_DATA "/loadgate_rules_test.yml"))
                                           .replace("RULES", deployed("prometheus/loadgate.rules.yml").toUtf8()));
        QCOMPARE(promtoolComplains({"test", "rules", folder.path("rules_test.yml")}), QString());
    }

    void aPrometheusSeesARunWhileItGoesAndTheDashboardIsFilled() {
        const Pushgateway gateway;
        if (!gateway.running()) {
            QSKIP(qPrintable(gateway.complaint()));
        }
        const Service service;
        const Cli cli;
        const auto process = cli.startRun({"--target",
                                           service.target(),
                                           "--concurrency",
                                           "5",
                                           "--think-time",
                                           "5ms",
                                           "--duration",
                                           "300s",
                                           "--endpoint",
                                           "GET /items 3",
                                           "--endpoint",
                                           "GET /status/500",
                                           "--name",
                                           "checkout",
                                           "--metrics-listen",
                                           ":0",
                                           "--pushgateway",
                                           gateway.url(),
                                           "--metrics-textfile",
                                           "m.prom"});
        const std::uint16_t port = metricsPort(*process);
        QVERIFY(port != 0);
        const Prometheus prometheus(configurationFor(port, gateway));
        if (!prometheus.running()) {
            QSKIP(qPrintable(prometheus.complaint()));
        }
        for (const DashboardQuery& query : dashboardQueries()) {
            if (query.title != "Verdict") {
                QTRY_VERIFY2_WITH_TIMEOUT(!prometheus.query(query.expression).isEmpty(), qPrintable(query.title + ": " + query.expression),
                                          kPatienceMs);
            }
        }
        QVERIFY(valueOf(prometheus.query("loadtest_users{job='loadgate_live'}")) == 5);
        QVERIFY(prometheus.query("loadtest_run_info{job='loadgate'}").isEmpty());
        const QByteArray scraped = httpGet(port, "/metrics");
        QVERIFY(scraped.contains("\nloadtest_run_info{"));
        QCOMPARE(promtoolComplains({"check", "metrics"}, scraped), QString());

        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const CliResult result = cli.finish(*process);
        QVERIFY2(result.exitCode == 10 || result.exitCode == 130, result.told());
        QCOMPARE(promtoolComplains({"check", "metrics"}, contents(cli.path("m.prom"))), QString());
        const QString verdict = "loadtest_verdict{status=\"" + result.status() + "\"}";
        QTRY_COMPARE_WITH_TIMEOUT(valueOf(prometheus.query(verdict)), 1.0, kPatienceMs);
        const QString target = result.json["target"].toObject()["name"].toString();
        const QString group = "{job='loadgate',target='" + target + "',profile='checkout',endpoint=''}";
        QTRY_COMPARE_WITH_TIMEOUT(valueOf(prometheus.query("loadtest_latency_p99" + group)), result.number("latency_s.p99"), kPatienceMs);
        for (const DashboardQuery& query : dashboardQueries()) {
            if (query.title == "Verdict") {
                QVERIFY2(!prometheus.query(query.expression).isEmpty(), qPrintable(query.expression));
            }
        }
        // A fifth of the answers are errors, but the run may have been too short to judge them, or this machine too busy.
        static const QHash<QString, QString> alerts{
            {"FAIL", "LoadtestFailed"}, {"INCONCLUSIVE", "LoadtestInconclusive"}, {"INVALID", "LoadtestInvalid"}};
        const QString alert = alerts[result.status()];
        QTRY_VERIFY_WITH_TIMEOUT(!prometheus.query("ALERTS{alertname='" + alert + "',profile='checkout'}").isEmpty(), kPatienceMs);
        for (const QJsonValue& rule : prometheus.rules()) {
            QVERIFY2(rule.toObject()["health"] == "ok", QJsonDocument(rule.toObject()).toJson());
        }
    }

    void aPushgatewayHoldsTheFinalValuesOfTheJsonAlone() {
        const Pushgateway gateway;
        if (!gateway.running()) {
            QSKIP(qPrintable(gateway.complaint()));
        }
        const TestServer server({.delay = std::chrono::milliseconds(2), .errorEvery = 50});
        const Cli cli;
        const auto run = [&](const QStringList& endpoints) {
            return cli.run(QStringList{"--target", QString::fromStdString(server.url()), "--rate", "200", "--duration", "2s", "--warmup",
                                       "500ms", "--name", "check out/é", "--pushgateway", gateway.url()} +
                           endpoints);
        };
        const CliResult first = run({"--endpoint", "GET /gone"});
        const CliResult result = run({"--endpoint", "GET /items", "--endpoint", "GET /status/404"});
        QVERIFY2(result.exitCode != 1, result.told());
        const QList<QJsonObject> groups = gateway.groups();
        QCOMPARE(groups.size(), 1);
        const QJsonObject group = groups.front();
        const QJsonObject labels = group["labels"].toObject();
        QCOMPARE(labels.keys(), (QStringList{"job", "profile", "target"}));
        QCOMPARE(labels["job"].toString(), QString("loadgate"));
        QCOMPARE(labels["profile"].toString(), QString("check out/é"));
        QCOMPARE(labels["target"].toString(), result.json["target"].toObject()["name"].toString());
        for (const char* quantile : {"p50", "p95", "p99"}) {
            QCOMPARE(pushed(group, QString("loadtest_latency_") + quantile), result.number(QString("latency_s.") + quantile));
            QCOMPARE(pushed(group, QString("loadtest_latency_") + quantile, "endpoint", "GET /items"),
                     result.endpoint("GET /items", QString("latency_s.") + quantile));
        }
        QCOMPARE(pushed(group, "loadtest_throughput_rps"), result.number("throughput_rps"));
        QCOMPARE(pushed(group, "loadtest_error_rate"), result.number("error_rate"));
        QCOMPARE(pushed(group, "loadtest_generator_lag_seconds"), result.number("generator.lag_s.p99"));
        QCOMPARE(pushed(group, "loadtest_verdict", "status", result.status()), 1.0);
        double requests = 0;
        for (const QJsonValue& sample : group["loadtest_requests_total"].toObject()["metrics"].toArray()) {
            requests += sample.toObject()["value"].toString().toDouble();
        }
        QCOMPARE(requests, result.number("requests.completed"));
        const QDateTime started = QDateTime::fromString(result.json["started"].toString(), Qt::ISODateWithMs);
        const double ended = static_cast<double>(started.toMSecsSinceEpoch()) / 1000 + result.number("duration_s");
        QVERIFY(std::abs(pushed(group, "loadtest_last_run_timestamp_seconds") - ended) < 0.01);
        QCOMPARE(pushed(group, "loadtest_requests_total", "endpoint", "GET /gone"), -1.0);  // the first run's
        QVERIFY(!group.contains("loadtest_run_info"));
    }
};

QTEST_GUILESS_MAIN(PrometheusTest)
#include "prometheus_test.moc"
