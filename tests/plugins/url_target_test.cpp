// SPDX-License-Identifier: Apache-2.0
#include "core/plugins/catalog.h"

#include "plugin_folder.h"
#include "testkit/quiet_call.h"

using namespace loadgate;

class UrlTargetTest : public QObject {
    Q_OBJECT

  private slots:
    void aGoodAddressIsGivenBack_data();
    void aGoodAddressIsGivenBack();
    void aBadAddressIsRefusedWithASentence_data();
    void aBadAddressIsRefusedWithASentence();
    void itKnowsNeitherIdentityNorResources();

  private:
    [[nodiscard]] std::unique_ptr<Target> target(const QString& url) const {
        return m_catalog
            .createTarget(
                {.id = "url", .with = {{.key = "url", .text = url.toStdString(), .where = "--target", .baseDir = {}}}, .where = "--target"})
            .value();
    }

    Catalog m_catalog = Catalog::scan({.installation = PluginFolder::shipped("").toStdString(), .others = {}});
    QuietCall m_quiet;
};

void UrlTargetTest::aGoodAddressIsGivenBack_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("url");
    QTest::newRow("http://127.0.0.1:8002") << "127.0.0.1:8002"
                                           << "http://127.0.0.1:8002";
    QTest::newRow("http://localhost/shop?x=1") << "localhost"
                                               << "http://localhost/shop?x=1";
    QTest::newRow("http://[::1]:8080/") << "[::1]:8080"
                                        << "http://[::1]:8080/";
    QTest::newRow("http://[2001:db8::7]") << "[2001:db8::7]"
                                          << "http://[2001:db8::7]";
    QTest::newRow("HTTP://Shop.example/") << "Shop.example"
                                          << "http://Shop.example/";
    QTest::newRow("HTTPS://shop.example/cart") << "shop.example"
                                               << "https://shop.example/cart";
    QTest::newRow("http://backend_v2:65535") << "backend_v2:65535"
                                             << "http://backend_v2:65535";
}

void UrlTargetTest::aGoodAddressIsGivenBack() {
    QFETCH(QString, name);
    QFETCH(QString, url);
    const auto description = target(QTest::currentDataTag())->describe(m_quiet.call);
    QVERIFY2(description, description ? "" : description.error().message.c_str());
    QCOMPARE(QString::fromStdString(description->name), name);
    QCOMPARE(QString::fromStdString(description->address.url), url);
    QVERIFY(description->address.connectTo.empty());
}

void UrlTargetTest::aBadAddressIsRefusedWithASentence_data() {
    QTest::addColumn<QString>("message");
    QTest::newRow("localhost:8080") << "'localhost:8080' has no scheme: write http://localhost:8080";
    QTest::newRow("ftp://shop.example") << "'ftp://shop.example' is not a web address: write http://HOST[:PORT][/PATH]";
    QTest::newRow("http://") << "'http://' names no host: write http://HOST[:PORT][/PATH]";
    QTest::newRow("http://:80/") << "'http://:80/' names no host: write http://HOST[:PORT][/PATH]";
    QTest::newRow("http://shop:0") << "'http://shop:0' has the port '0': a port is a number from 1 to 65535";
    QTest::newRow("http://shop:65536") << "'http://shop:65536' has the port '65536': a port is a number from 1 to 65535";
    QTest::newRow("http://shop:/x") << "'http://shop:/x' has the port '': a port is a number from 1 to 65535";
    QTest::newRow("http://::1/") << "'http://::1/' names no host: write http://HOST[:PORT][/PATH]";
    QTest::newRow("http://[::1/") << "'http://[::1/' has an IPv6 address that is not whole: write http://[::1]:8080";
    QTest::newRow("http://[::1]x") << "'http://[::1]x' has something other than ':PORT' after the address";
    QTest::newRow("http://a b/")
        << "'http://a b/' has a host with a character that host names do not have: letters, digits, '-', '.' and '_'";
    QTest::newRow("http://me:secret@shop/")
        << "the address has a user name or password in it: leave it out and send an Authorization header";
    QTest::newRow("http://shop/a b") << "'http://shop/a b' has a space or a character beyond ASCII: percent-encode it, as in %20";
    QTest::newRow("http://shop/#top") << "'http://shop/#top' has a fragment, which is never sent: leave out '#' and what follows";
}

void UrlTargetTest::aBadAddressIsRefusedWithASentence() {
    QFETCH(QString, message);
    const auto description = target(QTest::currentDataTag())->describe(m_quiet.call);
    QVERIFY(!description);
    QCOMPARE(QString::fromStdString(description.error().message), message);
    QCOMPARE(description.error().code, ErrorCode::BadInput);
}

void UrlTargetTest::itKnowsNeitherIdentityNorResources() {
    const auto url = target("http://127.0.0.1:8002");
    QVERIFY(!url->describe(m_quiet.call)->identity);
    QVERIFY(url->describe(m_quiet.call)->limits.empty());
    QVERIFY(url->sample(m_quiet.call)->empty());
}

QTEST_GUILESS_MAIN(UrlTargetTest)
#include "url_target_test.moc"
