// SPDX-License-Identifier: Apache-2.0
#include "acceptance/certificates.h"

#include <QtCore/QFile>
#include <QtCore/QProcess>

namespace loadgate::acceptance {

namespace {
const QStringList kNewKey{"-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"};
}

Certificates::Certificates() {
    openssl(QStringList{"req", "-x509", "-days", "2", "-subj", "/CN=an authority for tests", "-keyout", path("authority.key"), "-out",
                        authority()} +
            kNewKey);
}

void Certificates::openssl(const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start("openssl", arguments);
    if (!process.waitForFinished(30'000) || process.exitCode() != 0) {
        m_complaint = "openssl " + arguments.value(0) + " failed: " + process.errorString() + ' ' + QString::fromUtf8(process.readAll());
    }
}

void Certificates::sign(const QString& name, const QByteArray& names, int days) {
    QFile extensions(path(name + ".ext"));
    if (!extensions.open(QIODevice::WriteOnly)) {
        m_complaint = extensions.errorString();
        return;
    }
    extensions.write("subjectAltName=" + names);
    extensions.close();
    openssl(QStringList{"req", "-subj", "/CN=" + name, "-keyout", path(name + ".key"), "-out", path(name + ".csr")} + kNewKey);
    openssl({"x509", "-req", "-in", path(name + ".csr"), "-CA", authority(), "-CAkey", path("authority.key"), "-CAcreateserial", "-days",
             QString::number(days), "-extfile", path(name + ".ext"), "-out", path(name + ".pem")});
}

void Certificates::selfSign(const QString& name, const QByteArray& names) {
    openssl(QStringList{"req", "-x509", "-days", "2", "-subj", "/CN=" + name, "-addext", "subjectAltName=" + QString::fromUtf8(names),
                        "-keyout", path(name + ".key"), "-out", path(name + ".pem")} +
            kNewKey);
}

QByteArray Certificates::directives(const QString& name) const {
    return "ssl_certificate " + path(name + ".pem").toUtf8() + "; ssl_certificate_key " + path(name + ".key").toUtf8() + ';';
}

}  // namespace loadgate::acceptance
