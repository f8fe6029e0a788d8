// SPDX-License-Identifier: Apache-2.0
#include "acceptance/prometheus.h"

#include "testkit/server/raw_client.h"

#include <QtCore/QFile>
#include <QtCore/QJsonDocument>
#include <QtCore/QStandardPaths>
#include <QtCore/QUrl>

#include <system_error>

namespace loadgate::acceptance {
namespace {

constexpr int kPatienceMs = 30'000;

void write(const QString& path, const QByteArray& text) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(path));
    }
}

QJsonValue dataOf(const QByteArray& answer) { return QJsonDocument::fromJson(answer).object().value("data"); }

}  // namespace

QByteArray httpGet(std::uint16_t port, const QByteArray& path) {
    try {
        testkit::RawClient client(port);
        client.send("GET " + path.toStdString() + " HTTP/1.0\r\nHost: localhost\r\n\r\n");  // 1.0: the answer comes in one piece
        const QByteArray answer = QByteArray::fromStdString(client.readToEnd());
        const qsizetype body = answer.indexOf("\r\n\r\n");
        return body > 0 && answer.left(answer.indexOf('\r')).contains(" 200 ") ? answer.mid(body + 4) : QByteArray();
    } catch (const std::system_error&) {
        return {};
    }
}

StartedServer::StartedServer(const QString& program, const QString& package, const ArgumentsFor& arguments) {
    const QString found = QStandardPaths::findExecutable(program);
    if (found.isEmpty()) {
        m_complaint = program + " is not installed (Debian: " + package + ")";
        return;
    }
    // Between choosing a port and the program taking it, somebody else may: then another one is tried.
    for (int attempt = 0; attempt < 5 && !start(found, arguments); ++attempt) {
    }
}

StartedServer::~StartedServer() {
    m_process.terminate();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(kPatienceMs)) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

bool StartedServer::start(const QString& program, const ArgumentsFor& arguments) {
    m_port = testkit::portOf(testkit::listenOn("127.0.0.1", 0));
    m_process.setWorkingDirectory(m_directory.path());
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.setStandardOutputFile(m_directory.filePath("log"));
    m_process.start(program, arguments(m_port, m_directory.path()));
    while (m_process.waitForStarted(kPatienceMs) && httpGet(m_port, "/-/ready").isEmpty()) {
        if (m_process.waitForFinished(20)) {
            break;
        }
    }
    QFile log(m_directory.filePath("log"));
    const bool runs = m_process.state() == QProcess::Running;
    m_complaint = runs ? QString() : program + " does not run: " + (log.open(QIODevice::ReadOnly) ? log.readAll() : "");
    return runs;
}

Pushgateway::Pushgateway()
    : StartedServer("prometheus-pushgateway", "prometheus-pushgateway", [](std::uint16_t port, const QString&) {
          // Debian's would keep what is pushed for the next one.
          return QStringList{"--web.listen-address=127.0.0.1:" + QString::number(port), "--persistence.file="};
      }) {}

QList<QJsonObject> Pushgateway::groups() const {
    QList<QJsonObject> groups;
    for (const QJsonValue& group : dataOf(httpGet(port(), "/api/v1/metrics")).toArray()) {
        groups << group.toObject();
    }
    return groups;
}

Prometheus::Prometheus(const QByteArray& configuration)
    : StartedServer("prometheus", "prometheus", [&](std::uint16_t port, const QString& folder) {
          write(folder + "/prometheus.yml", configuration);
          return QStringList{"--config.file=" + folder + "/prometheus.yml", "--storage.tsdb.path=" + folder + "/data",
                             "--web.listen-address=127.0.0.1:" + QString::number(port)};
      }) {}

QJsonArray Prometheus::query(const QString& expression) const {
    return dataOf(httpGet(port(), "/api/v1/query?query=" + QUrl::toPercentEncoding(expression))).toObject().value("result").toArray();
}

QJsonArray Prometheus::rules() const {
    QJsonArray all;
    for (const QJsonValue& group : dataOf(httpGet(port(), "/api/v1/rules")).toObject().value("groups").toArray()) {
        for (const QJsonValue& rule : group.toObject().value("rules").toArray()) {
            all << rule;
        }
    }
    return all;
}

QString promtoolComplains(const QStringList& arguments, const QByteArray& input) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("promtool", arguments);
    process.write(input);
    process.closeWriteChannel();
    const bool ended = process.waitForFinished(kPatienceMs);
    const QString said = QString::fromUtf8(process.readAll());
    // `check metrics` prints its advice and may still exit with 0.
    const bool content = ended && process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0;
    const bool advice = arguments.value(1) == "metrics" && !said.isEmpty();
    return content && !advice ? QString() : "promtool " + arguments.join(' ') + ": " + (ended ? said : process.errorString());
}

}  // namespace loadgate::acceptance
