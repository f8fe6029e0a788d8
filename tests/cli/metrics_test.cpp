// SPDX-License-Identifier: Apache-2.0
// --metrics-listen, --pushgateway and --metrics-textfile through the real program, with whatever may go wrong on the other side.
#include "program.h"

#include "testkit/server/nasty_scripts.h"
#include "testkit/server/raw_client.h"
#include "testkit/server/scripted_server.h"
#include "testkit/server/test_server.h"

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QtTest>

#include <csignal>

using namespace loadgate::clitest;
using namespace loadgate::testkit;

namespace {

QByteArray read(const QString& name) {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QString shown(const std::string& text) { return QString::fromStdString(text); }

/// The value of the series that begins like this; -1 when there is none.
double valueOf(const QString& text, const QString& series) {
    for (const QString& line : text.split('\n')) {
        if (line.startsWith(series)) {
            return line.section(' ', -1).toDouble();
        }
    }
    return -1;
}

/// The newest request's body, after its head.
QString bodyOf(const std::string& request) { return shown(request).section("\r\n\r\n", 1); }

}  // namespace

class MetricsTest : public QObject {
    Q_OBJECT

  private slots:
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void wrongAddressesSendNothing_data() {
        QTest::addColumn<QStringList>("given");
        QTest::addColumn<QString>("said");
        QTest::newRow("listen") << QStringList{"--metrics-listen", "9464"}
                                << "--metrics-listen: '9464' is not where one can listen: write :9464 (this machine only), or ADDRESS:PORT";
        QTest::newRow("push") << QStringList{"--pushgateway", "me:hunter22@push:9091"}
                              << "--pushgateway: this is not the address of a Pushgateway: write http://HOST:9091, or "
                                 "https://USER:PASSWORD@HOST/PREFIX";
        QTest::newRow("folder") << QStringList{"--metrics-textfile", "none/m.prom"}
                                << "--metrics-textfile none/m.prom: there is no folder 'none'; create it first";
        QTest::newRow("device") << QStringList{"--metrics-textfile", "/dev/null"}
                                << "--metrics-textfile /dev/null: node_exporter reads files; name one that ends in .prom";
        QTest::newRow("output") << QStringList{"--metrics-textfile", "-"}
                                << "--metrics-textfile -: node_exporter reads files; name one that ends in .prom";
        QTest::newRow("same") << QStringList{"--metrics-textfile", "a", "--json", "a"}
                              << "--json and --metrics-textfile both go to 'a'; give one of them a file of its own";
    }
    void wrongAddressesSendNothing() {
        QFETCH(QStringList, given);
        QFETCH(QString, said);
        const Ended ended = run(given);
        QCOMPARE(ended.exitCode, 2);
        QCOMPARE(ended.err, "loadgate: " + said + "\n");
        QCOMPARE(m_target.requests(), std::size_t{0});
    }

    void aBusyPortIsSaidBeforeAnythingIsSent() {
        const TestServer other;
        const QString address = "127.0.0.1:" + QString::number(other.port());
        const Ended ended = run({"--metrics-listen", ":" + QString::number(other.port())});
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.err.endsWith("loadgate: --metrics-listen " + address +
                                    ": cannot listen there: another program has that port, or the address is none of this machine\n"),
                 qPrintable(ended.err));
        QCOMPARE(m_target.requests(), std::size_t{0});
    }

    void theFileHoldsWhatTheJsonSays() {
        const Ended ended = run({"--metrics-textfile", "m.prom", "--json", "r.json", "--name", "say \"hi\"\\"});
        QVERIFY2(ended.exitCode != 1, qPrintable(ended.err));
        const QString text = read(path("m.prom"));
        const QJsonObject json = QJsonDocument::fromJson(read(path("r.json"))).object();
        const QString target = json["target"].toObject()["name"].toString();
        const QString labels = "{target=\"" + target + "\",profile=\"say \\\"hi\\\"\\\\\"}";
        QCOMPARE(valueOf(text, "loadtest_latency_p99" + labels), json["latency_s"].toObject()["p99"].toDouble());
        QCOMPARE(valueOf(text, "loadtest_throughput_rps" + labels), json["throughput_rps"].toDouble());
        QVERIFY2(!text.contains("run_info"), "a run's id would be a new series with each run");
        QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files | QDir::Hidden).size(), 2);  // no temporary file stays
    }

    void aFileThatCannotBeWrittenInTheEndIsSaidAndFailsNothingElse() {
        QVERIFY(QDir(m_folder->path()).mkdir("sub"));
        const auto process = start({"--metrics-textfile", "sub/m.prom", "--json", "r.json", "--duration", "2s"});
        QTRY_VERIFY(QFile::exists(path("sub/m.prom")));
        QVERIFY(QDir(path("sub")).removeRecursively());
        const Ended ended = finish(*process);
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.err.contains("loadgate: --metrics-textfile: the final metrics could not be delivered: "), qPrintable(ended.err));
        QVERIFY2(ended.err.contains("create it first"), qPrintable(ended.err));
        QVERIFY(!verdict().isEmpty());
    }

    void everyPushReplacesTheGroupAndTheLastOneIsTheJson() {
        const ScriptedServer gateway(std::vector<std::string>{okAnswer("")});
        const QString place = "http://127.0.0.1:" + QString::number(gateway.port());
        const Ended ended = run({"--pushgateway", place + "/prefix/", "--json", "r.json", "--name", "a b"});
        QVERIFY2(ended.exitCode != 1, qPrintable(ended.err));
        const auto requests = gateway.requests();
        QVERIFY(requests.size() >= 2);  // when the run begins, and when it has ended
        for (const std::string& request : requests) {
            QVERIFY2(shown(request).startsWith("PUT /prefix/metrics/job/loadgate/target@base64/"), request.c_str());
            QVERIFY2(shown(request).section("\r\n", 0, 0).contains("/profile@base64/YSBi HTTP/1.1"), request.c_str());
            QVERIFY(!bodyOf(request).contains("run_info"));
        }
        QVERIFY(!bodyOf(requests.front()).contains("loadtest_verdict"));
        const QJsonObject json = QJsonDocument::fromJson(read(path("r.json"))).object();
        QCOMPARE(valueOf(bodyOf(requests.back()), "loadtest_latency_p99{"), json["latency_s"].toObject()["p99"].toDouble());
        QCOMPARE(gateway.connections(), std::size_t{1});
    }

    void aPushgatewayThatRefusesIsSaidOnceAndAtTheEnd() {
        TestServer gone;
        const QString place = QString::fromStdString(gone.url());
        gone.stop();
        const Ended ended = run({"--pushgateway", place, "--json", "r.json"});
        QCOMPARE(ended.exitCode, 1);
        QCOMPARE(ended.err.count("--pushgateway " + place), 2);
        QVERIFY2(ended.err.contains("note: --pushgateway " + place + ": "), qPrintable(ended.err));
        QVERIFY2(ended.err.contains("loadgate: --pushgateway " + place + ": the final metrics could not be delivered: "),
                 qPrintable(ended.err));
        QVERIFY(!verdict().isEmpty());
    }

    void whatAHostilePushgatewaySaysIsNeitherObeyedNorMistakenForAResult() {
        const std::string body = "\x1b]0;title\x07\n::error::forged\nme:hunter22secret bWU6aHVudGVyMjJzZWNyZXQ=";
        const std::string answer = "HTTP/1.1 400 Bad Request\r\nContent-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
        const ScriptedServer gateway(std::vector<std::string>{answer});
        const QString place = "127.0.0.1:" + QString::number(gateway.port());
        const Ended ended = run({"--pushgateway", "http://me:hunter22secret@" + place, "--json", "-", "--events", "e.ndjson"});
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(!QJsonDocument::fromJson(ended.out.toUtf8()).isNull(), qPrintable(ended.out));
        QVERIFY2(
            ended.err.contains("loadgate: --pushgateway http://" + place + ": the final metrics could not be delivered: it answered 400: "),
            qPrintable(ended.err));
        QVERIFY(!ended.err.contains('\x1b') && !ended.err.contains("\n::error"));
        const QString request = shown(gateway.requests().back());
        QVERIFY2(request.contains("Authorization: Basic bWU6aHVudGVyMjJzZWNyZXQ=\r\n"), qPrintable(request));
        for (const QString& text : {ended.out, ended.err, QString(read(path("e.ndjson")))}) {
            QVERIFY2(!text.contains("hunter22secret") && !text.contains("bWU6aHVudGVyMjJzZWNyZXQ="), qPrintable(text));
        }
    }

    void anInterruptedRunIsPushedToo() {
        const ScriptedServer gateway(std::vector<std::string>{okAnswer("")});
        const auto process =
            start({"--pushgateway", "http://127.0.0.1:" + QString::number(gateway.port()), "--json", "r.json", "--duration", "60s"});
        QTRY_VERIFY(!gateway.requests().empty() && m_target.requests() > 20);
        process->terminate();
        QCOMPARE(finish(*process).exitCode, 143);
        const QString last = bodyOf(gateway.requests().back());
        QVERIFY2(last.contains("loadtest_verdict{"), qPrintable(last));
        const QJsonObject json = QJsonDocument::fromJson(read(path("r.json"))).object();
        QCOMPARE(valueOf(last, "loadtest_throughput_rps{"), json["throughput_rps"].toDouble());
    }

    /// A target that does not answer takes 3 s of the 5, a reader that does not read 1.5 s.
    void neitherSilentPushgatewayNorIdleScraperHoldsUpTheEnd() {
        const ScriptedServer silent(scripts::neverAnswers());
        const QString place = "http://127.0.0.1:" + QString::number(silent.port());
        const auto process = start({"--pushgateway", place, "--metrics-listen", ":0", "--duration", "60s", "--target", place + "/x"});
        QString text;
        static const QRegularExpression where("metrics are at http://127.0.0.1:(\\d+)/metrics");
        process->setReadChannel(QProcess::StandardError);
        while (!text.contains(where) && process->waitForReadyRead(20'000)) {
            text += QString::fromUtf8(process->readAllStandardError());
        }
        const RawClient idle(static_cast<std::uint16_t>(where.match(text).captured(1).toUInt()));
        QTRY_VERIFY(silent.requests().size() >= 2);
        QElapsedTimer since;
        since.start();
        ::kill(static_cast<pid_t>(process->processId()), SIGINT);
        const Ended ended = finish(*process);
        QVERIFY2(since.elapsed() < 5000, qPrintable(QString::number(since.elapsed()) + " ms\n" + ended.err));
        QCOMPARE(ended.exitCode, 1);
        QVERIFY2(ended.err.contains("the final metrics could not be delivered: it did not answer in time"), qPrintable(ended.err));
    }

    void withoutTheOptionsNothingOfItIsLoaded() {
        const auto loaded = [this](const QStringList& options) {
            const auto process = start(options + QStringList{"--duration", "60s"});
            const std::size_t before = m_target.requests();
            [&] { QTRY_VERIFY(m_target.requests() > before); }();
            const QString maps = read("/proc/" + QString::number(process->processId()) + "/maps");
            process->terminate();
            (void)finish(*process);
            return maps.contains("loadgate_prometheus.so") || maps.contains("libcurl") || maps.contains("libprometheus");
        };
        QVERIFY(!loaded({}));
        QVERIFY(loaded({"--metrics-textfile", "m.prom"}));
    }

  private:
    [[nodiscard]] QString path(const QString& name) const { return m_folder->filePath(name); }
    [[nodiscard]] QString verdict() const {
        return QJsonDocument::fromJson(read(path("r.json"))).object()["verdict"].toObject()["status"].toString();
    }
    [[nodiscard]] QStringList arguments(const QStringList& more) const {
        QStringList all{"run", "--progress", "none", "--concurrency", "2", "--think-time", "10ms"};
        all += more.contains("--target") ? QStringList{} : QStringList{"--target", QString::fromStdString(m_target.url())};
        all += more.contains("--duration") ? QStringList{} : QStringList{"--duration", "1s"};
        return all + more;
    }
    [[nodiscard]] Ended run(const QStringList& more) const { return runProgram(arguments(more), m_folder->path()); }
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& more) const {
        auto process = std::make_unique<QProcess>();
        process->setProgram(QStringLiteral(LOADGATE_PROGRAM));
        process->setArguments(arguments(more));
        process->setWorkingDirectory(m_folder->path());
        process->setProcessEnvironment(cleanEnvironment(m_folder->path()));
        process->start();
        return process;
    }
    [[nodiscard]] static Ended finish(QProcess& process) {
        const bool ended = process.state() == QProcess::NotRunning || process.waitForFinished(30'000);
        return {ended && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1,
                QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
    }

    TestServer m_target;
    std::unique_ptr<QTemporaryDir> m_folder;
};

QTEST_GUILESS_MAIN(MetricsTest)
#include "metrics_test.moc"
