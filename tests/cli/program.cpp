// SPDX-License-Identifier: Apache-2.0
#include "program.h"

#include <QDir>

namespace loadgate::clitest {

namespace {

constexpr int kLongestMs = 30'000;

Ended ended(QProcess& process, const QByteArray& input) {
    process.start();
    process.write(input);
    process.closeWriteChannel();
    if (!process.waitForFinished(kLongestMs) || process.exitStatus() != QProcess::NormalExit) {
        return {-1, QString::fromUtf8(process.readAllStandardOutput()),
                process.errorString() + QString::fromUtf8(process.readAllStandardError())};
    }
    return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

}  // namespace

QProcessEnvironment cleanEnvironment(const QString& home, const QStringList& extra) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        if (name.startsWith("LOADGATE_") || name.startsWith("LOADTEST_") || name.startsWith("GITHUB_") || name == "NO_COLOR" ||
            name == "CI" || name == "XDG_DATA_HOME" || name == "XDG_STATE_HOME") {
            environment.remove(name);
        }
    }
    environment.insert("HOME", home);
    for (const QString& one : extra) {
        environment.insert(one.section('=', 0, 0), one.section('=', 1));
    }
    return environment;
}

Ended runOther(const QString& program, const QStringList& arguments, const QString& folder, const QStringList& environment) {
    QProcess process;
    process.setProgram(program);
    process.setArguments(arguments);
    process.setWorkingDirectory(folder);
    process.setProcessEnvironment(cleanEnvironment(folder, environment));
    return ended(process, {});
}

Ended runProgram(const QStringList& arguments, const QString& folder, const QStringList& environment, const QByteArray& input) {
    QProcess process;
    process.setProgram(QStringLiteral(LOADGATE_PROGRAM));
    process.setArguments(arguments);
    process.setWorkingDirectory(folder);
    process.setProcessEnvironment(cleanEnvironment(folder, environment));
    return ended(process, input);
}

Backend::Backend(const QStringList& options) {
    m_process.setProgram(QStringLiteral(LOADGATE_PROGRAM));
    m_process.setArguments(QStringList{"demo", "backend", "--listen", "127.0.0.1:0", "--quiet"} + options);
    m_process.setProcessEnvironment(cleanEnvironment(QDir::tempPath()));
    m_process.start();
    QByteArray line;
    while (!line.contains('\n') && m_process.waitForReadyRead(kLongestMs)) {
        line += m_process.readAllStandardOutput();
    }
    const QString said = QString::fromUtf8(line).trimmed();
    m_url = said.startsWith("listening on ") ? said.mid(13) : QString();
}

Backend::~Backend() {
    if (m_process.state() != QProcess::NotRunning) {
        m_process.terminate();
        m_process.waitForFinished(kLongestMs);
    }
}

}  // namespace loadgate::clitest
