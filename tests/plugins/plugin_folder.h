// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QByteArray>
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QtTest>

#include <filesystem>
#include <string>

/// A folder of plugins for one test. Libraries are copied from what was built, whole or with some bytes replaced by as many others: so
/// a library can be made that differs from a good one in its metadata alone.
class PluginFolder {
  public:
    PluginFolder() { QVERIFY(m_folder.isValid()); }

    [[nodiscard]] std::filesystem::path path() const { return m_folder.path().toStdString(); }
    [[nodiscard]] std::filesystem::path file(const char* name) const { return path() / name; }

    void write(const char* name, const QByteArray& bytes) const {
        QFile out(QString::fromStdString(file(name).string()));
        QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
    }
    void copy(const char* name, const QByteArray& from) const { write(name, bytesOf(from)); }
    void copyWith(const char* name, const QByteArray& from, const QByteArray& before, const QByteArray& after) const {
        QByteArray bytes = bytesOf(from);
        QCOMPARE(before.size(), after.size());
        QVERIFY2(bytes.contains(before), before.constData());
        write(name, bytes.replace(before, after));
    }

    [[nodiscard]] static QByteArray shipped(const char* name) { return QByteArray(LOADGATE_TEST_PLUGINS "/") + name; }
    [[nodiscard]] static QByteArray fixture(const char* name) { return QByteArray(LOADGATE_TEST_FIXTURES "/") + name; }
    [[nodiscard]] static QByteArray bytesOf(const QByteArray& name) {
        QFile in(QString::fromLocal8Bit(name));
        return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
    }

  private:
    QTemporaryDir m_folder;
};
