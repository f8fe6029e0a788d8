// SPDX-License-Identifier: Apache-2.0
// What one connection leaves behind must not become another's. Whole loads over TLS are in acceptance.tls.
#include "engine/tls.h"

#include <QtTest>
#include <string>
#include <string_view>

using namespace loadgate;
using namespace loadgate::engine;

namespace {

constexpr char kHandshake = 0x16;  // the first byte of a record, RFC 8446 section 5.1
// A record with a handshake message of a type that does not exist, which is answered with an alert.
constexpr std::string_view kNonsense("\x16\x03\x03\x00\x04\x63\x00\x00\x00", 9);

TlsOptions options() {
    TlsOptions options;
    options.serverName = "localhost";
    options.verify = false;
    return options;
}

}  // namespace

class TlsTest : public QObject {
    Q_OBJECT
  private slots:
    void aHandshakeBeginsWithOurHello() {
        const auto sides = TlsSides::create(options(), 1).value();
        QCOMPARE(sides->open(0), TlsSides::Step::More);
        QCOMPARE(sides->pending().front(), kHandshake);
        QVERIFY(sides->pending().find("localhost") != std::string_view::npos);
        QVERIFY(sides->has(0));
    }

    void aFailedHandshakeLeavesNothingToTheNextConnection() {
        const auto sides = TlsSides::create(options(), 2).value();
        QCOMPARE(sides->open(0), TlsSides::Step::More);
        sides->sent();
        sides->handIn(0, kNonsense);
        QCOMPARE(sides->handshake(0), TlsSides::Step::Failed);
        QVERIFY(!sides->complaint().empty());
        QVERIFY2(!sides->pending().empty(), "there is an alert that could be left behind");
        sides->close(0);
        QVERIFY(!sides->has(0));
        QVERIFY(sides->pending().empty());
        QCOMPARE(sides->open(1), TlsSides::Step::More);  // and not a record that was the other's
        QCOMPARE(sides->pending().front(), kHandshake);
    }

    void closingOneConnectionKeepsWhatAnotherHasToSend() {
        const auto sides = TlsSides::create(options(), 2).value();
        QCOMPARE(sides->open(0), TlsSides::Step::More);
        sides->sent();
        QCOMPARE(sides->open(1), TlsSides::Step::More);
        const std::string hello(sides->pending());
        sides->close(0);
        QCOMPARE(std::string(sides->pending()), hello);
    }

    void aFileThatCannotBeUsedIsNamedWithItsPlace() {
        TlsOptions wrong = options();
        wrong.certificate = {"/nowhere/me.pem", "--cert"};
        QCOMPARE(QString::fromStdString(checkTls(wrong).error().message),
                 QString("--cert: the certificate '/nowhere/me.pem' cannot be used: No such file or directory"));
    }
};

QTEST_GUILESS_MAIN(TlsTest)
#include "tls_test.moc"
