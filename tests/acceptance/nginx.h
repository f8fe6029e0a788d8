// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QTemporaryDir>

#include <cstdint>
#include <map>
#include <vector>

namespace loadgate::acceptance {

/// One line of nginx's access log.
struct AccessLine {
    int status{};
    QString endpoint;  ///< "GET /items?page=1"
};

/// A real nginx with a configuration of its own on a free loopback port. It answers 200, below /missing 404, below /broken 500.
class Nginx {
  public:
    /// `tls`: directives of the server that secure it, "ssl_certificate …;"; the log's endpoints are then "TLSv1.3 r localhost": protocol,
    /// whether the session was resumed ("r", else "."), and the name that was asked for.
    /// `logged`: what the log's endpoints are instead, in nginx's variables: "$connection".
    explicit Nginx(QByteArray tls = {}, QByteArray logged = {});
    ~Nginx();

    [[nodiscard]] bool running() const { return m_process.state() == QProcess::Running; }
    /// Why it does not run.
    [[nodiscard]] QString complaint() const { return m_complaint; }
    [[nodiscard]] QString url() const;
    /// Ends it in order, so that the log is whole, and reads the log.
    [[nodiscard]] std::vector<AccessLine> stopAndReadLog();

  private:
    bool start();
    void writeConfiguration() const;

    QByteArray m_tls, m_logged;
    QTemporaryDir m_directory;
    QProcess m_process;
    std::uint16_t m_port{};
    QString m_complaint;
};

[[nodiscard]] std::map<int, std::uint64_t> countByStatus(const std::vector<AccessLine>&);
[[nodiscard]] std::map<QString, std::uint64_t> countByEndpoint(const std::vector<AccessLine>&);

}  // namespace loadgate::acceptance
