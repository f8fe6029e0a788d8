// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QJsonArray>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

#include <cstdint>
#include <functional>

namespace loadgate::acceptance {

/// The body of a good answer on loopback; empty for any other.
[[nodiscard]] QByteArray httpGet(std::uint16_t port, const QByteArray& path);

/// A real server program on a free loopback port and in a folder of its own, killed when this object goes.
class StartedServer {
  public:
    [[nodiscard]] bool running() const { return m_complaint.isEmpty() && m_process.state() == QProcess::Running; }
    /// Why it does not run.
    [[nodiscard]] const QString& complaint() const { return m_complaint; }
    [[nodiscard]] std::uint16_t port() const { return m_port; }

  protected:
    /// `package`: Debian's, for the complaint. It is ready once it answers at /-/ready.
    using ArgumentsFor = std::function<QStringList(std::uint16_t port, const QString& folder)>;
    StartedServer(const QString& program, const QString& package, const ArgumentsFor& arguments);
    ~StartedServer();
    StartedServer(const StartedServer&) = delete;
    StartedServer& operator=(const StartedServer&) = delete;

  private:
    bool start(const QString& program, const ArgumentsFor& arguments);

    QTemporaryDir m_directory;
    QProcess m_process;
    std::uint16_t m_port{};
    QString m_complaint;
};

class Pushgateway final : public StartedServer {
  public:
    Pushgateway();
    [[nodiscard]] QString url() const { return "http://127.0.0.1:" + QString::number(port()); }
    /// The groups, by the labels that make them.
    [[nodiscard]] QList<QJsonObject> groups() const;
};

class Prometheus final : public StartedServer {
  public:
    /// `configuration`: a whole prometheus.yml.
    explicit Prometheus(const QByteArray& configuration);
    /// What an expression is now: the result's series, each with `metric` and `value`.
    [[nodiscard]] QJsonArray query(const QString& expression) const;
    /// Of all groups.
    [[nodiscard]] QJsonArray rules() const;
};

/// What promtool says to these arguments and this input; empty when it is content.
[[nodiscard]] QString promtoolComplains(const QStringList& arguments, const QByteArray& input = {});

}  // namespace loadgate::acceptance
