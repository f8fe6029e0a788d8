// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QtCore/QByteArray>
#include <QtCore/QString>
#include <QtCore/QStringList>
#include <QtCore/QTemporaryDir>

namespace loadgate::acceptance {

/// An authority of our own and what it signs, made by openssl in a folder of its own.
class Certificates {
  public:
    Certificates();

    /// Why they could not be made; empty when all is well.
    [[nodiscard]] QString complaint() const { return m_complaint; }
    [[nodiscard]] QString path(const QString& name) const { return m_directory.filePath(name); }
    [[nodiscard]] QString authority() const { return path("authority.pem"); }
    /// Makes NAME.pem and NAME.key. `names`: "IP:127.0.0.1,DNS:localhost"; `days`: from now, negative: expired.
    void sign(const QString& name, const QByteArray& names, int days = 2);
    void selfSign(const QString& name, const QByteArray& names);
    /// What nginx needs to serve with it.
    [[nodiscard]] QByteArray directives(const QString& name) const;

  private:
    void openssl(const QStringList& arguments);

    QTemporaryDir m_directory;
    QString m_complaint;
};

}  // namespace loadgate::acceptance
