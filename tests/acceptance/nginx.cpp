// SPDX-License-Identifier: Apache-2.0
#include "acceptance/nginx.h"

#include "testkit/server/socket.h"

#include <QtCore/QFile>
#include <QtCore/QStandardPaths>

#include <csignal>
#include <system_error>
#include <utility>

namespace loadgate::acceptance {
namespace {

// Debian keeps servers where an ordinary user's PATH does not lead.
QString findNginx() {
    const QString found = QStandardPaths::findExecutable("nginx");
    return found.isEmpty() ? QStandardPaths::findExecutable("nginx", {"/usr/sbin", "/usr/local/sbin", "/sbin"}) : found;
}

// One process without a master: what is started is what serves and what is stopped.
constexpr const char* kConfiguration = R"(daemon off;
master_process off;
pid DIR/nginx.pid;
error_log DIR/error.log;
worker_rlimit_nofile 8192;
events { worker_connections 4096; }
http {
  log_format counted '$status ENDPOINT';
  access_log DIR/access.log counted;
  client_body_temp_path DIR/body;
  proxy_temp_path DIR/proxy;
  fastcgi_temp_path DIR/fastcgi;
  uwsgi_temp_path DIR/uwsgi;
  scgi_temp_path DIR/scgi;
  keepalive_requests 100000000;
  server {
    listen 127.0.0.1:PORT SSL backlog=4096;
    TLS
    location / { return 200 "ok\n"; }
    location /missing { return 404; }
    location /broken { return 500; }
  }
}
)";

bool answers(std::uint16_t port) {
    try {
        (void)testkit::connectTo("127.0.0.1", port);
        return true;
    } catch (const std::system_error&) {
        return false;
    }
}

}  // namespace

Nginx::Nginx(QByteArray tls, QByteArray logged) : m_tls(std::move(tls)), m_logged(std::move(logged)) {
    if (m_logged.isEmpty()) {
        m_logged = m_tls.isEmpty() ? "$request_method $request_uri" : "$ssl_protocol $ssl_session_reused $ssl_server_name";
    }
    // Between choosing a port and nginx taking it, somebody else may: then another one is tried.
    for (int attempt = 0; attempt < 5 && !start(); ++attempt) {
    }
}

Nginx::~Nginx() {
    if (running()) {
        (void)stopAndReadLog();
    }
}

QString Nginx::url() const { return (m_tls.isEmpty() ? "http://127.0.0.1:" : "https://127.0.0.1:") + QString::number(m_port); }

void Nginx::writeConfiguration() const {
    QFile file(m_directory.filePath("nginx.conf"));
    if (!file.open(QIODevice::WriteOnly)) {
        return;
    }
    QByteArray text = kConfiguration;
    text.replace("ENDPOINT", m_logged).replace("SSL", m_tls.isEmpty() ? "" : "ssl").replace("TLS", m_tls);
    text.replace("DIR", m_directory.path().toUtf8()).replace("PORT", QByteArray::number(m_port));
    file.write(text);
}

bool Nginx::start() {
    const QString program = findNginx();
    if (program.isEmpty()) {
        m_complaint = "nginx is not installed (Debian: nginx-light)";
        return false;
    }
    m_port = testkit::portOf(testkit::listenOn("127.0.0.1", 0));
    writeConfiguration();
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    m_process.start(program, {"-p", m_directory.path(), "-c", m_directory.filePath("nginx.conf"), "-e", m_directory.filePath("error.log")});
    // It may answer before its state here has gone from Starting to Running.
    if (!m_process.waitForStarted()) {
        m_complaint = "nginx does not start: " + m_process.errorString();
        return false;
    }
    while (!answers(m_port)) {
        if (m_process.waitForFinished(20)) {
            m_complaint = "nginx ended at once: " + QString::fromUtf8(m_process.readAll());
            return false;
        }
    }
    return true;
}

std::vector<AccessLine> Nginx::stopAndReadLog() {
    ::kill(static_cast<pid_t>(m_process.processId()), SIGQUIT);
    if (!m_process.waitForFinished(10'000)) {
        m_process.kill();
    }
    std::vector<AccessLine> lines;
    QFile log(m_directory.filePath("access.log"));
    if (!log.open(QIODevice::ReadOnly)) {
        return lines;
    }
    while (!log.atEnd()) {
        const QByteArray line = log.readLine().trimmed();
        const qsizetype space = line.indexOf(' ');
        if (space > 0) {
            lines.push_back({line.left(space).toInt(), QString::fromUtf8(line.mid(space + 1))});
        }
    }
    return lines;
}

std::map<int, std::uint64_t> countByStatus(const std::vector<AccessLine>& log) {
    std::map<int, std::uint64_t> counts;
    for (const AccessLine& line : log) {
        ++counts[line.status];
    }
    return counts;
}

std::map<QString, std::uint64_t> countByEndpoint(const std::vector<AccessLine>& log) {
    std::map<QString, std::uint64_t> counts;
    for (const AccessLine& line : log) {
        ++counts[line.endpoint];
    }
    return counts;
}

}  // namespace loadgate::acceptance
