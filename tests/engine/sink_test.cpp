// SPDX-License-Identifier: Apache-2.0
// The server that a calibration sends to: it answers each request once, however its bytes come.
#include "engine/sink.h"
#include "testkit/server/raw_client.h"

#include <QtTest>

#include <netinet/in.h>
#include <cstring>
#include <memory>
#include <string>

using namespace loadgate;
using namespace loadgate::engine;

namespace {

std::uint16_t portOf(const Sink& sink) {
    sockaddr_in place{};
    std::memcpy(&place, &sink.address().storage, sizeof place);
    return ntohs(place.sin_port);
}

const std::string kRequest = "GET / HTTP/1.1\r\nHost: sink\r\n\r\n";

}  // namespace

class SinkTest : public QObject {
    Q_OBJECT
  private slots:
    void everyRequestGetsOneAnswer_data() {
        QTest::addColumn<QByteArrayList>("pieces");
        const QByteArray one(kRequest.data(), static_cast<int>(kRequest.size()));
        QTest::newRow("whole") << QByteArrayList{one, one};
        QTest::newRow("two at once") << QByteArrayList{one + one};
        QTest::newRow("cut in the end of a head") << QByteArrayList{one.left(one.size() - 3), one.right(3) + one};
        QByteArrayList bytes;
        for (const char byte : one + one) {
            bytes << QByteArray(1, byte);
        }
        QTest::newRow("byte by byte") << bytes;
    }
    void everyRequestGetsOneAnswer() {
        QFETCH(const QByteArrayList, pieces);
        auto sink = std::make_unique<Sink>(Sink::start(2).value());
        testkit::RawClient client(portOf(*sink));
        for (const QByteArray& piece : pieces) {
            client.send(std::string_view(piece.constData(), static_cast<std::size_t>(piece.size())));
        }
        const std::string got = client.read(2 * kAnswer);
        QCOMPARE(got.size(), 2 * kAnswer);
        QCOMPARE(got.substr(0, kAnswer), got.substr(kAnswer));
        QVERIFY(got.starts_with("HTTP/1.1 200 OK\r\n"));
        sink.reset();
        QVERIFY(client.readToEnd().empty());  // and no third
    }
    void itEndsWhileItsGuestsAreStillThere() {
        std::unique_ptr<testkit::RawClient> guest;
        {
            const Sink sink = Sink::start(1).value();
            guest = std::make_unique<testkit::RawClient>(portOf(sink));
            guest->send(kRequest);
            QCOMPARE(guest->read(kAnswer).size(), kAnswer);
        }
        QVERIFY(guest->readToEnd().empty());
    }

  private:
    static constexpr std::size_t kAnswer = 140;
};

QTEST_GUILESS_MAIN(SinkTest)
#include "sink_test.moc"
