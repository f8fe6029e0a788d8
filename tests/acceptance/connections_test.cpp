// SPDX-License-Identifier: Apache-2.0
// What a profile says of connections is what a real nginx sees, plain and over TLS, over both reactors.
#include "acceptance/certificates.h"
#include "acceptance/cli_run.h"
#include "acceptance/nginx.h"
#include "testkit/server/nasty_scripts.h"
#include "testkit/server/scripted_server.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

#include <map>
#include <optional>

using namespace loadgate;
using namespace loadgate::acceptance;

namespace {

/// A run of one second by a profile.
CliResult load(const QString& target, const QByteArray& profile, const QStringList& more) {
    const Cli cli;
    cli.write("shop.yml", profile);
    return cli.run(QStringList{"shop.yml", "--target", target, "--duration", "1s"} + more);
}

void reactorsAndModels() {
    QTest::addColumn<bool>("secured");
    QTest::addColumn<QStringList>("options");
    for (const QString reactor : {"epoll", "io_uring"}) {
        for (const bool secured : {false, true}) {
            const auto row = [&](const char* model, const QStringList& options) {
                QTest::newRow(qPrintable(QString(secured ? "TLS, " : "plain, ") + model + ", " + reactor))
                    << secured << options + QStringList{"--reactor", reactor};
            };
            row("open", {"--rate", "200"});
            row("closed", {"--concurrency", "4", "--think-time", "20ms"});
        }
    }
}

}  // namespace

class AcceptedConnectionsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase() {
        m_certificates.emplace();
        m_certificates->sign("good", "IP:127.0.0.1,DNS:localhost");
        QVERIFY2(m_certificates->complaint().isEmpty(), qPrintable(m_certificates->complaint()));
    }

    void eachRequestHasAConnectionOfItsOwn_data() { reactorsAndModels(); }
    void eachRequestHasAConnectionOfItsOwn() {
        const std::map<QString, std::uint64_t> seen = connections("connections: {reuse: per_request}\n");
        for (const auto& [connection, requests] : seen) {
            QCOMPARE(requests, 1U);
        }
    }

    void aConnectionCarriesAsManyAsItMay_data() { reactorsAndModels(); }
    void aConnectionCarriesAsManyAsItMay() {
        const std::map<QString, std::uint64_t> seen = connections("connections: {max_requests: 5}\n");
        QVERIFY(seen.size() > 4);
        for (const auto& [connection, requests] : seen) {
            QVERIFY(requests <= 5);
        }
    }

    void anOldConnectionIsReplaced_data() { reactorsAndModels(); }
    void anOldConnectionIsReplaced() {
        QFETCH(const QStringList, options);
        const std::size_t users = options.contains("--rate") ? 1 : 4;
        QVERIFY(connections("connections: {max_age: 100ms}\n").size() >= 2 * users);
    }

    void connectionsComeFromEverySource_data() { reactorsAndModels(); }
    void connectionsComeFromEverySource() {
        const std::map<QString, std::uint64_t> seen =
            counted("connections: {reuse: per_request, sources: [127.0.0.2, 127.0.0.3, 127.0.0.4, 127.0.0.5]}\n", "$remote_addr");
        QStringList sources;
        for (const auto& [source, requests] : seen) {
            sources << source;
        }
        QCOMPARE(sources, (QStringList{"127.0.0.2", "127.0.0.3", "127.0.0.4", "127.0.0.5"}));
    }

    void theResultSaysWhichTimeRanOut_data() {
        QTest::addColumn<QString>("reactor");
        QTest::newRow("epoll") << "epoll";
        QTest::newRow("io_uring") << "io_uring";
    }
    void theResultSaysWhichTimeRanOut() {
        QFETCH(const QString, reactor);
        const testkit::ScriptedServer silent(testkit::scripts::neverAnswers());
        const QStringList options{"--concurrency", "3", "--reactor", reactor};
        const CliResult first = load(QString::fromStdString(silent.url()), "timeout: {connect: 1s, first_byte: 200ms}\n", options);
        QVERIFY2(first.number("timeouts.first_byte") >= 3, first.told());
        QCOMPARE(first.number("timeouts.first_byte"), first.number("errors.timeout"));
        QCOMPARE(first.number("requests.sent"), static_cast<double>(silent.requests().size()));

        const testkit::FullListener full;
        const CliResult connect =
            load(QString("http://127.0.0.1:%1").arg(full.port()), "timeout: {connect: 200ms, first_byte: 1s}\n", options);
        QVERIFY2(connect.number("timeouts.connect") >= 3, connect.told());
        QCOMPARE(connect.number("timeouts.connect"), connect.number("errors.timeout"));
    }

    void whatCannotBeHadIsRefusedWithASentence() {
        const testkit::ScriptedServer server(testkit::scripts::keepsAnswering());
        const QString url = QString::fromStdString(server.url());
        const CliResult source = load(url, "connections: {sources: [192.0.2.1]}\n", {});
        QCOMPARE(source.exitCode, 2);
        QVERIFY2(source.err.contains("no connection can come from 192.0.2.1: it is no address of this machine"), source.told());
        const CliResult family = load(url, "connections: {sources: [\"::1\"]}\n", {});
        QCOMPARE(family.exitCode, 2);
        QVERIFY2(family.err.contains("shop.yml:1: no connection from ::1 can reach the target"), family.told());
        const CliResult pinned = load(url, "seed: 1\n", {"--pin", "--threads", "1000"});
        QCOMPARE(pinned.exitCode, 2);
        QVERIFY2(pinned.err.contains("1000 threads cannot be pinned to processors of their own"), pinned.told());
        QCOMPARE(server.connections(), std::size_t{0});
    }

    void pinnedProcessorsAreTold() {
        const testkit::ScriptedServer server(testkit::scripts::keepsAnswering());
        const QString url = QString::fromStdString(server.url());
        const CliResult pinned = load(url, "seed: 1\n", {"--pin", "--threads", "1", "--rate", "20"});
        QCOMPARE(pinned.json["environment"].toObject()["pinned_cpus"].toArray().size(), 1);
        const CliResult free = load(url, "seed: 1\n", {"--threads", "1", "--rate", "20"});
        QVERIFY(!free.json["environment"].toObject().contains("pinned_cpus"));
    }

  private:
    /// Requests by what nginx logged of each; their sum is what we say we sent.
    std::map<QString, std::uint64_t> counted(const QByteArray& profile, const QByteArray& logged) {
        QFETCH(const bool, secured);
        QFETCH(const QStringList, options);
        Nginx nginx(secured ? m_certificates->directives("good") : QByteArray(), logged);
        if (!nginx.running()) {
            qFatal("%s", qPrintable(nginx.complaint()));
        }
        const CliResult result = load(nginx.url(), profile, options + QStringList{"--cacert", m_certificates->authority()});
        const std::vector<AccessLine> log = nginx.stopAndReadLog();
        if (log.size() < 50 || result.number("requests.sent") != static_cast<double>(log.size()) ||
            result.number("requests.ok") != static_cast<double>(log.size())) {
            qFatal("%zu logged, but: %s", log.size(), result.told().constData());
        }
        return countByEndpoint(log);
    }
    std::map<QString, std::uint64_t> connections(const QByteArray& profile) { return counted(profile, "$connection"); }

    std::optional<Certificates> m_certificates;
};

QTEST_GUILESS_MAIN(AcceptedConnectionsTest)
#include "connections_test.moc"
