// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QProcess>
#include <QString>
#include <QStringList>

namespace loadgate::clitest {

/// How one call of the real program ended.
struct Ended {
    int exitCode{-1};
    QString out, err;
};

/// An environment without anything that speaks to Loadgate, and with an empty home, plus these "NAME=value".
[[nodiscard]] QProcessEnvironment cleanEnvironment(const QString& home, const QStringList& extra = {});

/// Runs it to its end in a folder; fails the call (-1) after 30 s.
[[nodiscard]] Ended runProgram(const QStringList& arguments, const QString& folder, const QStringList& environment = {},
                               const QByteArray& input = {});
/// The same for any other program.
[[nodiscard]] Ended runOther(const QString& program, const QStringList& arguments, const QString& folder,
                             const QStringList& environment = {});

/// `loadgate demo backend` with these further options, on a free port, until it goes out of scope.
class Backend {
  public:
    explicit Backend(const QStringList& options = {});
    ~Backend();
    /// "http://127.0.0.1:34567"; empty when it did not start.
    [[nodiscard]] const QString& url() const { return m_url; }
    [[nodiscard]] quint16 port() const { return static_cast<quint16>(m_url.section(':', 2).toUInt()); }
    [[nodiscard]] QProcess& process() { return m_process; }

  private:
    QProcess m_process;
    QString m_url;
};

}  // namespace loadgate::clitest
