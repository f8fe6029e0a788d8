// SPDX-License-Identifier: Apache-2.0
// Load over TLS to a real nginx, with certificates that are right and wrong, over both reactors.
#include "acceptance/certificates.h"
#include "acceptance/cli_run.h"
#include "acceptance/nginx.h"

#include <QtCore/QJsonArray>
#include <QtTest/QTest>

#include <optional>

using namespace loadgate::acceptance;

namespace {

QString firstExample(const CliResult& result) { return result.json["error_examples"].toArray().first().toObject()["text"].toString(); }

std::uint64_t countOf(const std::map<QString, std::uint64_t>& counts, const QString& endpoint) {
    const auto found = counts.find(endpoint);
    return found == counts.end() ? 0 : found->second;
}

}  // namespace

class TlsTest : public QObject {
    Q_OBJECT
  private slots:
    void initTestCase();
    void requestsEqualTheAccessLog_data();
    void requestsEqualTheAccessLog();
    void sessionsAreResumed();
    void aCertificateThatIsNotRightIsRefusedBySaying_data();
    void aCertificateThatIsNotRightIsRefusedBySaying();
    void insecureAcceptsAnyCertificateAndThePlanSaysSo();
    void overHttpOptionsOfTlsAreNotIgnoredInSilence();
    void aServerThatAsksWhoWeAreIsTold();

  private:
    [[nodiscard]] static CliResult load(const QString& target, const QStringList& more);
    [[nodiscard]] QStringList trusting() const { return {"--cacert", m_certificates->authority()}; }

    std::optional<Certificates> m_certificates;
};

CliResult TlsTest::load(const QString& target, const QStringList& more) {
    return Cli().run(QStringList{"--target", target, "--duration", "1s"} + more);
}

void TlsTest::initTestCase() {
    m_certificates.emplace();
    m_certificates->sign("good", "IP:127.0.0.1,DNS:localhost");
    m_certificates->sign("elsewhere", "DNS:shop.example");
    m_certificates->sign("expired", "IP:127.0.0.1", -1);
    m_certificates->sign("client", "DNS:client");
    m_certificates->selfSign("self", "IP:127.0.0.1");
    QVERIFY2(m_certificates->complaint().isEmpty(), qPrintable(m_certificates->complaint()));
}

void TlsTest::requestsEqualTheAccessLog_data() {
    QTest::addColumn<QString>("protocol");
    QTest::addColumn<QStringList>("options");
    for (const QString reactor : {"epoll", "io_uring"}) {
        for (const QString protocol : {"TLSv1.2", "TLSv1.3"}) {
            const auto row = [&](const char* model, const QStringList& options) {
                QTest::newRow(qPrintable(protocol + ", " + model + ", " + reactor))
                    << protocol << options + QStringList{"--reactor", reactor};
            };
            row("open", {"--rate", "500"});
            row("closed", {"--concurrency", "8"});
            row("filled in", {"--rate", "300", "--header", "X-Number: {{seq}}"});
        }
    }
}

void TlsTest::requestsEqualTheAccessLog() {
    QFETCH(const QString, protocol);
    QFETCH(const QStringList, options);
    Nginx nginx(m_certificates->directives("good") + "ssl_protocols " + protocol.toUtf8() + ';');
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const CliResult result = load(nginx.url(), trusting() + options);
    const std::vector<AccessLine> log = nginx.stopAndReadLog();
    QVERIFY2(log.size() > 100, result.told());
    QCOMPARE(result.number("requests.sent"), static_cast<double>(log.size()));
    QCOMPARE(result.number("requests.ok"), static_cast<double>(countByStatus(log)[200]));
    for (const AccessLine& line : log) {
        QVERIFY2(line.endpoint.startsWith(protocol + ' '), qPrintable(line.endpoint));
    }
}

void TlsTest::sessionsAreResumed() {
    Nginx nginx(m_certificates->directives("good") + "ssl_protocols TLSv1.3; keepalive_timeout 0;");
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    QString target = nginx.url();
    target.replace("127.0.0.1", "localhost");
    const CliResult result = load(target, trusting() + QStringList{"--concurrency", "1", "--threads", "1"});
    const auto counts = countByEndpoint(nginx.stopAndReadLog());
    // Each request has a connection of its own, and all but the first go on with the session before.
    QVERIFY2(countOf(counts, "TLSv1.3 r localhost") > 10, result.told());
    QCOMPARE(countOf(counts, "TLSv1.3 . localhost"), std::uint64_t{1});
    QCOMPARE(counts.size(), std::size_t{2});
}

void TlsTest::aCertificateThatIsNotRightIsRefusedBySaying_data() {
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<bool>("trusted");
    QTest::addColumn<QString>("sentence");
    QTest::newRow("expired") << "expired" << true << "TLS: the certificate has expired";
    QTest::newRow("for another host") << "elsewhere" << true << "TLS: the certificate is not for 127.0.0.1";
    QTest::newRow("self-signed") << "self" << true << "TLS: the certificate is self-signed";
    QTest::newRow("unknown authority") << "good" << false << "TLS: the certificate is from an authority that is not trusted here";
}

void TlsTest::aCertificateThatIsNotRightIsRefusedBySaying() {
    QFETCH(const QString, certificate);
    QFETCH(const bool, trusted);
    QFETCH(const QString, sentence);
    for (const QString reactor : {"epoll", "io_uring"}) {
        Nginx nginx(m_certificates->directives(certificate));
        QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
        const CliResult result =
            load(nginx.url(), (trusted ? trusting() : QStringList{}) + QStringList{"--rate", "20", "--reactor", reactor});
        QCOMPARE(result.status(), QString("FAIL"));
        QCOMPARE(result.number("errors.tls"), 20.0);
        QCOMPARE(result.number("requests.ok"), 0.0);
        for (const QJsonValue example : result.json["error_examples"].toArray()) {
            QCOMPARE(example.toObject()["text"].toString(), sentence);
        }
        QCOMPARE(firstExample(result), sentence);
        QVERIFY(nginx.stopAndReadLog().empty());
    }
}

void TlsTest::insecureAcceptsAnyCertificateAndThePlanSaysSo() {
    Nginx nginx(m_certificates->directives("expired"));
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const CliResult result = load(nginx.url(), {"--rate", "50", "--insecure"});
    QCOMPARE(result.number("requests.ok"), 50.0);
    const CliResult plan = Cli().call({"plan", "--target", nginx.url(), "--insecure"});
    QVERIFY2(plan.out.contains("the certificate of 127.0.0.1 is not verified (--insecure)"), plan.told());
    QCOMPARE(result.json["target"].toObject()["certificate_verified"], QJsonValue(false));
    QVERIFY2(result.out.contains("certificate was not verified"), result.told());
    Nginx good(m_certificates->directives("good"));
    const CliResult verified = load(good.url(), trusting() + QStringList{"--rate", "50"});
    QCOMPARE(verified.json["target"].toObject()["certificate_verified"], QJsonValue(true));
    QVERIFY2(!verified.out.contains("not verified"), verified.told());
}

void TlsTest::overHttpOptionsOfTlsAreNotIgnoredInSilence() {
    const QString target = "http://127.0.0.1:9";
    const QString noEffect = " has no effect: 127.0.0.1 is spoken to by http";
    for (const QStringList& options : {QStringList{"--insecure"}, QStringList{"--cacert", m_certificates->authority()}}) {
        const CliResult result = load(target, options + QStringList{"--rate", "20"});
        QVERIFY2(result.err.contains("note: " + options.front() + noEffect), result.told());
        QVERIFY(!result.json["target"].toObject().contains("certificate_verified"));
    }
    for (const QStringList& us : {QStringList{"--cert", m_certificates->path("client.pem"), "--key", m_certificates->path("client.key")}}) {
        const CliResult result = load(target, us);
        QCOMPARE(result.exitCode, 2);
        QVERIFY2(result.err.contains(us.front() + noEffect), result.told());
    }
    Cli cli;
    cli.setVariable("LOADGATE_CERT", m_certificates->path("client.pem"));
    const CliResult plan = cli.call({"plan", "--target", target});
    QVERIFY2(plan.exitCode == 0 && plan.out.simplified().contains("LOADGATE_CERT" + noEffect), plan.told());
}

void TlsTest::aServerThatAsksWhoWeAreIsTold() {
    Nginx nginx(m_certificates->directives("good") + "ssl_verify_client on; ssl_client_certificate " +
                m_certificates->authority().toUtf8() + ';');
    QVERIFY2(nginx.running(), qPrintable(nginx.complaint()));
    const QStringList rate{"--rate", "50"};
    const QStringList us{"--cert", m_certificates->path("client.pem"), "--key", m_certificates->path("client.key")};
    QCOMPARE(load(nginx.url(), trusting() + rate).number("requests.ok"), 0.0);
    QCOMPARE(load(nginx.url(), trusting() + rate + us).number("requests.ok"), 50.0);
}

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"
