// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QJsonObject>
#include <QtCore/QProcess>
#include <QtCore/QProcessEnvironment>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

#include <chrono>
#include <memory>

namespace loadgate::acceptance {

/// What one call of the program left behind.
struct CliResult {
    int exitCode{-1};  ///< -1: crashed, or still running after two minutes
    QString out, err;
    QJsonObject json;  ///< the file that --json wrote; empty without one

    [[nodiscard]] QString status() const;  ///< verdict.status
    [[nodiscard]] QString reason() const;  ///< verdict.reason
    /// A number by its path, "requests.sent"; -1 when it is absent.
    [[nodiscard]] double number(const QString& path) const;
    /// A count of one endpoint, endpoint("GET /items", "requests.sent").
    [[nodiscard]] double endpoint(const QString& name, const QString& path) const;
    /// Everything, for a failing test's message.
    [[nodiscard]] QByteArray told() const;
};

/// The real program in an empty directory of its own, with an environment that holds none of Loadgate's variables.
class Cli {
  public:
    Cli();
    /// Another copy of the program than the one that was built.
    explicit Cli(QString program);

    [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }
    /// Writes a file below the directory, folders included.
    void write(const QString& name, const QByteArray& text) const;
    void setVariable(const QString& name, const QString& value) { m_environment.insert(name, value); }

    /// Exactly these arguments; waits for the end.
    [[nodiscard]] CliResult call(const QStringList& arguments) const;
    /// `run` with a JSON result; waits for the end.
    [[nodiscard]] CliResult run(const QStringList& arguments) const;
    [[nodiscard]] std::unique_ptr<QProcess> startRun(const QStringList& arguments) const;
    [[nodiscard]] CliResult finish(QProcess& process) const;

  private:
    [[nodiscard]] std::unique_ptr<QProcess> start(const QStringList& arguments) const;

    QString m_program;
    QTemporaryDir m_directory;
    QProcessEnvironment m_environment;
};

/// How long runs against real servers last: LOADGATE_ACCEPT_SECONDS, 10 without it.
[[nodiscard]] std::chrono::seconds acceptanceLength();
[[nodiscard]] QString seconds(std::chrono::seconds);  // "10s"

}  // namespace loadgate::acceptance
