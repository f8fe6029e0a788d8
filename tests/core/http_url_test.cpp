// SPDX-License-Identifier: Apache-2.0
#include "core/config/http_url.h"
#include "show.h"

#include <QFile>
#include <QTest>

using namespace loadgate;

/// Addresses as target plugins and targets.yml say them.
class HttpUrlTest : public QObject {
    Q_OBJECT
  private slots:
    void anAddressFallsIntoItsParts() {
        const HttpUrl plain = parseHttpUrl("http://example.org:8080/shop/?x=1").value();
        QCOMPARE(test::shown(plain.host), QString("example.org"));
        QCOMPARE(plain.port, std::uint16_t{8080});
        QCOMPARE(test::shown(plain.path), QString("/shop"));
        QCOMPARE(test::shown(plain.query), QString("?x=1"));
        QCOMPARE(test::shown(plain.hostHeader), QString("example.org:8080"));
        const HttpUrl v6 = parseHttpUrl("http://[::1]").value();
        QCOMPARE(test::shown(v6.host), QString("::1"));
        QCOMPARE(v6.port, std::uint16_t{80});
        QCOMPARE(test::shown(v6.hostHeader), QString("[::1]"));
    }

    void aWrongAddressIsRefusedInOneSentence_data() {
        QTest::addColumn<QString>("address");
        QTest::addColumn<QString>("sentence");
        QFile table(QStringLiteral(LOADGATE_TEST_DATA "/bad/addresses.txt"));
        QVERIFY(table.open(QIODevice::ReadOnly));
        while (!table.atEnd()) {
            const QStringList cells = QString::fromUtf8(table.readLine()).chopped(1).split('\t');
            QCOMPARE(cells.size(), 2);
            QTest::newRow(cells[0].toUtf8().constData()) << cells[0] << cells[1];
        }
    }
    void aWrongAddressIsRefusedInOneSentence() {
        QFETCH(QString, address);
        QFETCH(QString, sentence);
        QCOMPARE(test::errorOf(parseHttpUrl(address.toStdString())), sentence);
    }
};

QTEST_APPLESS_MAIN(HttpUrlTest)
#include "http_url_test.moc"
