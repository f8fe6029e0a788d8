// SPDX-License-Identifier: Apache-2.0
// What the real program, its targets file and its variables do: names, permissions, and secrets that appear nowhere.
#include "program.h"

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QTcpServer>
#include <QTcpSocket>
#include <QTemporaryDir>
#include <QTest>

#include <mutex>
#include <thread>

using namespace loadgate::clitest;

namespace {

const QString kToken = "s3cr3t-token-0123456789";
const QString kPassword = "p4ssw0rd/with \"quotes\"";
const QString kCookie = "c00kie-value-abcdef";
const QString kLiteral = "literal-credential-42";
const QStringList kEnvironment{"SHOP_TOKEN=" + kToken, "SHOP_PASSWORD=" + kPassword, "SHOP_COOKIE=" + kCookie};

/// Everything that is secret, as it is and as it would be encoded.
QStringList secrets() {
    return {kToken,     kPassword, kCookie,  kLiteral,
            "p4ssw0rd", "s3cr3t",  "c00kie", QString::fromUtf8(kPassword.toUtf8().toPercentEncoding())};
}

void write(const QString& path, const QByteArray& text) {
    QDir().mkpath(QFileInfo(path).path());
    QFile file(path);
    QVERIFY2(file.open(QIODevice::WriteOnly) && file.write(text) == text.size(), qPrintable(path));
}
QByteArray contents(const QString& path) {
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// Answers every request with an error whose status line, headers and body repeat the whole request.
class Echo {
  public:
    Echo() {
        m_thread = std::thread([this] { serve(); });
        while (m_port == 0) {
            std::this_thread::yield();
        }
    }
    ~Echo() {
        m_stop = true;
        m_thread.join();
    }
    [[nodiscard]] QString port() const { return QString::number(m_port); }
    [[nodiscard]] QByteArray received() const {
        const std::lock_guard lock(m_mutex);
        return m_received;
    }

  private:
    void serve() {
        QTcpServer server;
        server.listen(QHostAddress::LocalHost);
        m_port = server.serverPort();
        while (!m_stop) {
            if (!server.waitForNewConnection(20)) {
                continue;
            }
            const std::unique_ptr<QTcpSocket> socket(server.nextPendingConnection());
            QByteArray request;
            while (!request.contains("\r\n\r\n") && socket->waitForReadyRead(1000)) {
                request += socket->readAll();
            }
            const QByteArray line = QByteArray(request).replace("\r\n", " ");
            socket->write("HTTP/1.1 500 " + line + "\r\nSet-Cookie: " + line + "\r\nContent-Length: " + QByteArray::number(line.size()) +
                          "\r\nConnection: close\r\n\r\n" + line);
            socket->waitForBytesWritten(1000);
            socket->disconnectFromHost();
            const std::lock_guard lock(m_mutex);
            m_received += request;
        }
    }

    mutable std::mutex m_mutex;
    QByteArray m_received;
    std::atomic<quint16> m_port{0};
    std::atomic<bool> m_stop{false};
    std::thread m_thread;
};

}  // namespace

class SecretsTest : public QObject {
    Q_OBJECT
  private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }
    void aSecretAppearsInNoOutput();
    void aSecretAppearsInNoErrorEither_data();
    void aSecretAppearsInNoErrorEither();
    void aNameOfTheTargetsFileIsLoaded();
    void theContractsOwnCallWorks();
    void anUnknownNameListsTheKnownOnes();
    void anAddressOverridesWhatThePluginFinds();
    void theTargetsFilePermitsAndLimits();
    void aWrongTargetsFileSendsNothing();

  private:
    [[nodiscard]] QString in(const char* file) const { return m_folder->filePath(file); }
    void verifyDiscreet(const QByteArray& text, const char* where) const {
        for (const QString& secret : secrets()) {
            QVERIFY2(!text.contains(secret.toUtf8()), where + QByteArray(" holds ") + secret.toUtf8() + ":\n" + text);
        }
    }
    std::unique_ptr<QTemporaryDir> m_folder;
};

void SecretsTest::aSecretAppearsInNoOutput() {
    const Echo server;
    write(in("shop.yml"),
          "target: http://127.0.0.1:" + server.port().toUtf8() +
              "/api/${SHOP_TOKEN}\n"
              "headers:\n  Authorization: Bearer ${SHOP_TOKEN}\n  Cookie: sid=${SHOP_COOKIE}; theme=" +
              kLiteral.toUtf8() + "\n  Referer: http://user:${SHOP_TOKEN}@shop.example/\n  X-Copy: " + kLiteral.toUtf8() +
              "\nrequests:\n  - get: /items?key=${SHOP_TOKEN}\n  - post: /login\n    json:\n      password: ${SHOP_PASSWORD}\n"
              "  - post: /form\n    form:\n      password: ${SHOP_PASSWORD}\n"
              "load:\n  - {use: sustained, rate: 50/s, for: 400ms}\nobjectives: [\"errors <= 1%\"]\n");
    const QStringList files{"r.json", "r.md", "r.html", "r.xml", "r.hgrm", "r.jsonl", "d.md", "d.jsonl", "summary", "output"};
    const Ended run = runProgram(
        {"run", "shop.yml", "--json", in("r.json"), "--report", in("r.md"), "--html", in("r.html"), "--junit", in("r.xml"), "--hgrm",
         in("r.hgrm"), "--events", in("r.jsonl"), "--deployment-report", in("d.md"), "--verbose", "--progress", "plain"},
        m_folder->path(), kEnvironment + QStringList{"GITHUB_STEP_SUMMARY=" + in("summary"), "GITHUB_OUTPUT=" + in("output")});
    const QByteArray received = server.received();
    QVERIFY2(received.contains("POST /api/" + kToken.toUtf8() + "/login HTTP/1.1") &&
                 received.contains("Authorization: Bearer " + kToken.toUtf8()),
             received + run.err.toUtf8());
    QVERIFY(received.contains("{\"password\":\"p4ssw0rd/with \\\"quotes\\\"\"}") &&
            received.contains("password=p4ssw0rd%2Fwith+%22quotes%22"));
    QVERIFY2(run.exitCode >= 10, qPrintable(run.out + run.err));
    const QByteArray json = contents(in("r.json"));
    QVERIFY(json.contains("${SHOP_TOKEN}") && json.contains("${SHOP_PASSWORD}") && contents(in("r.md")).contains("SHOP"));
    verifyDiscreet(run.out.toUtf8(), "standard output");
    verifyDiscreet(run.err.toUtf8(), "standard error");
    for (const QString& file : files) {
        const QByteArray text = contents(in(qPrintable(file)));
        QVERIFY2(!text.isEmpty(), qPrintable(file));
        verifyDiscreet(text, qPrintable(file));
    }
    const Ended plan = runProgram({"plan", "shop.yml", "--json", in("p.json")}, m_folder->path(), kEnvironment);
    QVERIFY2(plan.exitCode == 0 && plan.out.contains("${SHOP_TOKEN}"), qPrintable(plan.out + plan.err));
    verifyDiscreet(plan.out.toUtf8() + plan.err.toUtf8(), "the plan");
    verifyDiscreet(contents(in("p.json")), "the plan as JSON");
}

void SecretsTest::aSecretAppearsInNoErrorEither_data() {
    QTest::addColumn<QByteArray>("profile");
    QTest::addColumn<QStringList>("options");
    const QByteArray target = "target: http://127.0.0.1:9/\n";
    QTest::newRow("userinfo") << QByteArray("target: http://user:${SHOP_TOKEN}@127.0.0.1:9/\n") << QStringList{};
    QTest::newRow("userinfo of an option") << QByteArray("seed: 1\n") << QStringList{"--target", "http://user:" + kToken + "@127.0.0.1:9/"};
    QTest::newRow("scheme") << QByteArray("target: ${SHOP_TOKEN}://127.0.0.1:9/\n") << QStringList{};
    QTest::newRow("name") << QByteArray("target: ${SHOP_TOKEN}\n") << QStringList{};
    QTest::newRow("host") << QByteArray("target: http://127.0.0.1:9${SHOP_TOKEN}/\n") << QStringList{};
    QTest::newRow("duration") << target + "timeout: ${SHOP_TOKEN}\n" << QStringList{};
    QTest::newRow("path") << target + "requests:\n  - get: ${SHOP_PASSWORD}\n" << QStringList{};
    QTest::newRow("pattern") << target + "load:\n  use: ${SHOP_TOKEN}\n" << QStringList{};
    QTest::newRow("parameter") << target + "load:\n  use: burst\n  with:\n    every: ${SHOP_TOKEN}\n" << QStringList{};
    QTest::newRow("expect") << target + "requests:\n  - get: /\n    expect:\n      status: ${SHOP_TOKEN}\n" << QStringList{};
    QTest::newRow("objective") << target + "objectives:\n  - p99 <= ${SHOP_TOKEN}\n" << QStringList{};
    QTest::newRow("header of an option") << target << QStringList{"--header", "Authorization Bearer " + kToken};
}

void SecretsTest::aSecretAppearsInNoErrorEither() {
    QFETCH(QByteArray, profile);
    QFETCH(QStringList, options);
    write(in("shop.yml"), profile);
    for (const char* command : {"run", "plan"}) {
        const Ended ended =
            runProgram(QStringList{command, "shop.yml", "--rate", "10", "--duration", "1s"} + options, m_folder->path(), kEnvironment);
        QCOMPARE(ended.exitCode, 2);
        QCOMPARE(ended.err.count('\n'), 1);
        verifyDiscreet((ended.out + ended.err).toUtf8(), command);
    }
}

void SecretsTest::aNameOfTheTargetsFileIsLoaded() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    write(in("deploy/targets.yml"), "targets:\n  shop:\n    url: ${SHOP_URL}/\n");
    write(in("shop.yml"), "target: shop\nrequests:\n  - get: /fast\nload: {rate: 100/s, for: 300ms}\nobjectives: [\"errors <= 50%\"]\n");
    const Ended run = runProgram({"run", "shop.yml", "--json", "-"}, m_folder->path(), {"SHOP_URL=" + backend.url()});
    QVERIFY2(run.exitCode >= 10, qPrintable(run.err));  // too short for a PASS; on a busy machine INVALID
    const QJsonObject json = QJsonDocument::fromJson(run.out.toUtf8()).object();
    QVERIFY(json["requests"].toObject()["ok"].toInt() > 0);
    QCOMPARE(json["target"].toObject()["name"].toString(), QString("shop"));
    QCOMPARE(json["target"].toObject()["url"].toString(), QString("${SHOP_URL}/"));
}

void SecretsTest::theContractsOwnCallWorks() {
    const Backend backend({"--latency", "1ms", "--errors", "0%"});
    write(in("deploy/targets.yml"), "targets:\n  backend-v2: {url: \"" + backend.url().toUtf8() + "/fast\"}\n");
    const QStringList literal{"--concurrency", "500", "--duration", "300", "--target", "backend-v2"};
    const QString script = QStringLiteral(LOADGATE_SOURCE_DIR "/deploy/load_test");
    // Three hundred seconds are too long for a test: the call is the contract's, and a signal ends it.
    QProcess run;
    run.setProgram(script);
    run.setArguments(literal);
    run.setWorkingDirectory(m_folder->path());
    run.setProcessEnvironment(
        cleanEnvironment(m_folder->path(), {QStringLiteral("LOADGATE_BIN=" LOADGATE_PROGRAM), "LOADGATE_PROGRESS=bar"}));
    run.start();
    run.setReadChannel(QProcess::StandardError);
    QByteArray said;
    while (!said.contains(" left") && run.waitForReadyRead(20'000)) {
        said += run.readAllStandardError();
    }
    run.terminate();
    QVERIFY(run.waitForFinished(20'000));
    said += run.readAllStandardError() + run.readAllStandardOutput();
    QVERIFY2(run.exitCode() == 143 && said.contains("500 looping users"), said);
    QVERIFY2(contents(in("deploy/performance_report.md")).contains("backend-v2"), said);
}

void SecretsTest::anUnknownNameListsTheKnownOnes() {
    write(in("deploy/targets.yml"),
          "targets:\n  backend-v1: {url: \"http://127.0.0.1:8001\"}\n  backend-v2: {url: \"http://127.0.0.1:8002\"}\n");
    const Ended near = runProgram({"plan", "--target", "backend-v3"}, m_folder->path());
    QCOMPARE(near.err,
             QStringLiteral("loadgate: --target: no target is called 'backend-v3', did you mean 'backend-v1'? deploy/targets.yml has "
                            "backend-v1, backend-v2\n"));
    const Ended far = runProgram({"plan", "--target", "x"}, m_folder->path());
    QCOMPARE(far.err, QStringLiteral("loadgate: --target: no target is called 'x'; deploy/targets.yml has backend-v1, backend-v2\n"));
    QCOMPARE(far.exitCode, 2);
    QFile::remove(in("deploy/targets.yml"));
    const Ended none = runProgram({"plan", "--target", "x"}, m_folder->path());
    QCOMPARE(none.err, QStringLiteral("loadgate: --target: 'x' is not an address: write http://HOST[:PORT][/PATH], name it in "
                                      "deploy/targets.yml, or ask a plugin as in process:nginx\n"));
}

void SecretsTest::anAddressOverridesWhatThePluginFinds() {
    write(in("deploy/targets.yml"), "targets:\n  shop: {use: url, with: {url: \"http://127.0.0.1:1/a\"}, url: \"http://127.0.0.1:2/b\"}\n");
    const Ended plan = runProgram({"plan", "--target", "shop", "--json", "-"}, m_folder->path());
    const QJsonObject target = QJsonDocument::fromJson(plan.out.toUtf8()).object()["target"].toObject();
    QCOMPARE(target["url"].toString(), QString("http://127.0.0.1:2/b"));
    QCOMPARE(target["name"].toString(), QString("shop"));
}

void SecretsTest::theTargetsFilePermitsAndLimits() {
    const QStringList call{"run", "--target", "far", "--rate", "2000", "--duration", "100ms", "--timeout", "10ms", "--resolve"};
    const auto run = [&](const QString& address) { return runProgram(call + QStringList{"far.example:80:" + address}, m_folder->path()); };
    write(in("deploy/targets.yml"), "targets:\n  far: {url: \"http://far.example\", max_rate: 3000/s}\n");
    QVERIFY(run("203.0.113.7").err.contains("far.example (203.0.113.7) is not on this machine"));
    write(in("deploy/targets.yml"), "targets:\n  far: {url: \"http://far.example\"}\nallow_hosts: [far.example]\n");
    QVERIFY(run("203.0.113.7").err.contains("more than 1000 users or requests per second on far.example"));
    write(in("deploy/targets.yml"), "targets:\n  far: {url: \"http://far.example\", max_rate: 1500/s}\nallow_hosts: [far.example]\n");
    QVERIFY(run("203.0.113.7").err.contains("more than max_rate, 1500/s, on far.example"));
    QVERIFY(run("169.254.169.254").err.contains("far.example (169.254.169.254) is a link-local address: load is never sent there"));
}

void SecretsTest::aWrongTargetsFileSendsNothing() {
    write(in("deploy/targets.yml"), "targets:\n  shop: {url: \"http://127.0.0.1:9\", max_rte: 5/s}\n");
    const Ended run = runProgram({"run", "--target", "http://127.0.0.1:9"}, m_folder->path());
    QCOMPARE(run.err, QStringLiteral("loadgate: deploy/targets.yml:2: targets.shop.max_rte: unknown key, did you mean 'max_rate'?\n"));
    QCOMPARE(run.exitCode, 2);
}

QTEST_GUILESS_MAIN(SecretsTest)
#include "secrets_test.moc"
