// SPDX-License-Identifier: Apache-2.0
// What the program accepts, where its values come from, and that a wrong word sends nothing.
#include "acceptance/cli_run.h"
#include "testkit/server/test_server.h"

#include <QtCore/QDir>
#include <QtCore/QDirIterator>
#include <QtCore/QRegularExpression>
#include <QtTest/QTest>

#include <algorithm>

using namespace loadgate::acceptance;
using namespace loadgate::testkit;

namespace {

using Variables = QList<std::pair<QString, QString>>;

/// The line of a plan that tells a value's origin.
QString lineWith(const QString& text, const QString& word) {
    for (const QString& line : text.split('\n')) {
        if (line.contains(QRegularExpression("\\b" + word + "\\b", QRegularExpression::CaseInsensitiveOption))) {
            return line;
        }
    }
    return "no line with '" + word + "' in:\n" + text;
}

bool has(const QString& line, const QString& part) { return line.contains(part, Qt::CaseInsensitive); }

/// The built program with its libraries and plugins, copied so that a test may take parts away.
void copyInstallation(const QString& into) {
    const QDir from(QString(LOADGATE_PROGRAM) + "/../..");
    for (const QString& part : {QString("bin"), QString("lib")}) {
        QDirIterator files(from.absoluteFilePath(part), QDir::Files, QDirIterator::Subdirectories);
        while (files.hasNext()) {
            const QString file = files.next();
            const QString copy = into + '/' + from.relativeFilePath(file);
            QDir().mkpath(QFileInfo(copy).path());
            QFile::copy(file, copy);
        }
    }
}

QString pluginFile(const QString& installation, const QString& id) {
    QDirIterator files(installation + "/lib", {"*" + id + "*.so"}, QDir::Files, QDirIterator::Subdirectories);
    return files.hasNext() ? files.next() : QString();
}

}  // namespace

class UsageTest : public QObject {
    Q_OBJECT
  private slots:
    void laterWordsWin();
    void objectivesComeFromFileEnvironmentAndOption();
    void aWrongWordSendsNothing_data();
    void aWrongWordSendsNothing();
    void aWrongProfileSendsNothing_data();
    void aWrongProfileSendsNothing();
    void withoutItsLibraryBurstIsExplainedAndNothingElseChanges();
    void aFileThatIsNoPluginIsListedWithTheReason();
};

void UsageTest::laterWordsWin() {
    Cli cli;
    const auto timeoutLine = [&cli](const QStringList& more) {
        const CliResult plan = cli.call(QStringList{"plan", "--target", "http://127.0.0.1:9"} + more);
        return plan.exitCode == 0 ? lineWith(plan.out, "timeout") : QString(plan.told());
    };
    QString line = timeoutLine({});
    QVERIFY2(has(line, "10 s") && (has(line, "built-in") || has(line, "default")), qPrintable(line));

    cli.write("shop.yml", "version: 1\nrequests:\n  - get: /\nload: {use: sustained, users: 2, for: 5s}\ntimeout: 7s\n");
    line = timeoutLine({"shop.yml"});
    QVERIFY2(has(line, "7 s") && has(line, "shop.yml:5"), qPrintable(line));

    cli.setVariable("LOADGATE_TIMEOUT", "6s");
    line = timeoutLine({"shop.yml"});
    QVERIFY2(has(line, "6 s") && has(line, "LOADGATE_TIMEOUT"), qPrintable(line));

    line = timeoutLine({"shop.yml", "--timeout", "5s"});
    QVERIFY2(has(line, "5 s") && has(line, "--timeout"), qPrintable(line));
}

void UsageTest::objectivesComeFromFileEnvironmentAndOption() {
    Cli cli;
    cli.write("deploy/performance_config.yml",
              "latency:\n  p50: 100ms\n  p95: 250ms\n  p99: 400ms\nerror_rate: 0.5%\nthroughput: 1000 req/sec\n");
    cli.setVariable("LOADTEST_LATENCY_P95", "240ms");
    const CliResult plan = cli.call({"plan", "--target", "http://127.0.0.1:9", "--rate", "2000", "--p99", "390ms"});
    QVERIFY2(plan.exitCode == 0, plan.told());
    const QString p50 = lineWith(plan.out, "p50");
    QVERIFY2(has(p50, "100 ms") && has(p50, "performance_config.yml:2"), qPrintable(p50));
    const QString p95 = lineWith(plan.out, "p95");
    QVERIFY2(has(p95, "240 ms") && has(p95, "LOADTEST_LATENCY_P95"), qPrintable(p95));
    const QString p99 = lineWith(plan.out, "p99");
    QVERIFY2(has(p99, "390 ms") && has(p99, "--p99"), qPrintable(p99));
}

void UsageTest::aWrongWordSendsNothing_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char* name, const QStringList& arguments, const QStringList& parts) {
        QTest::newRow(name) << arguments << parts;
    };
    row("both models", {"--rate", "100", "--concurrency", "10"}, {"--rate", "--concurrency"});
    row("negative duration", {"--duration", "-5s"}, {"--duration", "-5s"});
    row("unknown unit of time", {"--duration", "5 parsecs"}, {"--duration", "5 parsecs"});
    row("no users", {"--concurrency", "0"}, {"--concurrency", "0"});
    row("a rate that is a time", {"--rate", "100ms"}, {"--rate", "100ms"});
    row("more than every request may fail", {"--error-rate", "200%"}, {"--error-rate", "200%"});
    row("unknown option", {"--concurency", "10"}, {"--concurency", "--concurrency"});
    row("unknown pattern", {"--pattern", "brust"}, {"brust", "burst"});
    row("unknown parameter", {"--pattern", "burst", "--set", "evry=2s"}, {"evry", "every"});
    row("parameter with a wrong unit", {"--pattern", "burst", "--set", "every=2ms/s"}, {"every", "2ms/s"});
    row("unknown method", {"--endpoint", "FETCH /"}, {"FETCH"});
    row("another host in a request", {"--endpoint", "GET http://127.0.0.2/"}, {"http://127.0.0.2/"});
    row("half an objective", {"--slo", "p99 <"}, {"--slo", "p99 <"});
    row("objective of an unknown endpoint", {"--slo", "p99(GET /nowhere) < 1s"}, {"/nowhere"});
    row("warm-up longer than the run", {"--warmup", "60s", "--duration", "30s"}, {"warm"});
    row("more throughput than is planned", {"--rate", "100", "--throughput", "1000"}, {"throughput", "100"});
    row("unknown arrivals", {"--arrivals", "poison"}, {"poison", "poisson"});
    row("a file that is not there", {"nowhere.yml"}, {"nowhere.yml"});
    row("another host than ours", {"--target", "http://203.0.113.7/"}, {"203.0.113.7", "--allow-host"});
    row("link-local is never loaded", {"--target", "http://169.254.169.254/", "--allow-host", "169.254.169.254"}, {"169.254.169.254"});
    row("another scheme", {"--target", "gopher://127.0.0.1/"}, {"gopher"});
}

namespace {

/// Lines on standard error that are not advice.
qsizetype complaints(const CliResult& result) {
    const QStringList lines = result.err.split('\n', Qt::SkipEmptyParts);
    return std::count_if(lines.begin(), lines.end(), [](const QString& line) { return !line.startsWith("note: "); });
}

void verifyRefused(const CliResult& result, const TestServer& server, const QStringList& parts) {
    QVERIFY2(result.exitCode == 2, result.told());
    for (const QString& part : parts) {
        QVERIFY2(result.err.contains(part), "'" + part.toUtf8() + "' is missing: " + result.told());
    }
    QVERIFY2(complaints(result) == 1, "more than one line: " + result.told());
    QVERIFY2(result.json.isEmpty(), "a result was written");
    QCOMPARE(server.requests(), std::size_t{0});
}

}  // namespace

void UsageTest::aWrongWordSendsNothing() {
    QFETCH(QStringList, arguments);
    QFETCH(const QStringList, parts);
    const TestServer server;
    if (!arguments.contains("--target")) {
        arguments << "--target" << QString::fromStdString(server.url());
    }
    verifyRefused(Cli().run(arguments), server, parts);
}

void UsageTest::aWrongProfileSendsNothing_data() {
    QTest::addColumn<QByteArray>("line");
    QTest::addColumn<QStringList>("parts");
    const auto row = [](const char* name, const char* line, const QStringList& parts) { QTest::newRow(name) << QByteArray(line) << parts; };
    row("misspelt key", "warmpu: 1s", {"shop.yml:5", "warmpu", "warmup"});
    row("wrong unit", "timeout: 5 bananas", {"shop.yml:5", "timeout", "5 bananas"});
    row("negative duration", "timeout: -5s", {"shop.yml:5", "timeout", "-5s"});
    row("key given twice", "seed: 1\nseed: 2", {"shop.yml:6", "seed"});
    row("anchor", "headers: &all {A: b}", {"shop.yml:5"});
    row("unknown parameter of a pattern", "load: {use: burst, users: 5, for: 5s, with: {pause: 3s}}", {"shop.yml:5", "pause"});
    row("unknown pattern", "load: {use: brust, users: 5, for: 5s}", {"shop.yml:5", "brust", "burst"});
    row("both models", "load: {use: burst, users: 5, rate: 5/s, for: 5s}", {"shop.yml:5", "users", "rate"});
    row("unset variable", "name: ${NO_SUCH_VARIABLE_HERE}", {"shop.yml:5", "NO_SUCH_VARIABLE_HERE"});
    row("a gate in a profile", "gate: {use: canary}", {"shop.yml:5", "gate"});
}

void UsageTest::aWrongProfileSendsNothing() {
    QFETCH(const QByteArray, line);
    QFETCH(const QStringList, parts);
    const TestServer server;
    const Cli cli;
    cli.write("shop.yml", "version: 1\ntarget: " + QByteArray::fromStdString(server.url()) + "\nrequests:\n  - get: /\n" + line + "\n");
    verifyRefused(cli.run({"shop.yml"}), server, parts);
}

void UsageTest::withoutItsLibraryBurstIsExplainedAndNothingElseChanges() {
    const QTemporaryDir installation;
    copyInstallation(installation.path());
    const QString burst = pluginFile(installation.path(), "burst");
    QVERIFY(!burst.isEmpty());
    const Cli cli(installation.filePath("bin/loadgate"));
    const auto plan = [&cli](const QString& pattern) { return cli.call({"plan", "--target", "http://127.0.0.1:9", "--pattern", pattern}); };
    QCOMPARE(plan("burst").exitCode, 0);
    const QString rampBefore = plan("ramp").out;

    QVERIFY(QFile::remove(burst));
    const CliResult without = plan("burst");
    QVERIFY2(without.exitCode == 2 && without.err.contains("burst") && complaints(without) == 1, without.told());
    QCOMPARE(plan("ramp").out, rampBefore);
    const CliResult list = cli.call({"plugins", "list"});
    QVERIFY2(list.exitCode == 0 && !list.out.contains("burst") && list.out.contains("ramp"), list.told());
}

void UsageTest::aFileThatIsNoPluginIsListedWithTheReason() {
    const Cli cli;
    cli.write("extra/strange.so", "this is no library\n");
    QFile::setPermissions(cli.path("extra/strange.so"), QFile::ReadOwner | QFile::WriteOwner);
    const CliResult list = cli.call({"plugins", "list", "--plugin-dir", cli.path("extra")});
    QVERIFY2(list.exitCode == 0 && (list.out + list.err).contains("strange.so"), list.told());
    QVERIFY2(!lineWith(list.out + list.err, "strange.so").trimmed().endsWith("strange.so"), list.told());
}

QTEST_GUILESS_MAIN(UsageTest)
#include "usage_test.moc"
