// SPDX-License-Identifier: Apache-2.0
#include "acceptance/cli_run.h"

#include <QtCore/QDir>
#include <QtCore/QFile>
#include <QtCore/QFileInfo>
#include <QtCore/QJsonArray>
#include <QtCore/QJsonDocument>

#include <utility>

namespace loadgate::acceptance {
namespace {

constexpr int kPatienceMs = 120'000;

QProcessEnvironment cleanEnvironment() {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const QString& name : environment.keys()) {
        if (name.startsWith("LOADGATE_") || name.startsWith("LOADTEST_") || name.startsWith("GITHUB_")) {
            environment.remove(name);
        }
    }
    environment.insert("XDG_STATE_HOME", QDir::tempPath() + "/no-state");  // what somebody calibrated here is not of a test
    return environment;
}

double numberIn(QJsonObject object, const QString& path) {
    // A key may itself hold a dot ("p99.9"), so only the first dot parts.
    const qsizetype dot = path.indexOf('.');
    if (dot > 0 && object.contains(path.left(dot))) {
        return numberIn(object.value(path.left(dot)).toObject(), path.mid(dot + 1));
    }
    return object.value(path).toDouble(-1);
}

}  // namespace

QString CliResult::status() const { return json.value("verdict").toObject().value("status").toString(); }

QString CliResult::reason() const { return json.value("verdict").toObject().value("reason").toString(); }

double CliResult::number(const QString& path) const { return numberIn(json, path); }

double CliResult::endpoint(const QString& name, const QString& path) const {
    for (const QJsonValue& endpoint : json.value("endpoints").toArray()) {
        if (endpoint.toObject().value("name").toString() == name) {
            return numberIn(endpoint.toObject(), path);
        }
    }
    return -1;
}

QByteArray CliResult::told() const {
    return "exit " + QByteArray::number(exitCode) + "\n--- standard output\n" + out.toUtf8() + "\n--- standard error\n" + err.toUtf8();
}

Cli::Cli() : Cli(QStringLiteral(LOADGATE_PROGRAM)) {}

Cli::Cli(QString program) : m_program(std::move(program)), m_environment(cleanEnvironment()) {}

void Cli::write(const QString& name, const QByteArray& text) const {
    QDir().mkpath(QFileInfo(path(name)).path());
    QFile file(path(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size()) {
        qFatal("cannot write %s", qPrintable(file.fileName()));
    }
}

std::unique_ptr<QProcess> Cli::start(const QStringList& arguments) const {
    auto process = std::make_unique<QProcess>();
    process->setWorkingDirectory(m_directory.path());
    process->setProcessEnvironment(m_environment);
    process->setStandardInputFile(QProcess::nullDevice());
    process->start(m_program, arguments);
    if (!process->waitForStarted()) {
        qFatal("cannot start %s", qPrintable(m_program));
    }
    return process;
}

CliResult Cli::finish(QProcess& process) const {
    CliResult result;
    if (process.state() == QProcess::NotRunning || process.waitForFinished(kPatienceMs)) {
        if (process.exitStatus() == QProcess::NormalExit) {
            result.exitCode = process.exitCode();
        }
    } else {
        process.kill();
        process.waitForFinished();
    }
    result.out = QString::fromUtf8(process.readAllStandardOutput());
    result.err = QString::fromUtf8(process.readAllStandardError());
    QFile json(path("result.json"));
    if (json.open(QIODevice::ReadOnly)) {
        result.json = QJsonDocument::fromJson(json.readAll()).object();
    }
    return result;
}

CliResult Cli::call(const QStringList& arguments) const { return finish(*start(arguments)); }

CliResult Cli::run(const QStringList& arguments) const { return finish(*startRun(arguments)); }

std::unique_ptr<QProcess> Cli::startRun(const QStringList& arguments) const {
    QFile::remove(path("result.json"));
    return start(QStringList{"run"} + arguments + QStringList{"--json", "result.json", "--no-history", "--progress", "none"});
}

std::chrono::seconds acceptanceLength() {
    const int given = qEnvironmentVariableIntValue("LOADGATE_ACCEPT_SECONDS");
    return std::chrono::seconds(given > 0 ? given : 10);
}

QString seconds(std::chrono::seconds length) { return QString::number(length.count()) + "s"; }

}  // namespace loadgate::acceptance
